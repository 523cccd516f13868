/**
 * Numbers over the runs that a question finds: how many, how long, how many failed, which tokens.
 * All of them are read; where that takes too long there are no numbers, rather than wrong ones.
 */
import type { Store } from '../store/store.js';
import { Budget, type BudgetOptions } from './budget.js';
import { matchedTokens, type CountedRun } from './counted-tokens.js';
import { conditionsOf, type RunAsk } from './run-ask.js';
import { searchRuns, type FoundRun } from './search-runs.js';

/** By which the runs are put into groups. */
export interface StatsGrouping {
  attribute: 'name' | 'run_type' | 'tag' | 'metadata';
  /** Of `metadata`: the key. */
  path: string | null;
  /** The largest groups are told. */
  maxGroups: number;
}

/** Latencies and times in seconds; null where no run tells them. */
export interface RunStats {
  run_count: number;
  latency_p50: number | null;
  latency_p99: number | null;
  first_token_p50: number | null;
  first_token_p99: number | null;
  total_tokens: number;
  prompt_tokens: number;
  completion_tokens: number;
  median_tokens: number | null;
  tokens_p50: number | null;
  tokens_p99: number | null;
  prompt_tokens_p50: number | null;
  prompt_tokens_p99: number | null;
  completion_tokens_p50: number | null;
  completion_tokens_p99: number | null;
  /** ISO 8601. */
  last_run_start_time: string | null;
  /** Of all runs, 0 to 1. */
  error_rate: number | null;
  /** Runs that tell when their first token came. */
  streaming_rate: number | null;
}

/** What is kept of each run while they are counted. */
export interface Measured extends CountedRun {
  latency: number | null;
  firstToken: number | null;
  startTime: string;
  isError: boolean;
  groups: readonly string[];
}

/** Reading many runs takes its time: clients wait a minute and more. */
const maxSeconds = 45;
const wanted = 1_000;

/** By the name of the group; without grouping one, under the empty name. Throws BudgetSpent. */
export async function statsOfRuns(
  store: Store,
  ask: RunAsk,
  grouping: StatsGrouping | null,
  options: BudgetOptions = {},
): Promise<Map<string, RunStats>> {
  const groups = new Map<string, Measured[]>(grouping === null ? [['', []]] : []);
  const search = { ...conditionsOf(ask), order: 'desc', after: null } as const;
  for await (const { found } of searchRuns(store, search, new Budget({ maxSeconds, ...options }), wanted)) {
    for (const run of found) {
      const measured = measure(run, grouping);
      for (const group of measured.groups) {
        const runs = groups.get(group);
        if (runs === undefined) groups.set(group, [measured]);
        else runs.push(measured);
      }
    }
  }
  const largest = [...groups].toSorted(([, a], [, b]) => b.length - a.length);
  const told = grouping === null ? largest : largest.slice(0, grouping.maxGroups);
  return new Map(told.map(([group, runs]) => [group, statsOf(runs)]));
}

export function measure({ stored, facts }: FoundRun, grouping: StatsGrouping | null): Measured {
  return {
    traceId: stored.trace_id,
    isRoot: stored.is_root,
    isModel: stored.run.run_type === 'llm',
    tokens: stored.tokens,
    latency: facts.latency as number | null,
    firstToken: facts.first_token_time as number | null,
    startTime: stored.start_time,
    isError: stored.run.status === 'error',
    groups: grouping === null ? [''] : groupsOf(stored, grouping),
  };
}

function groupsOf({ run }: FoundRun['stored'], { attribute, path }: StatsGrouping): string[] {
  switch (attribute) {
    case 'name':
      return [run.name ?? ''];
    case 'run_type':
      return [run.run_type ?? 'chain'];
    case 'tag':
      return [...new Set(run.tags)];
    case 'metadata': {
      const value = run.extra.metadata?.[path ?? ''];
      if (value === undefined || value === null) return [];
      return [typeof value === 'string' ? value : JSON.stringify(value)];
    }
  }
}

export function statsOf(runs: readonly Measured[]): RunStats {
  const latencies = sorted(runs.map(({ latency }) => latency));
  const firstTokens = sorted(runs.map(({ firstToken }) => firstToken));
  const telling = runs.filter(({ tokens }) => tokens.total > 0);
  const totals = sorted(telling.map(({ tokens }) => tokens.total));
  const prompts = sorted(telling.map(({ tokens }) => tokens.prompt));
  const completions = sorted(telling.map(({ tokens }) => tokens.completion));
  const { prompt, completion, total } = matchedTokens(runs);
  const starts = runs.map(({ startTime }) => startTime).toSorted();
  const share = (count: number): number | null => (runs.length === 0 ? null : count / runs.length);
  return {
    run_count: runs.length,
    latency_p50: quantile(latencies, 0.5),
    latency_p99: quantile(latencies, 0.99),
    first_token_p50: quantile(firstTokens, 0.5),
    first_token_p99: quantile(firstTokens, 0.99),
    total_tokens: total,
    prompt_tokens: prompt,
    completion_tokens: completion,
    median_tokens: quantile(totals, 0.5),
    tokens_p50: quantile(totals, 0.5),
    tokens_p99: quantile(totals, 0.99),
    prompt_tokens_p50: quantile(prompts, 0.5),
    prompt_tokens_p99: quantile(prompts, 0.99),
    completion_tokens_p50: quantile(completions, 0.5),
    completion_tokens_p99: quantile(completions, 0.99),
    last_run_start_time: starts.at(-1) ?? null,
    error_rate: share(runs.filter(({ isError }) => isError).length),
    streaming_rate: share(firstTokens.length),
  };
}

function sorted(values: readonly (number | null)[]): number[] {
  return values.filter((value): value is number => value !== null).toSorted((a, b) => a - b);
}

/** Between the two values beside the place, as far as it lies between them. */
export function quantile(ascending: readonly number[], share: number): number | null {
  const place = (ascending.length - 1) * share;
  const [below, above] = [ascending[Math.floor(place)], ascending[Math.ceil(place)]];
  return below === undefined || above === undefined ? null : below + (above - below) * (place % 1);
}
