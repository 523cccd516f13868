/**
 * One flush: normal records → rows of every table → synced inserts, in an order in which nothing
 * can be seen that is not whole: a run's narrow row, the one that everything else is found by,
 * comes after its payload and its index rows; pages are told last.
 */
import type { Store } from '../store/store.js';
import { columnTime } from '../store/column-time.js';
import { latestUpheaval } from '../store/installation.js';
import {
  defaultProjectName,
  plainProject,
  ProjectNames,
  projectIdOf,
  readProjectNames,
  saveProjects,
  type ProjectRow,
} from '../store/projects.js';
import {
  nilId,
  type ChangeRow,
  type PayloadRow,
  type RunIdRow,
  type RunRow,
  type TraceIndexRow,
} from '../store/rows.js';
import type { NormalRecord } from './normalize.js';
import { Places } from './places.js';
import { Recent } from './recent.js';

/** A record on its way into the store. */
export interface Waiting {
  normal: NormalRecord;
  /** Microseconds since 1970, strictly increasing in this process. */
  arrived: number;
}

interface Batch {
  payloads: PayloadRow[];
  runs: RunRow[];
  runIds: Map<string, RunIdRow>;
  traces: Map<string, TraceIndexRow>;
  projects: Map<string, ProjectRow>;
  changes: Map<string, ChangeRow>;
}

const rememberedIndexRows = 200_000;
const rememberedTraces = 50_000;
/** How often is looked for what other processes deleted or renamed. */
const lookMs = 500;

