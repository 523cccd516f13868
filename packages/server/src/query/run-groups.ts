/** Conversations: the roots of a project that name one thread, with the first and the last turn. */
import type { Store } from '../store/store.js';
import { Budget, type BudgetOptions } from './budget.js';
import { conditionsOf, type RunAsk } from './run-ask.js';
import { measure, statsOf, type Measured, type RunStats } from './run-stats.js';
import { searchRuns } from './search-runs.js';
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

const maxSeconds = 45;
const wanted = 1_000;

/** All threads of which some root fits. Throws BudgetSpent. */
export async function groupRuns(store: Store, ask: RunAsk, options: BudgetOptions = {}): Promise<RunGroups> {
  const threads = new Map<string, Turns>();
  const search = { ...conditionsOf({ ...ask, isRoot: true }), order: 'desc', after: null } as const;
  for await (const { found } of searchRuns(store, search, new Budget({ maxSeconds, ...options }), wanted)) {
    for (const run of found) {
      const { stored } = run;
      if (stored.thread_id === null) continue;
      const turns = threads.get(stored.thread_id);
      if (turns === undefined)
        threads.set(stored.thread_id, { runs: [measure(run, null)], first: stored, last: stored });
      else {
        turns.runs.push(measure(run, null));
        if (stored.start_time < turns.first.start_time) turns.first = stored;
        if (stored.start_time > turns.last.start_time) turns.last = stored;
      }
    }
  }
  const groups = [...threads].map(([key, turns]) => groupOf(key, turns));
  return {
    groups: groups.toSorted((a, b) => (a.lastStart > b.lastStart ? -1 : 1)),
    stats: statsOf([...threads.values()].flatMap(({ runs }) => runs)),
  };
}

function groupOf(key: string, { runs, first, last }: Turns): RunGroup {
  return {
    key,
    stats: statsOf(runs),
    firstStart: first.start_time,
    lastStart: last.start_time,
    first_inputs: first.inputs_preview,
    last_outputs: last.outputs_preview,
    last_error: last.run.error,
  };
}
