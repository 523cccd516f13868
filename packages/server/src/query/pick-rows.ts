/**
 * What is answered of a trace that is too large to be shown whole: the errors and findings with all
 * rows above them, then level after level from the top, as many rows as fit. The tree and all its
 * figures are those of the whole trace; only rows are left out.
 */
import type { TraceTree } from '@tracenest/tree';
import type { LeftOut, LinkAnswer, TraceRowAnswer } from 'tracenest/wire';

/** Rows of one answer: about what a page holds in 300 MB. */
export const MAX_ROWS = 250_000;

type Row = TraceTree['rows'][number];

export interface PickedRows {
  /** Indices of the rows of the answer, ascending: a row never comes without those above it. */
  indices: readonly number[];
  /** The rows among which was picked: from this index to before the other. */
  first: number;
  end: number;
  leftOut: LeftOut | null;
}

/** `root`: only this run and all below it; null where that is no run of the trace. */
export function pickRows(rows: readonly Row[], root: string | null, maxRows: number = MAX_ROWS): PickedRows | null {
  const first = root === null ? 0 : rows.findIndex(({ id }) => id === root);
  if (first === -1) return null;
  const end = root === null ? rows.length : endOfSubtree(rows, first);
  const all = end - first;
  const indices = all <= maxRows ? Array.from({ length: all }, (_, at) => first + at) : pick(rows, first, end, maxRows);
  const told =
    indices.length === rows.length ? null : leftOut(rows.length, indices.length, indices.length === all, root);
  return { indices, first, end, leftOut: told };
}

function endOfSubtree(rows: readonly Row[], first: number): number {
  const depth = rows[first]?.depth ?? 0;
  let end = first + 1;
  while (end < rows.length && (rows[end]?.depth ?? 0) > depth) end += 1;
  return end;
}

function pick(rows: readonly Row[], first: number, end: number, maxRows: number): number[] {
  const isKept = new Uint8Array(end - first);
  let kept = 0;
  const keep = (index: number): void => {
    kept += 1 - (isKept[index - first] ?? 0);
    isKept[index - first] = 1;
  };
  // Half of the room: the reader must see the shape of the trace even where everything failed.
  for (let index = first; index < end; index += 1) {
    const row = rows[index];
    if (row === undefined || !isGrave(row)) continue;
    const path = pathTo(rows, index, first, isKept);
    if (kept + path.length <= maxRows / 2) path.forEach(keep);
  }
  for (const level of levels(rows, first, end)) {
    if (kept >= maxRows) break;
    for (const index of level) {
      if (kept >= maxRows) break;
      keep(index);
    }
  }
  return [...isKept.keys()].filter((at) => isKept[at] === 1).map((at) => first + at);
}

function isGrave({ status, placeholder, findings }: Row): boolean {
  if (status === 'error' || placeholder !== null) return true;
  return findings.some(({ severity }) => severity === 'warning' || severity === 'error');
}

/** A row and those above it, up to one that is kept already. */
function pathTo(rows: readonly Row[], index: number, first: number, isKept: Uint8Array): number[] {
  const path: number[] = [];
  for (let at = index; at >= first && isKept[at - first] !== 1; at = rows[at]?.parent ?? -1) path.push(at);
  return path;
}

/** Indices by depth, the uppermost first. */
function levels(rows: readonly Row[], first: number, end: number): number[][] {
  const byDepth: number[][] = [];
  const top = rows[first]?.depth ?? 0;
  for (let index = first; index < end; index += 1) {
    const depth = (rows[index]?.depth ?? top) - top;
    (byDepth[depth] ??= []).push(index);
  }
  return byDepth;
}

/** Answers of picked rows, in which indices are those of the answer, and what is not shown is counted. */
export function renumbered(
  answers: readonly TraceRowAnswer[],
  { indices, first, end }: Omit<PickedRows, 'leftOut'>,
  rows: readonly Row[],
): TraceRowAnswer[] {
  const places = new Map(indices.map((index, place) => [index, place]));
  const placeOf = (index: number): number => places.get(index) ?? -1;
  const ends = (links: LinkAnswer[]): LinkAnswer[] => links.map((link) => ({ ...link, row: placeOf(link.row) }));
  const hidden = indices.map(() => 0);
  // By row: the place of the nearest one that is shown, at or above it. Parents come before their children.
  const nearest = new Int32Array(end - first).fill(-1);
  for (let index = first; index < end; index += 1) {
    const parent = rows[index]?.parent ?? -1;
    const above = parent < first ? -1 : (nearest[parent - first] ?? -1);
    const place = placeOf(index);
    nearest[index - first] = place === -1 ? above : place;
    if (place === -1 && above !== -1) hidden[above] = (hidden[above] ?? 0) + 1;
  }
  const top = rows[first]?.depth ?? 0;
  return answers.map((answer, place) => ({
    ...answer,
    parent: placeOf(answer.parent),
    depth: answer.depth - top,
    ...(answer.links === undefined ? {} : { links: ends(answer.links) }),
    ...(answer.linked_from === undefined ? {} : { linked_from: ends(answer.linked_from) }),
    ...((hidden[place] ?? 0) > 0 ? { hidden: hidden[place] ?? 0 } : {}),
  }));
}

function leftOut(of: number, shown: number, isWhole: boolean, root: string | null): LeftOut {
  const count = (rows: number): string => rows.toLocaleString('en-US');
  const sentence = isWhole
    ? `Of the ${count(of)} runs of this trace the ${count(shown)} at and below one run are shown.`
    : `This ${root === null ? 'trace' : 'part of the trace'} is too large to be shown whole: of ${count(of)} runs ${count(shown)} are shown, errors and findings with all above them, and the uppermost levels.`;
  const remedy = isWhole
    ? 'Leave root out of the address to see the whole trace.'
    : 'Add root= and the id of a run to the address to see that run and all below it.';
  return { rows: of - shown, of, sentence, remedy };
}