export class Flusher {
  private readonly places: Places;
  /** Keys of run_ids rows that are in the store. */
  private readonly runIdsWritten = new Recent<true>(rememberedIndexRows);
  /** Project and trace → the earliest start in the store. */
  private readonly startsWritten = new Recent<string>(rememberedTraces);
  /** Of the projects that are in the store. */
  private names = new ProjectNames();
  /** The latest that is known; null before the first look. */
  private upheaval: string | null = null;
  private lookedAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly store: Store) {
    this.places = new Places(store);
  }

  /** Reads what the store has; the project `default` always exists. */
  async open(): Promise<void> {
    this.names = await readProjectNames(this.store);
    const id = projectIdOf(defaultProjectName);
    if (this.names.has(id)) return;
    const project = newProject(id, defaultProjectName, Date.now() * 1000);
    await saveProjects(this.store, [project]);
    this.names.add(project);
  }

  /** Rows were deleted or projects renamed: what is remembered of them may be wrong. */
  async forget(): Promise<void> {
    this.places.forget();
    this.runIdsWritten.clear();
    this.startsWritten.clear();
    await this.open();
  }

  /** Resolves when all rows are synced. */
  async flush(waiting: readonly Waiting[]): Promise<void> {
    await this.noticeUpheavals();
    await this.lookUpNames(waiting);
    const batch = await this.toRows(waiting);
    await allSettledOrThrow([
      this.store.insert('payloads', batch.payloads),
      this.store.insert('run_ids', [...batch.runIds.values()]),
      this.store.insert('traces', [...batch.traces.values()]),
      saveProjects(this.store, [...batch.projects.values()]),
    ]);
    await this.store.insert('runs', batch.runs);
    this.remember(batch);
    await this.store.insert('changes', [...batch.changes.values()]);
  }

  /** Another process on this store may have deleted or renamed what is remembered here. */
  private async noticeUpheavals(): Promise<void> {
    if (!this.store.isShared || performance.now() - this.lookedAt < lookMs) return;
    this.lookedAt = performance.now();
    const latest = await latestUpheaval(this.store);
    if (this.upheaval !== null && this.upheaval !== latest) await this.forget();
    this.upheaval = latest;
  }

  /** A name that is new here may just have been given to a project through another process. */
  private async lookUpNames(waiting: readonly Waiting[]): Promise<void> {
    if (!this.store.isShared) return;
    const isNew = ({ normal: { run } }: Waiting): boolean => {
      const id = this.saidProjectId(run);
      return id !== null && !this.names.has(id);
    };
    if (waiting.some(isNew)) this.names = await readProjectNames(this.store);
  }

  private async toRows(waiting: readonly Waiting[]): Promise<Batch> {
    const traces = await this.places.findTraces(waiting.map(({ normal }) => normal));
    const projects = await this.findProjects(waiting, traces);
    const batch: Batch = {
      payloads: [],
      runs: [],
      runIds: new Map(),
      traces: new Map(),
      projects: new Map(),
      changes: new Map(),
    };
    for (const [i, { normal, arrived }] of waiting.entries()) {
      const { run, payload } = normal;
      const traceId = traces[i] ?? nilId;
      const saidProject = this.saidProjectId(run, projects.get(traceId));
      batch.runs.push({ ...run, trace_id: traceId, project_id: saidProject ?? nilId, arrived });
      batch.payloads.push({ ...payload, trace_id: traceId, id: run.id, op: run.op, digest: run.digest, arrived });
      this.addRunIds(batch, normal, traceId, arrived);
      const shownIn = traceId === nilId ? (normal.parentId ?? run.id) : traceId;
      const projectId = saidProject ?? projects.get(traceId) ?? projectIdOf(defaultProjectName);
      this.addProject(batch, projectId, run, arrived);
      this.addTrace(batch, { projectId, traceId: shownIn, start: normal.traceStart }, arrived);
      batch.changes.set(`${projectId} ${shownIn}`, { arrived, project_id: projectId, trace_id: shownIn });
    }
    return batch;
  }

  /** Of traces with records that name no project, or one by a name that it does not have any more. */
  private async findProjects(waiting: readonly Waiting[], traces: readonly string[]): Promise<Map<string, string>> {
    const silent: string[] = [];
    const formerly = new Map<string, string>();
    for (const [i, { normal }] of waiting.entries()) {
      const traceId = traces[i] ?? nilId;
      if (traceId === nilId) continue;
      const said = this.saidProjectId(normal.run);
      if (said === null) silent.push(traceId);
      else if (this.names.formerly(normal.run.project ?? '') !== undefined) formerly.set(traceId, said);
      else this.places.rememberProject(traceId, said);
    }
    if (formerly.size > 0) await this.places.findProjects([...formerly.keys()]);
    for (const [traceId, said] of formerly) this.places.rememberProject(traceId, said);
    return this.places.findProjects([...silent, ...formerly.keys()]);
  }

  /**
   * A project told by name and by id is the one of that name; `ofTrace`, where that had the name once:
   * a trace that began before its project was renamed stays in it.
   */
  private saidProjectId({ project, said_project_id }: NormalRecord['run'], ofTrace?: string): string | null {
    if (!project) return said_project_id;
    if (ofTrace !== undefined && this.names.formerly(project)?.has(ofTrace) === true) return ofTrace;
    return this.names.idOf(project);
  }

  private addRunIds(batch: Batch, normal: NormalRecord, traceId: string, arrived: number): void {
    const { run, parentId } = normal;
    const rows: Omit<RunIdRow, 'arrived'>[] = [
      { id: run.id, role: 'run', trace_id: traceId, other_id: traceId === nilId ? (parentId ?? nilId) : nilId },
    ];
    if (parentId !== null) rows.push({ id: parentId, role: 'parent', trace_id: traceId, other_id: run.id });
    for (const row of rows) {
      const key = runIdKey(row);
      if (batch.runIds.has(key) || this.runIdsWritten.get(key)) continue;
      batch.runIds.set(key, { ...row, arrived });
    }
  }

  private addProject(batch: Batch, id: string, run: NormalRecord['run'], arrived: number): void {
    if (this.names.has(id) || batch.projects.has(id)) return;
    batch.projects.set(id, newProject(id, run.project || (run.said_project_id ?? defaultProjectName), arrived));
  }

  private addTrace(
    batch: Batch,
    trace: { projectId: string; traceId: string; start: string | null },
    arrived: number,
  ): void {
    const key = `${trace.projectId} ${trace.traceId}`;
    const start = columnTime(trace.start ?? new Date(arrived / 1000).toISOString());
    const written = batch.traces.get(key)?.start_at ?? this.startsWritten.get(key);
    // Rows of one trace differ in their start only where an earlier one became known.
    if (written !== undefined && written <= start) return;
    batch.traces.set(key, { project_id: trace.projectId, start_at: start, trace_id: trace.traceId, arrived });
  }

  /** Only what is in the store may be remembered: a failed flush is written again in full. */
  private remember(batch: Batch): void {
    for (const key of batch.runIds.keys()) this.runIdsWritten.set(key, true);
    for (const [key, row] of batch.traces) this.startsWritten.set(key, row.start_at);
    for (const project of batch.projects.values()) this.names.add(project);
  }
}

function runIdKey(row: Omit<RunIdRow, 'arrived'>): string {
  return `${row.id} ${row.role} ${row.trace_id} ${row.other_id}`;
}

/**
 * Made because a run named it: older than any row that a person or another process wrote, so that it
 * never replaces one; known only by its id it gives way to the one with a name as well.
 */
function newProject(id: string, name: string, nowUs: number): ProjectRow {
  return plainProject(id, name, nowUs / 1000, name === id ? 0 : 1);
}

/** Waits for all before it throws: an insert still under way must not meet the next flush. */
async function allSettledOrThrow(inserts: readonly Promise<void>[]): Promise<void> {
  for (const outcome of await Promise.allSettled(inserts)) {
    if (outcome.status === 'rejected') throw outcome.reason;
  }
}
