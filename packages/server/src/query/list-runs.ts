/**
 * Runs by the conditions of LangSmith's v1 query. SQL finds candidates among the narrow rows; what
 * a run is, is decided by merging its records, so each candidate is checked again when merged.
 */
import type { MergedRun, Tokens } from 'tracenest/wire';
import type { Store } from '../store/connect.js';
import { columnMicroseconds } from '../store/column-time.js';
import { projectIdOf, defaultProjectName } from '../store/projects.js';
import { parentOf } from '../store/records.js';
import { nilId } from '../store/rows.js';
import { joinSql, sql, trustedSql, uuid, uuids, type Sql } from '../store/sql.js';
import type { Position } from './position.js';
import { readRuns } from './read-runs.js';
import { noTokens } from './tokens.js';

/** `field` has exactly this value. */
export interface Condition {
  field: 'id' | 'trace_id' | 'parent_run_id' | 'name' | 'run_type' | 'status' | 'is_root' | 'thread_id';
  value: string | boolean;
}

export interface RunListAsk {
  /** With ids, no other condition counts. */
  ids?: readonly string[];
  traceId?: string;
  parentRunId?: string;
  projectIds?: readonly string[];
  isRoot?: boolean;
  runType?: string;
  hasError?: boolean;
  /** The run starts at or after this; ISO 8601 in UTC. */
  startTime?: string;
  /** The run starts at or before this. */
  endTime?: string;
  conditions?: readonly Condition[];
  order: 'asc' | 'desc';
  limit: number;
  after: Position | null;
}

/** A run with what the store knows beyond its records. */
export interface StoredRun {
  run: MergedRun;
  trace_id: string;
  project_id: string;
  thread_id: string | null;
  inputs_preview: string | null;
  outputs_preview: string | null;
  /** A root's are those of its whole trace, any other run's its own. */
  tokens: Tokens;
}

export interface RunPage {
  runs: StoredRun[];
  next: Position | null;
}

interface Candidate extends Position {
  trace_ids: string[];
  project_id: string;
  thread_id: string | null;
  inputs_preview: string | null;
  outputs_preview: string | null;
}

const defaultRunType = 'chain';
const defaultProject = projectIdOf(defaultProjectName);

/** One page; never an empty one with a cursor, which would make the JavaScript client ask forever. */
export async function listRuns(store: Store, ask: RunListAsk): Promise<RunPage> {
  const runs: StoredRun[] = [];
  let { after } = ask;
  for (;;) {
    const wanted = ask.limit - runs.length;
    const candidates = await findCandidates(store, ask, after, wanted + 1);
    const page = candidates.slice(0, wanted);
    runs.push(...(await readCandidates(store, page)).filter((stored) => matches(stored, ask)));
    after = page.at(-1) ?? null;
    if (candidates.length <= wanted || after === null) return { runs: await withTotals(store, runs), next: null };
    if (runs.length === ask.limit) return { runs: await withTotals(store, runs), next: after };
  }
}

function findCandidates(store: Store, ask: RunListAsk, after: Position | null, limit: number): Promise<Candidate[]> {
  const having = runConditions(ask);
  const direction = trustedSql(ask.order === 'asc' ? 'ASC' : 'DESC');
  if (after !== null) {
    const position = sql`(${after.startUs}, ${after.id})`;
    having.push(ask.order === 'asc' ? sql`(startUs, id) > ${position}` : sql`(startUs, id) < ${position}`);
  }
  return store.query<Candidate>(
    sql`SELECT * FROM (
          SELECT toString(runs.id) AS id,
                 toUnixTimestamp64Micro(min(ifNull(runs.start_at, fromUnixTimestamp64Micro(runs.arrived, 'UTC')))) AS startUs,
                 arrayMap(x -> toString(x), groupUniqArray(runs.trace_id)) AS trace_ids,
                 toString(max(runs.project_id)) AS project_id,
                 groupUniqArray(runs.project_id) AS projects,
                 min(runs.is_root) AS no_parent,
                 groupUniqArray(ifNull(runs.run_type, '')) AS run_types,
                 groupUniqArray(ifNull(runs.name, '')) AS names,
                 max(ifNull(runs.error, '') != '') AS failed,
                 max(runs.thread_id) AS thread_id,
                 argMaxIf(runs.inputs_preview, (runs.op, runs.arrived), runs.inputs_preview IS NOT NULL) AS inputs_preview,
                 argMaxIf(runs.outputs_preview, (runs.op, runs.arrived), runs.outputs_preview IS NOT NULL) AS outputs_preview
          FROM runs WHERE ${joinSql(rowConditions(ask), ' AND ')} GROUP BY runs.id
        ) WHERE ${joinSql([sql`true`, ...having], ' AND ')}
        ORDER BY startUs ${direction}, id ${direction} LIMIT ${limit}`,
  );
}

