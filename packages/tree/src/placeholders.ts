/**
 * Places for runs that were named as parents but not received (contract §1.6, §4.2): one for each
 * absent run, where its children's dotted orders say, else at the top level. Absent ancestors
 * above it get places too, up to one that is present.
 */
import { isPaddedSpanId, leadingSpanIdOf, spanIdOf } from 'tracenest/wire';
import { ancestorsOf, type Ancestors } from './ancestors.js';
import { compareSiblings, compareTexts, placeholderNode, setTime, type TreeNode } from './nodes.js';
import type { Orphan } from './parents.js';
import { groupBy, isSameRun, type Locate } from './run-index.js';

/** What one dotted order says of an absent run. */
interface Claim {
  /** Whether the order tells what is above it, be it nothing. */
  isKnown: boolean;
  above: TreeNode | { absentId: string } | null;
  time: string | null;
  /** Place of the order among those of all orphans, and the part of it that ends in the absent run. */
  rank: number;
  order: string | null;
}

/** Makes the places, hangs the orphans below them and gives the places back. */
export function placeAbsentParents(orphans: readonly Orphan[], locate: Locate, firstIndex: number): TreeNode[] {
  const claims = new Map<string, Claim>();
  // Sorted once: orders may be long and much alike, and each ancestor in them is claimed.
  const ranked = orphans.toSorted(
    ({ node: a }, { node: b }) => compareTexts(a.order, b.order) || compareTexts(a.id, b.id),
  );
  ranked.forEach((orphan, rank) => collectClaims(orphan, rank, locate, claims));
  const nameOf = unitedNames([...claims.keys()]);
  const chosen = new Map<string, Claim>();
  for (const [id, claim] of claims) chooseClaim(chosen, nameOf(id), claim);

  const places = new Map<string, TreeNode>();
  for (const [id, claim] of chosen) {
    places.set(id, placeholderNode(id, firstIndex + places.size, claim.time, claim.order));
  }
  for (const [id, claim] of chosen) {
    const place = places.get(id);
    if (place !== undefined) place.parent = placeAbove(claim, (absentId) => places.get(nameOf(absentId)) ?? null);
  }
  const untimed = new Set([...places.values()].filter((place) => place.time === null));
  for (const { node, parentId } of orphans.toSorted((a, b) => compareSiblings(a.node, b.node))) {
    node.parent = places.get(nameOf(parentId)) ?? null;
    if (node.parent !== null && untimed.delete(node.parent)) setTime(node.parent, node.time);
  }
  return [...places.values()];
}

/** Marks the places that something below still waits for: those of pending orphans, and absent ones above. */
export function markPending(orphans: readonly Orphan[], isPending: (orphan: Orphan) => boolean): void {
  for (const orphan of orphans) {
    if (!isPending(orphan)) continue;
    let place = orphan.node.parent;
    while (place !== null && place.run === null && !place.isPending) {
      place.isPending = true;
      place = place.parent;
    }
  }
}

/** What an orphan's order says of its parent and of the absent runs above that. */
function collectClaims({ node, parentId }: Orphan, rank: number, locate: Locate, claims: Map<string, Claim>): void {
  const ancestors = ancestorsOf(node);
  const at = ancestors.segments.findLastIndex((segment) => isSameRun(segment.id, parentId));
  if (at === -1) {
    chooseClaim(claims, parentId, { isKnown: false, above: null, time: null, rank, order: null });
    return;
  }
  const seen = new Set([node.id, parentId]);
  let order = node.order ?? '';
  for (let above = ancestors.segments.length; above > at; above -= 1) order = withoutLastSegment(order);
  let id: string | null = parentId;
  for (let segment = at; id !== null; segment -= 1) {
    const said = ancestors.segments[segment];
    const { above, isKnown } = readAbove(ancestors, segment, locate, seen);
    const claim = { isKnown, above, time: said?.time ?? null, rank, order };
    chooseClaim(claims, id, claim);
    // The order may name the parent in full where its id is only a span id.
    if (said !== undefined && said.id !== id) chooseClaim(claims, said.id, claim);
    order = withoutLastSegment(order);
    id = above !== null && 'absentId' in above ? above.absentId : null;
  }
}

function withoutLastSegment(order: string): string {
  return order.slice(0, Math.max(0, order.lastIndexOf('.')));
}

const UNKNOWN_ABOVE = { above: null, isKnown: false };

function readAbove(
  ancestors: Ancestors,
  segment: number,
  locate: Locate,
  seen: Set<string>,
): Pick<Claim, 'above' | 'isKnown'> {
  if (segment === 0) return { above: null, isKnown: true };
  const id = ancestors.segments[segment - 1]?.id;
  // An order that comes back to an id that it had below says nothing from there on.
  if (id === undefined || seen.has(id) || !ancestors.isChildOfPrevious(segment)) return UNKNOWN_ABOVE;
  seen.add(id);
  const located = locate(id);
  if (located.is === 'several') return UNKNOWN_ABOVE;
  if (located.is === 'absent') return { above: { absentId: id }, isKnown: true };
  return seen.has(located.node.id) && located.node.id !== id ? UNKNOWN_ABOVE : { above: located.node, isKnown: true };
}

/** Known ancestry goes first, then a known time, then the smaller order. */
function chooseClaim(claims: Map<string, Claim>, id: string, claim: Claim): void {
  const held = claims.get(id);
  if (held === undefined || compareClaims(claim, held) < 0) claims.set(id, claim);
}

function compareClaims(a: Claim, b: Claim): number {
  return Number(b.isKnown) - Number(a.isKnown) || Number(b.time !== null) - Number(a.time !== null) || a.rank - b.rank;
}

function placeAbove(claim: Claim, placeOf: (absentId: string) => TreeNode | null): TreeNode | null {
  const { above } = claim;
  return above !== null && 'absentId' in above ? placeOf(above.absentId) : above;
}

/**
 * An absent run may be named in full and by span id: it is one, named in full. Where several full
 * ids share the span id, nothing says which it is.
 */
function unitedNames(ids: readonly string[]): (id: string) => string {
  const padded = ids.filter((id) => isPaddedSpanId(id));
  if (padded.length === 0) return (id) => id;
  const full = ids.filter((id) => !isPaddedSpanId(id));
  const bySpanId = groupBy(full, (id) => [spanIdOf(id)]);
  const byLeading = groupBy(full, (id) => [leadingSpanIdOf(id)]);
  const names = new Map<string, string>();
  for (const id of padded) {
    const matches = bySpanId.get(spanIdOf(id)) ?? byLeading.get(spanIdOf(id)) ?? [];
    const [only] = matches;
    if (matches.length === 1 && only !== undefined) names.set(id, only);
  }
  return (id) => names.get(id) ?? id;
}
