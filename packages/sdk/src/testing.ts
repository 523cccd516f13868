/** For tests of programs that trace: what they recorded, kept in memory, and as a tree in text. */
import { Client } from './client.js';
import { MemoryExporter } from './exporter.js';
import { ROOT } from './run-like.js';
import { tracingContext } from './tracing-context.js';
import { mergeTrace } from './wire/merge.js';
import type { MergedRun, RunRecord } from './wire/record.js';

export { MemoryExporter } from './exporter.js';
export type { MergedRun } from './wire/record.js';

export interface Recorded<R> {
  /** What the function gave. */
  result: R;
  /** The runs that began inside and whose beginning or end was told by the time it was done. */
  runs: MergedRun[];
  /** The same as {@link printTree} has them. */
  tree: string;
}

/**
 * Calls a function with tracing on and keeps what it records: nothing is sent, the environment is
 * not asked, and tests may run side by side.
 *
 * @throws what the function throws.
 * @example
 * const { tree } = await recordRuns(() => answer('Why?'));
 * assert.equal(tree, 'answer\n  search\n  ask-model');
 */
export async function recordRuns<R>(work: () => R): Promise<Recorded<Awaited<R>>> {
  const exporter = new MemoryExporter();
  const client = new Client({ exporter, tracingSamplingRate: 1 });
  const result = await tracingContext({ parent: ROOT, client, enabled: true }, work);
  await client.flush();
  const runs = runsOf(exporter.records);
  return { result, runs, tree: printTree(runs) };
}

/** Records of any number of traces as runs. */
export function runsOf(records: readonly RunRecord[]): MergedRun[] {
  return mergeTrace(records.map((record, i) => ({ record, received: i })));
}

/**
 * Runs as text: a line for each, two spaces for each level, in the order in which they began.
 * Behind the name `?` marks a run without an end and `!` one that failed; codes of findings that
 * are worth acting upon stand in brackets. What has a parent that is not among them stands below `(missing)`.
 */
export function printTree(runs: readonly MergedRun[]): string {
  const ids = new Set(runs.map(({ id }) => id));
  const children = new Map<string | null, MergedRun[]>();
  for (const run of runs.toSorted(byStart)) {
    const { parent_run_id: parent } = run;
    const key = parent === null || ids.has(parent) ? parent : MISSING;
    const siblings = children.get(key);
    if (siblings === undefined) children.set(key, [run]);
    else siblings.push(run);
  }
  const lines: string[] = [];
  print(children, null, 0, lines);
  if (children.has(MISSING)) lines.push('(missing)');
  print(children, MISSING, 1, lines);
  return lines.join('\n');
}

const MISSING = '(missing)';
const MARKS = { pending: '?', error: '!', success: '' } as const;

function print(children: Map<string | null, MergedRun[]>, parent: string | null, depth: number, lines: string[]): void {
  for (const run of children.get(parent) ?? []) {
    const codes = (run.tracenest?.findings ?? []).filter(
      ({ severity }) => severity === 'warning' || severity === 'error',
    );
    const said = codes.length === 0 ? '' : ` [${codes.map(({ code }) => code).join(', ')}]`;
    lines.push(`${'  '.repeat(depth)}${run.name ?? run.id}${MARKS[run.status]}${said}`);
    print(children, run.id, depth + 1, lines);
  }
}

/** The last segment of the order is made strictly increasing, where two runs begin in one microsecond. */
function byStart(a: MergedRun, b: MergedRun): number {
  const [left, right] = [a, b].map((run) => run.dotted_order?.split('.').at(-1) ?? run.start_time ?? '');
  return (left ?? '') < (right ?? '') ? -1 : 1;
}
