/**
 * Runs by filters. SQL finds candidates among the records, merging tells what a run is, and the
 * filter is decided on that. Where no ids are named the newest hour is looked at first, then a day,
 * and so on: a project with years of runs is not read for its newest hundred.
 */
import { sql, uuids, type Sql } from '../store/sql.js';
import type { Store } from '../store/store.js';
import { BudgetSpent, type Budget } from './budget.js';
import { matchesFilter } from './filter/match.js';
import type { FieldCondition } from './filter/syntax.js';
import type { Position } from './position.js';
import {
  findCandidates,
  findByTotals,
  findByWords,
  findEarliest,
  findUncounted,
  isNamed,
  projectsOf,
  rowsOfProjects,
  spanOf,
  type RunConditions,
  type Span,
} from './run-candidates.js';
import { asksTotals, factsOfRuns, type KnownRun } from './run-facts.js';
import { withTotals } from './run-totals.js';
import { tracesThatFit } from './run-trees.js';
import type { RunSource } from './run-use.js';
import { readStoredRuns, type StoredRun } from './stored-runs.js';

export interface RunSearch extends RunConditions {
  /** Whether what the runs say at length is wanted, or only what a skeleton has. */
  payloads: boolean;
  order: 'asc' | 'desc';
  /** Runs after this one. */
  after: Position | null;
}

export interface FoundRun extends KnownRun {
  position: Position;
}

export interface FoundBatch {
  found: FoundRun[];
  /** Up to here nothing is left out: a search after it goes on. */
  examined: Position | null;
}

/** A part of the search: runs with records in `rows` that begin in `starts`. */
interface Window {
  rows: Span;
  starts: Span;
  scope: Sql | null;
}

const hourUs = 3_600_000_000;
/** After these come all runs that are left. */
const widthsUs = [hourUs, 24 * hourUs, 24 * 24 * hourUs];
/** A project with at most so many traces is read whole. */
const readAtOnce = 500;
/** One with at most so many is read by its traces, and not by time out of all there are. */
const readByTrace = 20_000;
/** Words that so many records have are rare. */
const fewRecords = 1_000;
/** The counter is that many traces behind at most while it keeps up. */
const fewTraces = 5_000;
/** Candidates that are read at once. Twice as many each time, as long as few of them fit. */
const smallestBatch = 50;
const largestBatch = 1_000;
/** Of payloads. Where runs are large, fewer of them are read at once. */
const batchBytes = 256 * 2 ** 20;
/** Candidates that are found at once, in batches: to find them costs the same for many as for few. */
const batchesAhead = 10;
const open: Span = { fromUs: null, toUs: null };
const firstId = '00000000-0000-0000-0000-000000000000';
const lastId = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** Batches in the order asked for, until none is left. `wanted`: how many runs are likely to be taken. */
export async function* searchRuns(
  source: RunSource,
  ask: RunSearch,
  budget: Budget,
  wanted: number,
): AsyncGenerator<FoundBatch> {
  const { store } = source;
  const uncounted = await uncountedFor(store, ask, budget);
  const named = await withIds(store, ask, uncounted, budget);
  if (named === null) return;
  let { after } = ask;
  let size = Math.min(Math.max(wanted, smallestBatch), largestBatch);
  for (const window of await windowsOf(store, named, budget)) {
    for (;;) {
      const limit = size * batchesAhead;
      const now = { ...named, ...window, after, limit, uncounted };
      const candidates = await budget.step((limits) => findCandidates(store, now, limits));
      for (let rest = candidates; rest.length > 0;) {
        const batch = rest.slice(0, size);
        const found = await examine(source, ask, budget, batch);
        if (found === null) {
          size = Math.ceil(size / 4);
          continue;
        }
        after = batch.at(-1) ?? after;
        rest = rest.slice(batch.length);
        yield { found, examined: after };
        size = Math.min(size * 2, largestBatch);
      }
      if (candidates.length < limit) break;
    }
    after = edgeOf(window, ask.order) ?? after;
    yield { found: [], examined: after };
  }
}

/** Null where nothing is asked of totals, or where they are too many. */
async function uncountedFor(store: Store, ask: RunSearch, budget: Budget): Promise<string[] | null> {
  const { filter, traceFilter, treeFilter } = ask;
  if (isNamed(filter) || ![filter, traceFilter, treeFilter].some(asksTotals)) return null;
  return budget.step((limits) => findUncounted(store, fewTraces, limits));
}

/** A question for rare words or high totals names the runs that have them, whenever they were. Null if there are none. */
async function withIds(
  store: Store,
  ask: RunSearch,
  uncounted: readonly string[] | null,
  budget: Budget,
): Promise<RunSearch | null> {
  const { filter } = ask;
  if (filter === null || isNamed(filter)) return ask;
  const ids =
    (await budget.step((limits) => findByWords(store, filter, fewRecords, limits))) ??
    (uncounted === null
      ? null
      : await budget.step((limits) => findByTotals(store, filter, uncounted, fewRecords, limits)));
  if (ids === null) return ask;
  if (ids.length === 0) return null;
  const some: FieldCondition = { kind: 'field', field: 'id', comparator: 'in', values: ids };
  // So few are read whole and decided then: what else is asked need not be looked for in all of their traces.
  if (ids.length <= smallestBatch) return { ...ask, filter: some, traceFilter: null, treeFilter: null };
  return {
    ...ask,
    filter: { kind: 'and', parts: [some, filter] },
  };
}

