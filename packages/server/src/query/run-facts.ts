/** Facts of runs for the filters at hand: feedback is looked up only where one asks for it. */
import type { Json } from 'tracenest/wire';
import { sql, uuids } from '../store/sql.js';
import type { QueryLimits, Reader } from '../store/store.js';
import { factsOf } from './filter/facts.js';
import type { FeedbackFacts, RunFacts } from './filter/match.js';
import type { Filter } from './filter/syntax.js';
import type { StoredRun } from './stored-runs.js';

/** In the order of the runs. */
export async function factsOfRuns(
  reader: Reader,
  runs: readonly StoredRun[],
  filters: readonly (Filter | null)[],
  limits?: QueryLimits,
): Promise<RunFacts[]> {
  const asksFeedback = filters.some((filter) => filter !== null && speaksOfFeedback(filter));
  const feedback = asksFeedback ? await readFeedback(reader, runs, limits) : new Map<string, FeedbackFacts[]>();
  return runs.map((stored) => factsOf(stored, feedback.get(stored.run.id) ?? []));
}

function speaksOfFeedback(filter: Filter): boolean {
  if (filter.kind === 'and' || filter.kind === 'or') return filter.parts.some(speaksOfFeedback);
  if (filter.kind === 'not') return speaksOfFeedback(filter.part);
  return filter.kind === 'pair' && filter.pair === 'feedback';
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
