/** For tests of programs that trace: what they recorded, kept in memory, and as a tree in text. */
import { Client } from './client.js';
import { MemoryExporter } from './exporter.js';
import { ROOT } from './run-like.js';
import { tracingContext } from './tracing-context.js';
import { mergeTrace } from './wire/merge.js';
import type { Finding, MergedRun, RunRecord } from './wire/record.js';

export { MemoryExporter } from './exporter.js';
export type { Finding, MergedRun } from './wire/record.js';

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

export interface PrintOptions {
  /** Which findings stand behind their runs. Default: those worth acting upon, of severity `warning` and `error`. */
  shows?: (finding: Finding) => boolean;
}

/**
 * Runs as text: a line for each, two spaces for each level, in the order in which they began.
 * Behind the name `?` marks a run without an end and `!` one that failed; codes of findings stand
 * in brackets. What has a parent that is not among the runs stands below `(missing)`.
 *
 * @param runs of one trace or several, in any order.
 * @example
 * printTree(runs); // 'answer\n  search [stale-parent]\n  ask-model!'
 */
export function printTree(runs: readonly MergedRun[], { shows = isLoud }: PrintOptions = {}): string {
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
  const print = (parent: string | null, depth: number): void => {
    for (const run of children.get(parent) ?? []) {
      lines.push(`${'  '.repeat(depth)}${lineOf(run, shows)}`);
      print(run.id, depth + 1);
    }
  };
  print(null, 0);
  if (children.has(MISSING)) lines.push('(missing)');
  print(MISSING, 1);
  return lines.join('\n');
}

const MISSING = '(missing)';
const MARKS = { pending: '?', error: '!', success: '' } as const;

function isLoud({ severity }: Finding): boolean {
  return severity === 'warning' || severity === 'error';
}

function lineOf({ id, name, status, tracenest }: MergedRun, shows: (finding: Finding) => boolean): string {
  const findings = (tracenest?.findings ?? []).filter(shows);
  const codes = findings.length === 0 ? '' : ` [${findings.map(({ code }) => code).join(', ')}]`;
  return `${name ?? id}${MARKS[status]}${codes}`;
}

/** The last segment of the order is made strictly increasing, where two runs begin in one microsecond. */
function byStart(a: MergedRun, b: MergedRun): number {
  const [left, right] = [a, b].map((run) => run.dotted_order?.split('.').at(-1) ?? run.start_time ?? '');
  return (left ?? '') < (right ?? '') ? -1 : 1;
}
