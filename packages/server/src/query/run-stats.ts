/**
 * Numbers over the runs that a question finds: how many, how long, how many failed, which tokens.
 * All of them are read; where that takes too long there are no numbers, rather than wrong ones.
 */
import { Budget, type BudgetOptions } from './budget.js';
import { feedbackTogether, type StatsByKey } from './feedback.js';
import { countedRun, matchedUse, type CountedRun } from './matched-use.js';
import { conditionsOf, type RunAsk } from './run-ask.js';
import type { RunSource, RunUse } from './run-use.js';
import { isOfSkeletons } from './run-facts.js';
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
  median_tokens: number | null;
  tokens_p50: number | null;
  tokens_p99: number | null;
  prompt_tokens_p50: number | null;
  prompt_tokens_p99: number | null;
  completion_tokens_p50: number | null;
  completion_tokens_p99: number | null;
  /** Of all of them together, no call counted twice. */
  use: RunUse;
  /** US dollars, of the runs whose cost is known. */
  cost_p50: number | null;
  cost_p99: number | null;
  /** ISO 8601. */
  first_run_start_time: string | null;
  last_run_start_time: string | null;
  /** Of all runs, 0 to 1. */
  error_rate: number | null;
  /** Runs that tell when their first token came. */
  streaming_rate: number | null;
  feedback_stats: StatsByKey;
}

/** What is kept of each run while they are counted. */
export interface Measured extends CountedRun {
  latency: number | null;
  firstToken: number | null;
  startTime: string;
  isError: boolean;
  hasFeedback: boolean;
}

/** Reading many runs takes its time: clients wait a minute and more. */
export const maxSeconds = 45;
const wanted = 1_000;

/** By the name of the group; without grouping one, under the empty name. Throws BudgetSpent. */
export async function statsOfRuns(
  source: RunSource,
  ask: RunAsk,
  grouping: StatsGrouping | null,
  options: BudgetOptions = {},
): Promise<Map<string, RunStats>> {
  const groups = new Map<string, Measured[]>(grouping === null ? [['', []]] : []);
  const budget = new Budget({ maxSeconds, ...options });
  for await (const found of foundRuns(source, ask, needsPayloads(ask, grouping), budget)) {
    for (const run of found) {
      const measured = measure(run);
      for (const group of grouping === null ? [''] : groupsOf(run.stored, grouping)) {
        const runs = groups.get(group);
        if (runs === undefined) groups.set(group, [measured]);
        else runs.push(measured);
      }
    }
  }
  const largest = [...groups].toSorted(([, a], [, b]) => b.length - a.length);
  const told = grouping === null ? largest : largest.slice(0, grouping.maxGroups);
  const stats = new Map<string, RunStats>();
  for (const [group, runs] of told) stats.set(group, await statsOf(source, runs, budget));
  return stats;
}

/** Numbers come of what a skeleton has; conditions and groups may speak of more. */
function needsPayloads(ask: RunAsk, grouping: StatsGrouping | null): boolean {
  const isNarrow = grouping === null || grouping.attribute === 'name' || grouping.attribute === 'run_type';
  return !isNarrow || !isOfSkeletons(conditionsOf(ask).filter);
}

/** All runs that fit, batch by batch. `payloads`: as in a RunSearch. Throws BudgetSpent. */
export async function* foundRuns(
  source: RunSource,
  ask: RunAsk,
  payloads: boolean,
  budget: Budget,
): AsyncGenerator<FoundRun[]> {
  const search = { ...conditionsOf(ask), order: 'desc', after: null, payloads } as const;
  for await (const { found } of searchRuns(source, search, budget, wanted)) yield found;
}

export function measure({ stored, facts }: FoundRun): Measured {
  return {
    ...countedRun(stored),
    latency: facts.latency as number | null,
    firstToken: facts.first_token_time as number | null,
    startTime: stored.start_time,
    isError: stored.run.status === 'error',
    hasFeedback: stored.beside.includes('feedback'),
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

export async function statsOf({ store }: RunSource, runs: readonly Measured[], budget: Budget): Promise<RunStats> {
  const rated = runs.filter(({ hasFeedback }) => hasFeedback).map(({ id }) => id);
  return { ...numbersOf(runs), feedback_stats: await budget.step((limits) => feedbackTogether(store, rated, limits)) };
}

function numbersOf(runs: readonly Measured[]): Omit<RunStats, 'feedback_stats'> {
  const latencies = sorted(runs.map(({ latency }) => latency));
  const firstTokens = sorted(runs.map(({ firstToken }) => firstToken));
  const telling = runs.flatMap(({ use }) => (use.tokens.total > 0 ? [use.tokens] : []));
  const totals = sorted(telling.map(({ total }) => total));
  const prompts = sorted(telling.map(({ prompt }) => prompt));
  const completions = sorted(telling.map(({ completion }) => completion));
  const costs = sorted(runs.map(({ use }) => (use.cost === null ? null : use.cost.total / 1e9)));
  const starts = runs.map(({ startTime }) => startTime).toSorted();
  const share = (count: number): number | null => (runs.length === 0 ? null : count / runs.length);
  return {
    run_count: runs.length,
    latency_p50: quantile(latencies, 0.5),
    latency_p99: quantile(latencies, 0.99),
    first_token_p50: quantile(firstTokens, 0.5),
    first_token_p99: quantile(firstTokens, 0.99),
    use: matchedUse(runs),
    cost_p50: quantile(costs, 0.5),
    cost_p99: quantile(costs, 0.99),
    median_tokens: quantile(totals, 0.5),
    tokens_p50: quantile(totals, 0.5),
    tokens_p99: quantile(totals, 0.99),
    prompt_tokens_p50: quantile(prompts, 0.5),
    prompt_tokens_p99: quantile(prompts, 0.99),
    completion_tokens_p50: quantile(completions, 0.5),
    completion_tokens_p99: quantile(completions, 0.99),
    first_run_start_time: starts[0] ?? null,
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
