/** Links between runs, both ways: those that a run recorded, and those that lead to it. */
import { normalizeId } from 'tracenest/wire';
import type { RunLink, SkeletonRun } from 'tracenest/wire';
import type { RowLink, TreeRow } from './trace-tree.js';

/** Links were sent by the traced program: of one run at most so many are read. */
const MAX_LINKS = 1_000;
export const NO_LINKS: readonly RowLink[] = Object.freeze([]);

/** Fills in the links of the rows. `fromElsewhere`: links from other traces, by the id they lead to. */
export function linkRows(
  rows: readonly TreeRow[],
  fromElsewhere: Readonly<Record<string, readonly RunLink[]>> = {},
): void {
  const linked = rows.flatMap(({ run }, row) =>
    run?.tracenest?.links === undefined ? [] : [{ row, links: readLinks(run) }],
  );
  const elsewhere = Object.entries(fromElsewhere);
  if (linked.length === 0 && elsewhere.length === 0) return;
  const rowOf = new Map<string, number>();
  rows.forEach(({ id, run }, row) => {
    rowOf.set(id, row);
    for (const alias of run?.aliases ?? []) if (!rowOf.has(alias)) rowOf.set(alias, row);
  });
  for (const { row, links } of linked) {
    const from = rows[row];
    if (from === undefined) continue;
    from.links = links.map((link) => ({ ...link, row: rowOf.get(link.run_id) ?? -1 }));
    const back = { run_id: from.id, trace_id: from.run?.trace_id ?? '', row };
    for (const link of from.links) addBack(rows[link.row], { ...back, kind: link.kind });
  }
  for (const [id, links] of elsewhere) {
    for (const link of links) addBack(rows[rowOf.get(id) ?? -1], { ...link, row: -1 });
  }
}

function addBack(row: TreeRow | undefined, link: RowLink): void {
  if (row === undefined) return;
  if (row.linked_from === NO_LINKS) row.linked_from = [link];
  else (row.linked_from as RowLink[]).push(link);
}

function readLinks({ tracenest }: SkeletonRun): RunLink[] {
  const sent: unknown = tracenest?.links;
  if (!Array.isArray(sent)) return [];
  return sent.slice(0, MAX_LINKS).flatMap((link: unknown) => readLink(link));
}

function readLink(sent: unknown): RunLink[] {
  if (typeof sent !== 'object' || sent === null) return [];
  const { run_id, trace_id, kind } = sent as Partial<Record<keyof RunLink, unknown>>;
  const id = normalizeId(run_id);
  const trace = normalizeId(trace_id);
  if (id === null || trace === null) return [];
  return [{ run_id: id, trace_id: trace, kind: typeof kind === 'string' ? kind.slice(0, 100) : '' }];
}
