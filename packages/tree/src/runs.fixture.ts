/** Runs for tests: short to write, whole to read. */
import type { SkeletonRun } from 'tracenest/wire';
import type { TraceTree } from './trace-tree.js';

/** A run id for a number; different numbers have different span ids. */
export function runId(n: number): string {
  const digits = (n + 1).toString(16).padStart(8, '0');
  return `${digits}-0000-4000-8000-0000${digits}`;
}

/** A run that has ended and was received in full a minute before noon of 2026-11-20. */
export function skeleton(run: Partial<SkeletonRun> & { id: string }): SkeletonRun {
  const received = Date.parse('2026-11-20T11:59:00Z');
  return {
    trace_id: null,
    parent_run_id: null,
    span_id: null,
    parent_span_id: null,
    dotted_order: null,
    name: `run ${run.id.slice(0, 8)}`,
    run_type: 'chain',
    status: 'success',
    start_time: '2026-11-20T10:00:00Z',
    end_time: '2026-11-20T11:00:00Z',
    project: null,
    dialect: 'langsmith',
    first_received: received,
    last_received: received,
    tracenest: null,
    service: null,
    usage: null,
    first_token_time: null,
    aliases: [],
    findings: [],
    ...run,
  };
}

/** The rows of a tree as far as a reader sees them. */
export function rowsWithCodes(tree: TraceTree): unknown {
  return tree.rows.map((row) => ({
    id: row.id,
    parent: row.parent,
    name: row.name,
    placeholder: row.placeholder,
    start_time: row.start_time,
    codes: row.findings.map(({ code }) => code),
  }));
}
