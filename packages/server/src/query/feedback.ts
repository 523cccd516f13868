/** Feedback as it stands: found by what it is about, changed, deleted, and summed up for each key. */
import { jsonText } from 'tracenest/wire';
import type { Json } from 'tracenest/wire';
import type { FeedbackRow } from '../store/beside-rows.js';
import { nilId } from '../store/rows.js';
import { bind, joinSql, sql, trustedSql, uuid, uuids, type Sql } from '../store/sql.js';
import type { QueryLimits, Reader, Store } from '../store/store.js';

export type { FeedbackRow } from '../store/beside-rows.js';

export interface FeedbackAsk {
  ids?: readonly string[];
  runIds?: readonly string[];
  projectIds?: readonly string[];
  keys?: readonly string[];
  sources?: readonly string[];
  hasScore?: boolean;
  hasComment?: boolean;
  limit: number;
  offset: number;
}

/** Feedback of one key, summed up. Numbers are null where no feedback has a score. */
export interface FeedbackStats {
  n: number;
  avg: number | null;
  min: number | null;
  max: number | null;
  stdev: number | null;
  errors: number;
  /** How often each value that is a text was given; the fifty most frequent. */
  values: Record<string, number>;
  /** The latest ten. */
  comments: string[];
  sources: string[];
  contains_thread_feedback: boolean;
}

/** By key. */
export type StatsByKey = Record<string, FeedbackStats>;

const columns = trustedSql('id, run_id, trace_id, project_id, key, score, source, rest, created, changed, gone');

/** The newest first. */
export function listFeedback(reader: Reader, ask: FeedbackAsk): Promise<FeedbackRow[]> {
  const where: Sql[] = [sql`NOT gone`];
  if (ask.ids !== undefined) where.push(sql`id IN ${uuids(ask.ids)}`);
  if (ask.runIds !== undefined) where.push(sql`run_id IN ${uuids(ask.runIds)}`);
  if (ask.projectIds !== undefined) where.push(inProjects(ask.projectIds));
  if (ask.keys !== undefined) where.push(sql`key IN ${bind('Array(String)', ask.keys)}`);
  if (ask.sources !== undefined) where.push(sql`source IN ${bind('Array(String)', ask.sources)}`);
  if (ask.hasScore !== undefined) where.push(ask.hasScore ? sql`score IS NOT NULL` : sql`score IS NULL`);
  if (ask.hasComment !== undefined) where.push(sql`JSONHas(rest, 'comment') = ${ask.hasComment}`);
  return reader.query<FeedbackRow>(
    sql`SELECT ${columns} FROM feedback FINAL WHERE ${joinSql(where, ' AND ')}
        ORDER BY created DESC, id LIMIT ${ask.limit} OFFSET ${ask.offset}`,
  );
}

/** What feedback is about; null: not said. */
export function aboutOf(row: FeedbackRow): { run: string | null; trace: string | null; project: string | null } {
  const said = (id: string): string | null => (id === nilId ? null : id);
  return { run: said(row.run_id), trace: said(row.trace_id), project: said(row.project_id) };
}

/** What feedback says beside its columns; null takes a part away. */
export interface FeedbackChange {
  score?: number | null;
  value?: Json;
  comment?: Json;
  correction?: Json;
}

/** Null if there is no such feedback. */
export async function changeFeedback(
  store: Store,
  id: string,
  { score, ...said }: FeedbackChange,
  nowMs: number,
): Promise<FeedbackRow | null> {
  const row = await oneFeedback(store, id);
  if (row === null) return null;
  const rest = jsonText({ ...(JSON.parse(row.rest) as Record<string, Json>), ...said });
  const next = { ...row, rest, changed: after(row, nowMs), ...(score === undefined ? {} : { score }) };
  await store.insert('feedback', [next]);
  return next;
}

