/** Every question to the data, bound to one store: what the routes may ask. */
import type { ProjectSummary, RunDetail, TraceAnswer } from 'tracenest/wire';
import type { Store } from '../store/connect.js';
import type { ProjectRow } from '../store/projects.js';
import { sql } from '../store/sql.js';
import { createProject, type ProjectWish } from './create-project.js';
import { findProject, findProjects, type ProjectAsk } from './find-project.js';
import { getRun } from './get-run.js';
import { traceAnswer } from './get-trace.js';
import { listChanges, type Change } from './list-changes.js';
import { listProjects } from './list-projects.js';
import { listRuns, type RunListAsk, type RunPage } from './list-runs.js';
import { listTraces, type TraceList, type TraceListAsk } from './list-traces.js';
import { outlineOf, type Outline } from './outline.js';
import { TreeCache } from './tree-cache.js';

export type { ProjectRow as Project } from '../store/projects.js';

export interface Questions {
  status(): Promise<{ place: string; hasRuns: boolean }>;
  projects(): Promise<ProjectSummary[]>;
  traces(ask: TraceListAsk): Promise<TraceList | null>;
  trace(traceId: string): Promise<TraceAnswer | null>;
  outline(traceId: string): Promise<Outline | null>;
  run(runId: string, traceId: string | null): Promise<RunDetail | null>;
  runs(ask: RunListAsk): Promise<RunPage>;
  /** Changes after a moment: microseconds since 1970. */
  changes(sinceUs: number): Promise<Change[]>;
  findProject(nameOrId: string): Promise<ProjectRow | null>;
  findProjects(ask: ProjectAsk): Promise<ProjectRow[]>;
  createProject(wish: ProjectWish): Promise<ProjectRow | null>;
}

/** `nowMs`: the clock, milliseconds since 1970. */
export function askStore(store: Store, nowMs: () => number = Date.now): Questions {
  const trees = new TreeCache(store);
  return {
    status: async () => ({ place: store.place, hasRuns: await hasRuns(store) }),
    projects: () => listProjects(store),
    traces: (ask) => listTraces(store, ask),
    trace: async (traceId) => {
      const now = nowMs();
      const assembled = await trees.get(traceId, now, true);
      return assembled === null ? null : traceAnswer(assembled, now);
    },
    outline: async (traceId) => {
      const assembled = await trees.get(traceId, nowMs(), true);
      return assembled === null ? null : outlineOf(assembled);
    },
    run: (runId, traceId) => getRun(store, trees, { runId, traceId }, nowMs()),
    runs: (ask) => listRuns(store, ask),
    changes: (sinceUs) => listChanges(store, sinceUs),
    findProject: (nameOrId) => findProject(store, nameOrId),
    findProjects: (ask) => findProjects(store, ask),
    createProject: (wish) => createProject(store, wish, nowMs()),
  };
}

async function hasRuns(store: Store): Promise<boolean> {
  return (await store.query(sql`SELECT 1 FROM traces LIMIT 1`)).length > 0;
}
