/**
 * The runs of this process that have begun and not ended. Findings name them as candidates: the
 * runs to which a run belongs perhaps whose parent could not be known.
 */
import { runtime } from '#context';
import { nowUs } from './clock.js';
import { processState, type OpenRun } from './process-state.js';
import { addFindings } from './findings.js';
import { FACTS, isRunTreeLike, type RunTreeLike } from './run-like.js';
import type { ProcessEnd } from './wire/api.js';

/** Runs that never end must not fill the memory: the oldest is forgotten. */
const LIMIT = 10_000;
/** Enough to find candidates among; what is looked through must not grow with the load. */
const LOOK_LIMIT = 256;

/** Notes a run that begins. */
export function noteOpen(run: OpenRun): void {
  const { open } = processState;
  open.add(run);
  if (open.size > LIMIT) {
    const { value: oldest } = open.values().next();
    if (oldest !== undefined) open.delete(oldest);
  }
  runtime.tellOpen(open.size);
}

/** Notes the end of a run. */
export function noteClosed(run: OpenRun): void {
  const { open } = processState;
  open.delete(run);
  runtime.tellOpen(open.size);
}

/**
 * Open runs of other traces in which no other run is open: they may be waiting for work that is
 * done elsewhere.
 *
 * @param sinceMs only those that began then or later; milliseconds since 1970.
 */
export function waitingRuns(traceId: string | undefined, sinceMs = 0): OpenRun[] {
  const others: OpenRun[] = [];
  const parents = new Set<string | undefined>();
  let looked = 0;
  for (const run of processState.open) {
    if ((looked += 1) > LOOK_LIMIT) break;
    parents.add(run.parent_run_id);
    if (run.trace_id !== traceId && run.start_time >= sinceMs) others.push(run);
  }
  return others.filter((run) => !parents.has(run.id));
}

const REASONS = {
  finished: 'nothing was left to do',
  exit: 'process.exit',
  'uncaught-error': 'an error that nobody caught',
} as const;
/** Runs beyond these are only counted. */
const MOST_NAMED = 3;
/** The program may go on when all seemed to be done, and then end. */
const told = new WeakSet<OpenRun>();

/**
 * Notes in runs that they have no end because their process has one: a hint, for a program may end by
 * `process.exit` in the middle of all, and an error that nobody caught speaks for itself.
 */
export function tellUnended(runs: readonly OpenRun[], { reason }: ProcessEnd): void {
  const names = runs.slice(0, MOST_NAMED).map(({ name }) => name);
  const more = runs.length > MOST_NAMED ? ` and ${runs.length - MOST_NAMED} more` : '';
  const evidence = { reason: REASONS[reason], runs: `${names.join(', ')}${more}` };
  for (const run of runs) {
    if (told.has(run)) continue;
    told.add(run);
    addFindings(run, [{ code: 'exited-with-runs', severity: 'hint', evidence }]);
    run.send?.('update', {});
  }
}

/** How long ago a run of this process ended, in milliseconds; undefined: it has not, or nobody here knows. */
export function endedMsAgo(run: object): number | undefined {
  const { end_time: end } = run as { end_time?: unknown };
  return typeof end === 'number' ? Math.max(0, nowUs() / 1000 - end) : undefined;
}

/** Whether a context is a run of this package that has begun here and not ended. */
export function isOpenRun(store: unknown): store is RunTreeLike {
  if (!isRunTreeLike(store) || store.tracingEnabled === false) return false;
  const facts = store[FACTS];
  return facts !== undefined && facts.isRemote !== true && endedMsAgo(store) === undefined;
}