/** False if there is no such feedback. */
export async function deleteFeedback(store: Store, id: string, nowMs: number): Promise<boolean> {
  const row = await oneFeedback(store, id);
  if (row === null) return false;
  await store.insert('feedback', [{ ...row, rest: '{}', score: null, changed: after(row, nowMs), gone: true }]);
  return true;
}

/** Of each run that has feedback. */
export async function feedbackOfRuns(reader: Reader, runIds: readonly string[]): Promise<Map<string, StatsByKey>> {
  if (runIds.length === 0) return new Map();
  const wanted = sql`run_id IN ${uuids(runIds)}`;
  return statsBy(reader, sql`toString(run_id)`, wanted);
}

/** Of all of the runs together. */
export async function feedbackTogether(
  reader: Reader,
  runIds: readonly string[],
  limits?: QueryLimits,
): Promise<StatsByKey> {
  if (runIds.length === 0) return {};
  return (await statsBy(reader, sql`''`, sql`run_id IN ${uuids(runIds)}`, limits)).get('') ?? {};
}

/** Of one project: of its runs, and of itself as a whole. */
export async function feedbackOfProject(
  reader: Reader,
  projectId: string,
): Promise<{ runs: StatsByKey; project: StatsByKey }> {
  const about = sql`if(run_id = ${uuid(nilId)}, 'project', 'runs')`;
  const stats = await statsBy(reader, about, inProjects([projectId]));
  return { runs: stats.get('runs') ?? {}, project: stats.get('project') ?? {} };
}

interface StatsRow extends Omit<FeedbackStats, 'values' | 'errors' | 'contains_thread_feedback'> {
  about: string;
  key: string;
  said: [values: string[], counts: number[]];
}

async function statsBy(reader: Reader, about: Sql, where: Sql, limits?: QueryLimits): Promise<Map<string, StatsByKey>> {
  const rows = await reader.query<StatsRow>(
    sql`SELECT ${about} AS about, key, toUInt32(count()) AS n, avg(score) AS avg, min(score) AS min, max(score) AS max,
               stddevPop(score) AS stdev, groupUniqArray(20)(source) AS sources,
               arrayReverse(arraySlice(arraySort(groupArrayIf((changed, JSONExtractString(rest, 'comment')), JSONHas(rest, 'comment'))), -10)).2 AS comments,
               sumMapIf([JSONExtractString(rest, 'value')], [toUInt32(1)], JSONType(rest, 'value') = 'String') AS said
        FROM feedback FINAL WHERE NOT gone AND ${where} GROUP BY about, key ORDER BY about, key LIMIT 10000`,
    limits,
  );
  const found = new Map<string, StatsByKey>();
  for (const { about: whose, key, said, ...numbers } of rows) {
    const stats = found.get(whose) ?? {};
    const pairs = said[0].map((value, i) => [value, said[1][i] ?? 0] as const);
    const values = Object.fromEntries(pairs.toSorted((a, b) => b[1] - a[1]).slice(0, 50));
    Object.defineProperty(stats, key, {
      value: { ...numbers, errors: 0, values, contains_thread_feedback: false },
      enumerable: true,
    });
    found.set(whose, stats);
  }
  return found;
}

/** Feedback that names no project belongs to the one of its run. */
function inProjects(projectIds: readonly string[]): Sql {
  const silent = sql`SELECT run_id FROM feedback WHERE project_id = ${uuid(nilId)}`;
  const ofRuns = sql`SELECT id FROM runs WHERE project_id IN ${uuids(projectIds)} AND id IN (${silent})`;
  return sql`(project_id IN ${uuids(projectIds)} OR (project_id = ${uuid(nilId)} AND run_id IN (${ofRuns})))`;
}

async function oneFeedback(reader: Reader, id: string): Promise<FeedbackRow | null> {
  return (await listFeedback(reader, { ids: [id], limit: 1, offset: 0 }))[0] ?? null;
}

function after(row: FeedbackRow, nowMs: number): number {
  return Math.max(row.changed + 1, nowMs * 1000);
}
