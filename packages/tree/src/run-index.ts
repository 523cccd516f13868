/**
 * Finding the run that an id names (contract §1.5, §1.6): in full, or by span id where the id is
 * one, right-aligned in zeros. Never a guess: several matches are given back as several.
 */
import { isPaddedSpanId, leadingSpanIdOf, padSpanId, spanIdOf } from 'tracenest/wire';
import type { TreeNode } from './nodes.js';

export type Located =
  | { is: 'run'; node: TreeNode }
  | { is: 'several'; nodes: ReadonlySet<TreeNode> }
  | { is: 'absent' };

export type Locate = (id: string) => Located;

const ABSENT: Located = { is: 'absent' };

/** Makes the look-up over the runs of a trace. */
export function indexRuns(nodes: readonly TreeNode[]): Locate {
  const byId = idsOf(nodes);
  // Most traces name every parent in full and never need these.
  let bySpanId: Map<string, Located> | null = null;
  let byLeading: Map<string, Located> | null = null;

  function locateSpan(spanId: string): Located {
    bySpanId ??= locatedBy(nodes, spanIdsOf);
    const located = bySpanId.get(spanId);
    if (located !== undefined) return located;
    byLeading ??= locatedBy(nodes, leadingSpanIdsOf);
    return byLeading.get(spanId) ?? ABSENT;
  }

  function locateFull(id: string): Located {
    const node = byId.get(id) ?? exactly(padSpanId(spanIdOf(id))) ?? exactly(padSpanId(leadingSpanIdOf(id)));
    return node === undefined ? ABSENT : { is: 'run', node };
  }

  /** The run of that very id: an alias says nothing about another full id. */
  function exactly(id: string): TreeNode | undefined {
    const node = byId.get(id);
    return node?.id === id ? node : undefined;
  }

  return (id) => (isPaddedSpanId(id) ? locateSpan(spanIdOf(id)) : locateFull(id));
}

/** Whether two ids can name one run: they are equal, or one is the other's span id in zeros. */
export function isSameRun(a: string, b: string): boolean {
  if (a === b) return true;
  if (isPaddedSpanId(a) === isPaddedSpanId(b)) return false;
  const [padded, full] = isPaddedSpanId(a) ? [a, b] : [b, a];
  const spanId = spanIdOf(padded);
  return spanId === spanIdOf(full) || spanId === leadingSpanIdOf(full);
}

function idsOf(nodes: readonly TreeNode[]): Map<string, TreeNode> {
  const byId = new Map<string, TreeNode>();
  for (const node of nodes) byId.set(node.id, node);
  for (const node of nodes) {
    if (node.run === null || node.run.aliases.length === 0) continue;
    for (const alias of node.run.aliases) if (!byId.has(alias)) byId.set(alias, node);
  }
  return byId;
}

/** An OTLP span has its own span id; any other run the last 8 bytes of its id; one told both ways has both. */
function spanIdsOf({ run }: TreeNode): Iterable<string> {
  if (run === null) return [];
  const ids = run.aliases.map(spanIdOf);
  if (run.span_id !== null) ids.push(run.span_id);
  if (run.span_id === null || run.dialect !== 'otlp') ids.push(spanIdOf(run.id));
  return new Set(ids);
}

function leadingSpanIdsOf({ id }: TreeNode): string[] {
  return isPaddedSpanId(id) ? [] : [leadingSpanIdOf(id)];
}

/** Items by each of their keys, in the order given. */
export function groupBy<Item>(items: Iterable<Item>, keysOf: (item: Item) => Iterable<string>): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    for (const key of keysOf(item)) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [item]);
      else group.push(item);
    }
  }
  return groups;
}

function locatedBy(nodes: readonly TreeNode[], keysOf: (node: TreeNode) => Iterable<string>): Map<string, Located> {
  const located = new Map<string, Located>();
  for (const [key, group] of groupBy(nodes, keysOf)) {
    const [first] = group;
    if (first === undefined) continue;
    located.set(key, group.length === 1 ? { is: 'run', node: first } : { is: 'several', nodes: new Set(group) });
  }
  return located;
}
