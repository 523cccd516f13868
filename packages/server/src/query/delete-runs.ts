/**
 * Deletes runs for good: those of a project, or of some of its traces, with all that hangs on them.
 * Only what had arrived before is deleted, so that a record which comes meanwhile begins anew and
 * nothing that was acknowledged later is lost. The rows of runs go last: a deletion that was cut off
 * is finished by asking for it again.
 */
import { randomUUID } from 'node:crypto';
import { noteUpheaval } from '../store/installation.js';
import { defaultProjectName, plainProject, projectIdOf, readProjects, saveProjects } from '../store/projects.js';
import { nilId } from '../store/rows.js';
import { sql, trustedSql, uuid, uuids, type Sql } from '../store/sql.js';
import type { Store } from '../store/store.js';

export interface Deletion {
  projectId: string;
  /** Null: all of the project. */
  traceIds: readonly string[] | null;
  /** The latest arrival that is deleted: microseconds since 1970. */
  through: number;
}

const nil = uuid(nilId);
/** Pages that show them are told of so many traces. */
const toldTraces = 10_000;

/** How many runs were deleted. */
export async function deleteRuns(store: Store, deletion: Deletion): Promise<number> {
  const job = randomUUID();
  await noteDoomed(store, job, deletion);
  const [row] = await store.query<{ runs: number }>(
    sql`SELECT uniqExact(run_id) AS runs FROM doomed WHERE job = ${uuid(job)}`,
  );
  for (const [table, where] of rowsOf(deletion, doomedParts(job))) {
    await store.command(sql`DELETE FROM ${trustedSql(table)} WHERE ${where}`);
  }
  await noteUpheaval(store);
  await tell(store, job, deletion);
  await store.command(sql`DELETE FROM doomed WHERE job = ${uuid(job)}`);
  return row?.runs ?? 0;
}

/** A run belongs to the project that its first record names, else to that of its trace. */
async function noteDoomed(store: Store, job: string, { projectId, traceIds, through }: Deletion): Promise<void> {
  const own = sql`argMinIf(project_id, (op, arrived), project_id != ${nil})`;
  const inTraces = sql`(trace_id = ${nil} OR trace_id IN (SELECT trace_id FROM traces WHERE project_id = ${uuid(projectId)}))`;
  const ofTrace = sql`SELECT trace_id, argMin(project_id, arrived) AS first FROM runs
                      WHERE ${inTraces} AND trace_id != ${nil} AND project_id != ${nil} GROUP BY trace_id`;
  const chosen = traceIds === null ? sql`true` : sql`trace_id IN ${uuids(traceIds)}`;
  const absent = uuid(projectIdOf(defaultProjectName));
  await store.command(
    sql`INSERT INTO doomed (job, trace_id, run_id)
        SELECT ${uuid(job)}, run.trace_id, run.id FROM (
          SELECT trace_id, id, ${own} AS own FROM runs
          WHERE arrived <= ${through} AND ${inTraces} AND ${chosen} GROUP BY trace_id, id
        ) AS run LEFT JOIN (${ofTrace}) AS trace ON trace.trace_id = run.trace_id
        WHERE multiIf(run.own != ${nil}, run.own, trace.first != ${nil}, trace.first, ${absent}) = ${uuid(projectId)}`,
  );
}

interface DoomedParts {
  /** Pairs of the trace and the run. */
  places: Sql;
  runs: Sql;
  traces: Sql;
}

function doomedParts(job: string): DoomedParts {
  const of = (columns: string): Sql => sql`(SELECT ${trustedSql(columns)} FROM doomed WHERE job = ${uuid(job)})`;
  return { places: of('trace_id, run_id'), runs: of('run_id'), traces: of('trace_id') };
}

/** In the order in which they are deleted. */
function rowsOf({ projectId, traceIds, through }: Deletion, { places, runs, traces }: DoomedParts): [string, Sql][] {
  const whole = traceIds === null;
  const arrived = sql`arrived <= ${through}`;
  const ofRuns = sql`run_id IN ${runs}`;
  const ofTraces = sql`trace_id IN ${traces}`;
  const ofProject = sql`project_id = ${uuid(projectId)}`;
  const inPlace = sql`${arrived} AND (trace_id, id) IN ${places}`;
  return [
    ['attachments', sql`${ofRuns} AND ${arrived}`],
    ['feedback', sql`created <= ${through} AND (${ofRuns}${whole ? sql` OR ${ofProject}` : sql``})`],
    ['feedback_tokens', ofRuns],
    ['shares', ofRuns],
    ['joins', sql`${ofRuns} OR ${ofTraces} OR parent_trace_id IN ${traces}`],
    ['splits', sql`${ofRuns} OR ${ofTraces} OR parent_trace_id IN ${traces}`],
    ['links', ofTraces],
    ['trace_findings', ofTraces],
    ['run_totals', ofTraces],
    ['trace_heads', ofTraces],
    ['trace_answers', ofTraces],
    ['trace_totals', ofTraces],
    ['traces', sql`${arrived} AND ${ofProject}${whole ? sql`` : sql` AND trace_id IN ${uuids(traceIds)}`}`],
    [
      'run_ids',
      sql`${arrived} AND ((role = 'run' AND (trace_id, id) IN ${places}) OR (role = 'parent' AND (trace_id, other_id) IN ${places}))`,
    ],
    ['payloads', inPlace],
    ['runs', inPlace],
  ];
}

/** Pages look again, and traces of which runs of other projects are left are counted anew. */
async function tell(store: Store, job: string, { projectId, through }: Deletion): Promise<void> {
  const rows = await store.query<{ trace_id: string }>(
    sql`SELECT DISTINCT trace_id FROM doomed WHERE job = ${uuid(job)} ORDER BY trace_id DESC LIMIT ${toldTraces}`,
  );
  const arrived = Math.max(through + 1, Date.now() * 1000);
  await store.insert(
    'changes',
    rows.map(({ trace_id }) => ({ arrived, project_id: projectId, trace_id })),
  );
}

/** The row of a project without runs; one that has runs again stays, as if they had just made it. */
export async function deleteProjectRow(store: Store, projectId: string, nowMs: number): Promise<void> {
  const id = uuid(projectId);
  const isDefault = projectId === projectIdOf(defaultProjectName);
  const left = await store.query(sql`SELECT 1 FROM traces WHERE project_id = ${id} LIMIT 1`);
  const row = (await readProjects(store)).find((project) => project.id === projectId);
  if (row === undefined) return;
  await store.command(sql`DELETE FROM refused WHERE project = ${row.name}`);
  if (left.length === 0 && !isDefault) {
    await store.command(sql`DELETE FROM projects WHERE id = ${id}`);
    return;
  }
  const { name, former } = row;
  const changed = Math.max(row.changed + 1, nowMs * 1000);
  await saveProjects(store, [{ ...plainProject(projectId, name, nowMs, changed), former }]);
}
