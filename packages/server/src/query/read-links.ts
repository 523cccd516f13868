/** Links between traces: kept by where they lead, because a run does not know who links to it. */
import { toUSVString } from 'node:util';
import type { TraceTree } from '@tracenest/tree';
import type { RunLink } from 'tracenest/wire';
import { sql, uuid } from '../store/sql.js';
import type { Reader } from '../store/store.js';

/** Of one trace, on either side; the rest is left out. */
const maxLinks = 10_000;

/** A row of the table links. */
export interface LinkRow {
  linked_trace_id: string;
  linked_run_id: string;
  trace_id: string;
  run_id: string;
  kind: string;
}

/** The links of a trace that lead to runs of others. */
export function linksOut({ rows }: TraceTree, traceId: string): LinkRow[] {
  const out: LinkRow[] = [];
  for (const { id, run, links } of rows) {
    for (const { run_id, trace_id, kind, row } of run === null ? [] : links) {
      if (row !== -1 || trace_id === traceId) continue;
      const linked = { linked_trace_id: trace_id, linked_run_id: run_id };
      out.push({ ...linked, trace_id: traceId, run_id: id, kind: toUSVString(kind) });
      if (out.length === maxLinks) return out;
    }
  }
  return out;
}

/** Runs of other traces that link to runs of this one, by the id they lead to. */
export async function readLinksIn(reader: Reader, traceId: string): Promise<Map<string, RunLink[]>> {
  const rows = await reader.query<Omit<LinkRow, 'linked_trace_id'>>(
    sql`SELECT linked_run_id, trace_id, run_id, kind FROM links FINAL
        WHERE linked_trace_id = ${uuid(traceId)} ORDER BY linked_run_id, run_id LIMIT ${maxLinks}`,
  );
  const links = new Map<string, RunLink[]>();
  for (const { linked_run_id, ...link } of rows) {
    const held = links.get(linked_run_id);
    if (held === undefined) links.set(linked_run_id, [link]);
    else held.push(link);
  }
  return links;
}
