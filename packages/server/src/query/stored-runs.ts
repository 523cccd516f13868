/** Runs of a list, merged from all of their records, with what the store knows beyond them. */
import type { MergedRun } from 'tracenest/wire';
import { defaultProjectName, projectIdOf, readProjectNames, type ProjectNames } from '../store/projects.js';
import { parentOf } from '../store/records.js';
import { nilId } from '../store/rows.js';
import { sql, trustedSql, uuid, uuids, type Sql } from '../store/sql.js';
import type { QueryLimits, Reader } from '../store/store.js';
import { atPlaces, readRuns } from './read-runs.js';
import { noUse, type RunUse } from './run-use.js';

/** What may lie beside a run, in a table of its own. */
export type BesideKind = 'feedback' | 'shares' | 'attachments';

export interface StoredRun {
  run: MergedRun;
  trace_id: string;
  project_id: string;
  /** As the run says; an update that came before its create tells none: then when it arrived. ISO 8601. */
  start_time: string;
  /** It names no parent in any form. */
  is_root: boolean;
  thread_id: string | null;
  inputs_preview: string | null;
  outputs_preview: string | null;
  /** With all below it; none until it is looked up (withTotals). */
  use: RunUse;
  /** What lies beside it, or lay there once. */
  beside: readonly BesideKind[];
}

/** Under which traces records of a run are kept. */
export interface StoredPlace {
  id: string;
  trace_ids: string[];
  beside: BesideKind[];
}

const defaultProject = projectIdOf(defaultProjectName);
/** The first of these that is there names the conversation. */
const threadKeys = ['thread_id', 'session_id', 'conversation_id'] as const;

/** What narrow rows tell of a run beyond its payload. */
interface Beside {
  id: string;
  trace_ids: string[];
  /** Nil where no record names one. */
  project_id: string;
  inputs_preview: string | null;
  outputs_preview: string | null;
}

/**
 * In the order of the ids; those of which nothing was received are left out. Without payloads the runs
 * are cut to what a skeleton needs.
 */
export async function readStoredRuns(
  reader: Reader,
  ids: readonly string[],
  what: { payloads: boolean },
  limits?: QueryLimits,
): Promise<StoredRun[]> {
  return readPlacedRuns(reader, await findStoredPlaces(reader, ids, limits), what, limits);
}

/** In the order of the ids. */
export async function findStoredPlaces(
  reader: Reader,
  ids: readonly string[],
  limits?: QueryLimits,
): Promise<StoredPlace[]> {
  if (ids.length === 0) return [];
  const beside = (kind: BesideKind): Sql =>
    sql`UNION ALL SELECT run_id AS id, ${uuid(nilId)} AS trace_id, ${kind} AS what FROM ${trustedSql(kind)} WHERE run_id IN ${uuids(ids)}`;
  const places = await reader.query<StoredPlace>(
    sql`SELECT id, groupUniqArrayIf(trace_id, what = '') AS trace_ids, groupUniqArrayIf(what, what != '') AS beside
        FROM (
          SELECT id, trace_id, '' AS what FROM run_ids WHERE id IN ${uuids(ids)} AND role = 'run'
          ${beside('feedback')} ${beside('shares')} ${beside('attachments')}
        ) GROUP BY id`,
    limits,
  );
  const byId = new Map(places.map((place) => [place.id, place]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** In the order of the places. */
export async function readPlacedRuns(
  reader: Reader,
  places: readonly StoredPlace[],
  what: { payloads: boolean },
  limits?: QueryLimits,
): Promise<StoredRun[]> {
  if (places.length === 0) return [];
  // Before the runs: a project that is renamed meanwhile is told by its id from then on.
  const names = await readProjectNames(reader);
  const [besides, runs] = await Promise.all([
    readBesides(reader, places, limits),
    readRuns(reader, places, what, limits),
  ]);
  const silent = besides.filter(({ project_id }) => project_id === nilId).flatMap(({ trace_ids }) => trace_ids);
  const projects = await projectsOfTraces(reader, silent, limits);
  const byId = new Map(besides.map((beside) => [beside.id, beside]));
  return places.flatMap(({ id, beside: kinds }) => {
    const [run, beside] = [runs.get(id), byId.get(id)];
    return run === undefined || beside === undefined ? [] : [storedRun(run, beside, kinds, projects, names)];
  });
}

function readBesides(reader: Reader, places: readonly StoredPlace[], limits?: QueryLimits): Promise<Beside[]> {
  return reader.query<Beside>(
    sql`SELECT runs.id AS id,
               arrayMap(x -> toString(x), groupUniqArray(runs.trace_id)) AS trace_ids,
               toString(argMinIf(runs.project_id, (runs.op, runs.arrived), runs.project_id != ${uuid(nilId)})) AS project_id,
               argMaxIf(runs.inputs_preview, (runs.op, runs.arrived), runs.inputs_preview IS NOT NULL) AS inputs_preview,
               argMaxIf(runs.outputs_preview, (runs.op, runs.arrived), runs.outputs_preview IS NOT NULL) AS outputs_preview
        FROM runs WHERE ${atPlaces(places)} GROUP BY runs.id`,
    limits,
  );
}

function storedRun(
  run: MergedRun,
  beside: Beside,
  kinds: readonly BesideKind[],
  projects: ReadonlyMap<string, string>,
  names: ProjectNames,
): StoredRun {
  const kept = beside.trace_ids.find((id) => id !== nilId);
  const traceId = run.trace_id ?? kept ?? parentOf(run) ?? run.id;
  const named = beside.project_id === nilId ? null : beside.project_id;
  return {
    run,
    trace_id: traceId,
    project_id: run.project === null ? (named ?? projects.get(traceId) ?? defaultProject) : names.idOf(run.project),
    start_time: run.start_time ?? new Date(run.first_received).toISOString(),
    is_root: isRootRun(run),
    thread_id: threadOf(run),
    inputs_preview: beside.inputs_preview,
    outputs_preview: beside.outputs_preview,
    use: noUse,
    beside: kinds,
  };
}

function isRootRun(run: MergedRun): boolean {
  return (
    run.parent_run_id === null &&
    run.parent_span_id === null &&
    (run.dotted_order === null || !run.dotted_order.includes('.'))
  );
}

function threadOf(run: MergedRun): string | null {
  for (const key of threadKeys) {
    const value = run.extra.metadata?.[key];
    if (typeof value === 'string' && value !== '') return value;
  }
  return null;
}

/** The project that the first record of a trace to name one named. */
export async function projectsOfTraces(
  reader: Reader,
  traceIds: readonly string[],
  limits?: QueryLimits,
): Promise<Map<string, string>> {
  if (traceIds.length === 0) return new Map();
  const rows = await reader.query<{ trace: string; project: string }>(
    sql`SELECT toString(trace_id) AS trace, toString(argMin(project_id, arrived)) AS project FROM runs
        WHERE trace_id IN ${uuids([...new Set(traceIds)])} AND project_id != ${uuid(nilId)} GROUP BY trace_id`,
    limits,
  );
  return new Map(rows.map((row) => [row.trace, row.project]));
}
