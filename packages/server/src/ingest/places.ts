/**
 * Where a record is kept: under the trace that it tells, else the trace in which its run, or its
 * parent, is known already; else under the nil id until somebody asks (store/records.ts then finds
 * it through run_ids). This decides where a row lies, never where a run stands in the tree.
 */
import type { Store } from '../store/store.js';
import { nilId } from '../store/rows.js';
import { sql, uuids } from '../store/sql.js';
import type { NormalRecord } from './normalize.js';
import { Recent } from './recent.js';

const rememberedRuns = 100_000;
const rememberedTraces = 20_000;

export class Places {
  private readonly traceOfRun = new Recent<string>(rememberedRuns);
  private readonly projectOfTrace = new Recent<string>(rememberedTraces);

  constructor(private readonly store: Store) {}

  /** The trace id of each record, in order; nilId where it is not known. */
  async findTraces(records: readonly NormalRecord[]): Promise<string[]> {
    const known = new Map<string, string>();
    for (const { run, traceId } of records) {
      if (traceId !== null && !known.has(run.id)) known.set(run.id, traceId);
    }
    const open = records.filter(({ run, traceId }) => traceId === null && !known.has(run.id));
    if (open.length > 0) {
      await this.lookUpRuns(open, known);
      spreadToChildren(open, known);
    }
    const traces = records.map(({ run, traceId }) => traceId ?? known.get(run.id) ?? nilId);
    for (const [i, { run }] of records.entries()) {
      const trace = traces[i];
      if (trace !== undefined && trace !== nilId) this.traceOfRun.set(run.id, trace);
    }
    return traces;
  }

  /** The project of each record that names none: that of its trace, else null. */
  async findProjects(traceIds: readonly string[]): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    const unknown: string[] = [];
    for (const traceId of new Set(traceIds)) {
      const project = this.projectOfTrace.get(traceId);
      if (project === undefined) unknown.push(traceId);
      else found.set(traceId, project);
    }
    if (unknown.length === 0) return found;
    const rows = await this.store.query<{ trace_id: string; project: string }>(sql`
      SELECT trace_id, argMin(project_id, arrived) AS project FROM runs
      WHERE trace_id IN ${uuids(unknown)} AND project_id != toUUID(${nilId}) GROUP BY trace_id`);
    for (const row of rows) {
      found.set(row.trace_id, row.project);
      this.rememberProject(row.trace_id, row.project);
    }
    return found;
  }

  forget(): void {
    this.traceOfRun.clear();
    this.projectOfTrace.clear();
  }

  rememberProject(traceId: string, projectId: string): void {
    if (this.projectOfTrace.get(traceId) === undefined) this.projectOfTrace.set(traceId, projectId);
  }

  private async lookUpRuns(open: readonly NormalRecord[], known: Map<string, string>): Promise<void> {
    const asked = new Set<string>();
    for (const { run, parentId } of open) {
      for (const id of parentId === null ? [run.id] : [run.id, parentId]) {
        const remembered = this.traceOfRun.get(id);
        if (remembered !== undefined) known.set(id, known.get(id) ?? remembered);
        else if (!known.has(id)) asked.add(id);
      }
    }
    if (asked.size === 0) return;
    const rows = await this.store.query<{ id: string; trace: string }>(sql`
      SELECT id, argMin(trace_id, arrived) AS trace FROM run_ids
      WHERE id IN ${uuids([...asked])} AND role = 'run' AND trace_id != toUUID(${nilId}) GROUP BY id`);
    for (const row of rows) known.set(row.id, row.trace);
  }
}

/** A run whose own trace is unknown is in its parent's; so are the runs below it in the same batch. */
function spreadToChildren(open: readonly NormalRecord[], known: Map<string, string>): void {
  const children = new Map<string, string[]>();
  for (const { run, parentId } of open) {
    if (parentId === null) continue;
    const siblings = children.get(parentId);
    if (siblings) siblings.push(run.id);
    else children.set(parentId, [run.id]);
  }
  const parents = [...children.keys()].filter((id) => known.has(id));
  for (let parent = parents.pop(); parent !== undefined; parent = parents.pop()) {
    const trace = known.get(parent);
    if (trace === undefined) continue;
    for (const child of children.get(parent) ?? []) {
      if (known.has(child)) continue;
      known.set(child, trace);
      parents.push(child);
    }
  }
}