/** Where the whole window lies behind; null if it has no end. */
function edgeOf({ starts }: Window, order: RunSearch['order']): Position | null {
  const startUs = order === 'asc' ? starts.toUs : starts.fromUs;
  return startUs === null ? null : { startUs, id: order === 'asc' ? lastId : firstId };
}

/** Null if they are too large to be read at once. */
async function examine(
  source: RunSource,
  ask: RunSearch,
  budget: Budget,
  candidates: readonly Position[],
): Promise<FoundRun[] | null> {
  const positions = new Map(candidates.map((position) => [position.id, position]));
  const runs = await readOrGiveUp(source.store, budget, [...positions.keys()], ask.payloads);
  if (runs === null) return null;
  const known = await factsOfRuns(source, runs, ask.filter, budget);
  const fitting = known.flatMap(({ stored, facts }): FoundRun[] => {
    const position = positions.get(stored.run.id);
    const fits = ask.filter === null || matchesFilter(ask.filter, facts);
    return fits && position !== undefined ? [{ stored, facts, position }] : [];
  });
  const kept = await keepByTrace(source, ask, budget, fitting);
  if (asksTotals(ask.filter)) return kept;
  const stored = await withTotals(
    source,
    kept.map((run) => run.stored),
    budget,
  );
  return kept.map((run, i) => ({ ...run, stored: stored[i] ?? run.stored }));
}

async function readOrGiveUp(
  store: Store,
  budget: Budget,
  ids: readonly string[],
  payloads: boolean,
): Promise<StoredRun[] | null> {
  try {
    return await budget.step((limits) =>
      readStoredRuns(store, ids, { payloads }, { ...limits, maxMemoryBytes: batchBytes }),
    );
  } catch (error) {
    if (error instanceof BudgetSpent && error.spent === 'memory' && ids.length > 1) return null;
    throw error;
  }
}

async function keepByTrace(
  source: RunSource,
  { traceFilter, treeFilter }: RunConditions,
  budget: Budget,
  found: FoundRun[],
): Promise<FoundRun[]> {
  let kept = found;
  const tests = [
    [traceFilter, 'roots'],
    [treeFilter, 'all runs'],
  ] as const;
  for (const [filter, which] of tests) {
    if (filter === null || kept.length === 0) continue;
    const traceIds = [...new Set(kept.map(({ stored }) => stored.trace_id))];
    const fitting = await tracesThatFit(source, budget, traceIds, filter, which);
    kept = kept.filter(({ stored }) => fitting.has(stored.trace_id));
  }
  return kept;
}

async function windowsOf(store: Store, ask: RunSearch, budget: Budget): Promise<Window[]> {
  const span = spanOf(ask.filter);
  if (isNamed(ask.filter)) return [{ rows: open, starts: open, scope: null }];
  const projectIds = projectsOf(ask.filter);
  const inProjects = projectIds === null ? null : rowsOfProjects(projectIds);
  const { traces, newestUs } = await sizeOf(store, budget, projectIds);
  if (traces <= readAtOnce) return [{ rows: span, starts: open, scope: inProjects }];
  const scope = traces <= readByTrace ? inProjects : null;
  const narrow =
    ask.order === 'desc'
      ? windowsBack(span, ask.after?.startUs ?? span.toUs, newestUs)
      : windowsForth(
          span,
          ask.after?.startUs ?? span.fromUs ?? (await budget.step((limits) => findEarliest(store, limits))),
        );
  return [
    ...narrow.map((starts): Window => ({ rows: starts, starts, scope })),
    { rows: span, starts: restOf(narrow, ask.order), scope: inProjects },
  ];
}

/** From the newest back. `fromUs` null: from the end of time; `latestUs`: the latest start of a trace. */
function windowsBack(span: Span, fromUs: number | null, latestUs: number): Span[] {
  const windows: Span[] = [];
  let toUs = fromUs;
  const newestUs = fromUs ?? latestUs;
  for (const width of widthsUs) {
    const start = newestUs - width;
    if (span.fromUs !== null && start <= span.fromUs) break;
    windows.push({ fromUs: start, toUs });
    toUs = start - 1;
  }
  return windows;
}

function windowsForth(span: Span, earliestUs: number): Span[] {
  const windows: Span[] = [];
  let fromUs = earliestUs;
  for (const width of widthsUs) {
    const end = earliestUs + width;
    if (span.toUs !== null && end >= span.toUs) break;
    windows.push({ fromUs, toUs: end });
    fromUs = end + 1;
  }
  return windows;
}

/** What the windows leave over. */
function restOf(windows: readonly Span[], order: RunSearch['order']): Span {
  const last = windows.at(-1);
  if (last === undefined) return open;
  return order === 'desc'
    ? { fromUs: null, toUs: (last.fromUs ?? 0) - 1 }
    : { fromUs: (last.toUs ?? 0) + 1, toUs: null };
}

/** How many traces the projects have, and when the newest of them begins; a clock that is ahead does not count. */
async function sizeOf(
  store: Store,
  budget: Budget,
  projectIds: readonly string[] | null,
): Promise<{ traces: number; newestUs: number }> {
  const nowUs = Date.now() * 1000;
  if (projectIds === null) return { traces: Number.POSITIVE_INFINITY, newestUs: nowUs };
  const [row] = await budget.step((limits) =>
    store.query<{ traces: number; newestUs: number }>(
      sql`SELECT count() AS traces, toUnixTimestamp64Micro(max(start_at)) AS newestUs FROM traces
          WHERE project_id IN ${uuids(projectIds)}`,
      limits,
    ),
  );
  return { traces: row?.traces ?? 0, newestUs: Math.min(nowUs, row?.newestUs ?? nowUs) };
}