/** Conditions on rows: they may only leave out whole runs, or a run would lose part of its records. */
function rowConditions(ask: RunListAsk): Sql[] {
  const conditions: Sql[] = [sql`true`];
  const ids = ask.ids ?? equalTo(ask, 'id');
  if (ids !== null) {
    conditions.push(
      sql`runs.id IN ${uuids(ids)}`,
      sql`runs.trace_id IN (SELECT trace_id FROM run_ids WHERE id IN ${uuids(ids)} AND role = 'run')`,
    );
    if (ask.ids !== undefined) return conditions;
  }
  const traceIds = ask.traceId === undefined ? equalTo(ask, 'trace_id') : [ask.traceId];
  if (traceIds !== null) {
    conditions.push(
      sql`(runs.trace_id IN ${uuids(traceIds)} OR (runs.trace_id = ${uuid(nilId)} AND runs.id IN (SELECT id FROM runs WHERE trace_id IN ${uuids(traceIds)})))`,
    );
  }
  const parents = ask.parentRunId === undefined ? equalTo(ask, 'parent_run_id') : [ask.parentRunId];
  if (parents !== null) {
    conditions.push(
      sql`runs.trace_id IN (SELECT trace_id FROM run_ids WHERE id IN ${uuids(parents)} AND role = 'parent')`,
      sql`runs.id IN (SELECT other_id FROM run_ids WHERE id IN ${uuids(parents)} AND role = 'parent')`,
    );
  }
  if (ask.projectIds !== undefined && traceIds === null) {
    conditions.push(
      sql`(runs.trace_id IN (SELECT trace_id FROM traces WHERE project_id IN ${uuids(ask.projectIds)}) OR runs.trace_id = ${uuid(nilId)})`,
    );
  }
  return conditions;
}

/** Conditions on the records of one run together. */
function runConditions(ask: RunListAsk): Sql[] {
  if (ask.ids !== undefined) return [];
  const conditions: Sql[] = [];
  // A run that names no project is in the one of its trace, which only reading it tells.
  if (ask.projectIds !== undefined) {
    conditions.push(sql`(hasAny(projects, ${uuids(ask.projectIds)}) OR projects = ${uuids([nilId])})`);
  }
  if (ask.isRoot === true) conditions.push(sql`(no_parent OR has(trace_ids, id))`);
  if (ask.runType !== undefined) conditions.push(hasRunType(ask.runType));
  if (ask.hasError !== undefined) conditions.push(ask.hasError ? sql`failed` : sql`NOT failed`);
  if (ask.startTime !== undefined) conditions.push(sql`startUs >= ${columnMicroseconds(ask.startTime)}`);
  if (ask.endTime !== undefined) conditions.push(sql`startUs <= ${columnMicroseconds(ask.endTime)}`);
  for (const { field, value } of ask.conditions ?? []) {
    if (field === 'name' && typeof value === 'string') conditions.push(sql`has(names, ${value})`);
    if (field === 'run_type' && typeof value === 'string') conditions.push(hasRunType(value));
    if (field === 'thread_id' && typeof value === 'string') conditions.push(sql`thread_id = ${value}`);
  }
  return conditions;
}

/** A run that names no type is a chain. */
function hasRunType(runType: string): Sql {
  return runType === defaultRunType ? sql`hasAny(run_types, [${runType}, ''])` : sql`has(run_types, ${runType})`;
}

