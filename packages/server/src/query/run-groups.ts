/** Conversations: the roots of a project that name one thread, with the first and the last turn. */
import { Budget, type BudgetOptions } from './budget.js';
import type { RunAsk } from './run-ask.js';
import { foundRuns, maxSeconds, measure, statsOf, type Measured, type RunStats } from './run-stats.js';
import type { RunSource } from './run-use.js';
import type { StoredRun } from './stored-runs.js';

export interface RunGroup {
  /** The id of the thread. */
  key: string;
  stats: RunStats;
  /** Start of the first and of the last turn. ISO 8601. */
  firstStart: string;
  lastStart: string;
  /** Of the first and of the last turn. */
  first_inputs: string | null;
  last_outputs: string | null;
  last_error: string | null;
}

export interface RunGroups {
  /** The one with the latest turn first. */
  groups: RunGroup[];
  /** Over all of them. */
  stats: RunStats;
}

interface Turns {
  runs: Measured[];
  first: StoredRun;
  last: StoredRun;
}

/** All threads of which some root fits. Throws BudgetSpent. */
export async function groupRuns(source: RunSource, ask: RunAsk, options: BudgetOptions = {}): Promise<RunGroups> {
  const threads = new Map<string, Turns>();
  const budget = new Budget({ maxSeconds, ...options });
  for await (const found of foundRuns(source, { ...ask, isRoot: true }, true, budget)) {
    for (const run of found) {
      const { stored } = run;
      if (stored.thread_id === null) continue;
      const turns = threads.get(stored.thread_id);
      if (turns === undefined) threads.set(stored.thread_id, { runs: [measure(run)], first: stored, last: stored });
      else {
        turns.runs.push(measure(run));
        if (stored.start_time < turns.first.start_time) turns.first = stored;
        if (stored.start_time > turns.last.start_time) turns.last = stored;
      }
    }
  }
  const groups: RunGroup[] = [];
  for (const [key, turns] of threads) groups.push(groupOf(key, turns, await statsOf(source, turns.runs, budget)));
  return {
    groups: groups.toSorted((a, b) => (a.lastStart > b.lastStart ? -1 : 1)),
    stats: await statsOf(
      source,
      [...threads.values()].flatMap(({ runs }) => runs),
      budget,
    ),
  };
}

function groupOf(key: string, { first, last }: Turns, stats: RunStats): RunGroup {
  return {
    key,
    stats,
    firstStart: first.start_time,
    lastStart: last.start_time,
    first_inputs: first.inputs_preview,
    last_outputs: last.outputs_preview,
    last_error: last.run.error,
  };
}
