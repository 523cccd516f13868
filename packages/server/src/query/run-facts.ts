/** Facts of runs for the filters at hand: feedback and totals are looked up only where one asks for them. */
import type { Json } from 'tracenest/wire';
import { sql, uuids } from '../store/sql.js';
import type { QueryLimits, Reader } from '../store/store.js';
import type { Budget } from './budget.js';
import { factsOf } from './filter/facts.js';
import type { FeedbackFacts, RunFacts } from './filter/match.js';
import type { Filter, PlainField } from './filter/syntax.js';
import { isTotalsField } from './filter/totals.js';
import { withTotals } from './run-totals.js';
import type { RunSource } from './run-use.js';
import type { StoredRun } from './stored-runs.js';

const skeletonFields: ReadonlySet<PlainField> = new Set([
  'id',
  'trace_id',
  'parent_run_id',
  'session_id',
  'name',
  'run_type',
  'status',
  'error',
  'start_time',
  'end_time',
  'latency',
  'first_token_time',
  'total_tokens',
  'prompt_tokens',
  'completion_tokens',
  'total_cost',
  'prompt_cost',
  'completion_cost',
  'execution_order',
  'is_root',
]);

/** A run, and what filters may ask of it. */
export interface KnownRun {
  stored: StoredRun;
  facts: RunFacts;
}

/** In the order of the runs. Throws BudgetSpent. */
export async function factsOfRuns(
  source: RunSource,
  runs: readonly StoredRun[],
  filter: Filter | null,
  budget: Budget,
): Promise<KnownRun[]> {
  const rated = runs.filter(({ beside }) => beside.includes('feedback'));
  const feedback = speaksOf(filter, isFeedback)
    ? await budget.step((limits) => readFeedback(source.store, rated, limits))
    : new Map<string, FeedbackFacts[]>();
  const counted = asksTotals(filter) ? await withTotals(source, runs, budget) : runs;
  return counted.map((stored) => ({ stored, facts: factsOf(stored, feedback.get(stored.run.id) ?? []) }));
}

/** Whether a filter asks for what is counted of trees. */
export function asksTotals(filter: Filter | null): boolean {
  return speaksOf(filter, isOfTotals);
}

/** Whether runs that are cut to what a skeleton needs can be decided on; feedback lies beside them. */
export function isOfSkeletons(filter: Filter | null): boolean {
  return !speaksOf(filter, (part) => (part.kind === 'field' ? !skeletonFields.has(part.field) : !isFeedback(part)));
}

function isFeedback(filter: Filter): boolean {
  return filter.kind === 'pair' && filter.pair === 'feedback';
}

function isOfTotals(filter: Filter): boolean {
  return filter.kind === 'field' && isTotalsField(filter.field);
}

function speaksOf(filter: Filter | null, what: (part: Filter) => boolean): boolean {
  if (filter === null) return false;
  if (filter.kind === 'and' || filter.kind === 'or') return filter.parts.some((part) => speaksOf(part, what));
  if (filter.kind === 'not') return speaksOf(filter.part, what);
  return what(filter);
}

interface FoundFeedback {
  run: string;
  key: string;
  score: number | null;
  source: string;
  rest: string;
}

async function readFeedback(
  reader: Reader,
  runs: readonly StoredRun[],
  limits?: QueryLimits,
): Promise<Map<string, FeedbackFacts[]>> {
  const found = new Map<string, FeedbackFacts[]>();
  if (runs.length === 0) return found;
  const rows = await reader.query<FoundFeedback>(
    sql`SELECT toString(run_id) AS run, key, score, source, rest FROM feedback FINAL
        WHERE run_id IN ${uuids(runs.map(({ run }) => run.id))} AND NOT gone`,
    limits,
  );
  for (const { run, key, score, source, rest } of rows) {
    const said = JSON.parse(rest) as { value?: Json; comment?: string };
    const facts = { key, score, source, value: said.value ?? null, comment: said.comment ?? null };
    found.set(run, [...(found.get(run) ?? []), facts]);
  }
  return found;
}