async function readCandidates(store: Store, candidates: readonly Candidate[]): Promise<StoredRun[]> {
  const runs = await readRuns(store, candidates, { payloads: true });
  const projects = await projectsOfTraces(
    store,
    candidates.filter((candidate) => candidate.project_id === nilId).flatMap((candidate) => candidate.trace_ids),
  );
  return candidates.flatMap((candidate) => {
    const run = runs.get(candidate.id);
    if (run === undefined) return [];
    const traceId = candidate.trace_ids.find((id) => id !== nilId) ?? run.trace_id ?? run.parent_run_id ?? run.id;
    return [
      {
        run,
        trace_id: traceId,
        project_id:
          run.project === null
            ? (namedProject(candidate) ?? projects.get(traceId) ?? defaultProject)
            : projectIdOf(run.project),
        thread_id: candidate.thread_id,
        inputs_preview: candidate.inputs_preview,
        outputs_preview: candidate.outputs_preview,
        tokens: run.usage ?? noTokens(),
      },
    ];
  });
}

/** The project that a record of the run named; null where none did. */
function namedProject(candidate: Candidate): string | null {
  return candidate.project_id === nilId ? null : candidate.project_id;
}

/** The project that the first record of a trace to name one named. */
async function projectsOfTraces(store: Store, traceIds: readonly string[]): Promise<Map<string, string>> {
  if (traceIds.length === 0) return new Map();
  const rows = await store.query<{ trace: string; project: string }>(
    sql`SELECT toString(trace_id) AS trace, toString(argMin(project_id, arrived)) AS project FROM runs
        WHERE trace_id IN ${uuids([...new Set(traceIds)])} AND project_id != ${uuid(nilId)} GROUP BY trace_id`,
  );
  return new Map(rows.map((row) => [row.trace, row.project]));
}

/** The conditions once more, on the merged run. */
function matches({ run, trace_id, project_id, thread_id }: StoredRun, ask: RunListAsk): boolean {
  if (ask.ids !== undefined) return true;
  const isRoot = isRootRun(run);
  const facts = {
    ...run,
    parent_run_id: parentOf(run),
    run_type: run.run_type ?? defaultRunType,
    trace_id,
    thread_id,
    is_root: isRoot,
  };
  return (
    (ask.isRoot === undefined || isRoot === ask.isRoot) &&
    (ask.projectIds === undefined || ask.projectIds.includes(project_id)) &&
    (ask.parentRunId === undefined || parentOf(run) === ask.parentRunId) &&
    (ask.runType === undefined || (run.run_type ?? defaultRunType) === ask.runType) &&
    (ask.hasError === undefined || (run.status === 'error') === ask.hasError) &&
    (ask.conditions ?? []).every(({ field, value }) => facts[field] === value)
  );
}

function isRootRun(run: MergedRun): boolean {
  return (
    run.parent_run_id === null &&
    run.parent_span_id === null &&
    (run.dotted_order === null || !run.dotted_order.includes('.'))
  );
}

/** A root shows the tokens of its trace, each model call counted once. */
async function withTotals(store: Store, runs: StoredRun[]): Promise<StoredRun[]> {
  const traceIds = runs.filter((stored) => isRootRun(stored.run)).map((stored) => stored.trace_id);
  if (traceIds.length === 0) return runs;
  const totals = await store.query<Tokens & { trace: string }>(
    sql`SELECT toString(trace_id) AS trace, sum(prompt_tokens) AS prompt, sum(completion_tokens) AS completion, sum(total_tokens) AS total
        FROM (
          SELECT trace_id, id,
                 max(ifNull(runs.prompt_tokens, 0)) AS prompt_tokens,
                 max(ifNull(runs.completion_tokens, 0)) AS completion_tokens,
                 max(ifNull(runs.total_tokens, 0)) AS total_tokens
          FROM runs WHERE trace_id IN ${uuids(traceIds)} GROUP BY trace_id, id HAVING max(ifNull(run_type, '') = 'llm')
        ) GROUP BY trace_id`,
  );
  const byTrace = new Map(totals.map(({ trace, ...tokens }) => [trace, tokens]));
  return runs.map((stored) =>
    isRootRun(stored.run) ? { ...stored, tokens: byTrace.get(stored.trace_id) ?? stored.tokens } : stored,
  );
}

/** The values that `eq` conditions demand of an id field; null where none does. */
function equalTo(ask: RunListAsk, field: 'id' | 'trace_id' | 'parent_run_id'): string[] | null {
  const values = (ask.conditions ?? [])
    .filter((condition) => condition.field === field)
    .map((condition) => String(condition.value));
  return values.length === 0 ? null : values;
}
