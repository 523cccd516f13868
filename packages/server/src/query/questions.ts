/** Every question to the data, bound to one store: what the routes may ask. */
import type {
  FoundAnswer,
  JoinAnswer,
  ProjectFindings,
  ProjectStatistics,
  ProjectSummary,
  TraceContentsAnswer,
  TraceSearchAnswer,
  Turn,
} from 'tracenest/wire';
import type { Store } from '../store/connect.js';
import type { ProjectRow } from '../store/projects.js';
import { sql } from '../store/sql.js';
import type { BudgetOptions } from './budget.js';
import { deleteProjectRow, deleteRuns, type Deletion } from './delete-runs.js';
import { changeProject, renameProject, type ProjectWords } from './change-project.js';
import { createProject, type ProjectWish } from './create-project.js';
import { findAnything } from './find.js';
import { findProject, findProjects, type ProjectAsk } from './find-project.js';
import { joinTraces, partTraces, type Joined } from './join-traces.js';
import { listChanges, type Change } from './list-changes.js';
import { listFindings, listFindingTraces, type FindingsAsk, type FindingTracesAsk } from './list-findings.js';
import { listProjects } from './list-projects.js';
import type { RunPart } from './get-run.js';
import { findRun, listRuns, type RunListAsk, type RunPage, type StoredRun } from './list-runs.js';
import type { RunAsk } from './run-ask.js';
import { groupRuns, type RunGroups } from './run-groups.js';
import { statsOfRuns, type RunStats, type StatsGrouping } from './run-stats.js';
import {
  findTurn,
  getThread,
  listThreads,
  type ThreadAsk,
  type ThreadList,
  type ThreadListAsk,
} from './list-threads.js';
import { listTraces, type TraceList, type TraceListAsk } from './list-traces.js';
import type { Prices } from './prices.js';
import { projectStatistics, type StatisticsAsk } from './project-statistics.js';
import { projectTimes, type ProjectTimes } from './project-times.js';
import type { RunSource, RunTotals } from './run-use.js';
import type { Encoded } from './tree-questions.js';
import { searchTrace, type TraceSearchAsk } from './search-trace.js';
import { traceContents } from './trace-contents.js';
import { TreeThread } from './tree-thread.js';

export type { ProjectRow as Project } from '../store/projects.js';
export type { ProjectWords } from './change-project.js';

export interface Questions {
  status(): Promise<{ place: string; hasRuns: boolean }>;
  /** Throws store-away where the store does not answer. */
  ping(): Promise<void>;
  projects(): Promise<ProjectSummary[]>;
  traces(ask: TraceListAsk): Promise<TraceList | null>;
  /** JSON of a PackedTrace (tree-questions.ts); here and below null where nothing of it has been received. */
  trace(traceId: string, join?: boolean, root?: string | null): Promise<Encoded>;
  /** Text, or JSON of an OutlineAnswer. */
  outline(traceId: string, format: 'text' | 'json'): Promise<Encoded>;
  /** JSON of a RunDetail. */
  run(runId: string, traceId: string | null, part: RunPart): Promise<Encoded>;
  /** Conversations; this and the next two throw BudgetSpent where they take too long. */
  threads(ask: ThreadListAsk, budget?: BudgetOptions): Promise<ThreadList | null>;
  /** Null where the project has no such thread. */
  thread(ask: ThreadAsk, budget?: BudgetOptions): ReturnType<typeof getThread>;
  /** Which turn of which conversation a trace is; null: of none. */
  turn(traceId: string, budget?: BudgetOptions): Promise<Turn | null>;
  /** Over time; null where there is no such project. Throws BudgetSpent. */
  statistics(ask: StatisticsAsk, budget?: BudgetOptions): Promise<ProjectStatistics | null>;
  findings(ask: FindingsAsk): Promise<ProjectFindings | null>;
  findingTraces(ask: FindingTracesAsk): ReturnType<typeof listFindingTraces>;
  join(wish: Omit<JoinAnswer, 'by'>): Promise<Joined>;
  part(runId: string): Promise<void>;
  /** Throws BudgetSpent where it takes too long and nothing was found yet. */
  runs(ask: RunListAsk, budget?: BudgetOptions): Promise<RunPage>;
  /** Null if nothing of it was received. Throws BudgetSpent where it takes too long. */
  runById(id: string): Promise<StoredRun | null>;
  /** By group; without grouping one. This and groups throw BudgetSpent where they take too long. */
  runStats(ask: RunAsk, grouping: StatsGrouping | null, budget?: BudgetOptions): Promise<Map<string, RunStats>>;
  /** Conversations. */
  runGroups(ask: RunAsk, budget?: BudgetOptions): Promise<RunGroups>;
  /** What an id or a name may mean. */
  find(text: string, budget?: BudgetOptions): Promise<FoundAnswer>;
  /** Runs of a trace of which something that was recorded contains a text. Throws BudgetSpent where it takes too long. */
  searchTrace(ask: TraceSearchAsk, budget?: BudgetOptions): Promise<TraceSearchAnswer>;
  /** What its runs took and gave, as numbers to compare them by. Throws BudgetSpent where it takes too long. */
  contents(ask: { traceId: string; join: boolean }, budget?: BudgetOptions): Promise<TraceContentsAnswer>;
  /** Changes after a moment: microseconds since 1970. */
  changes(sinceUs: number): Promise<Change[]>;
  findProject(nameOrId: string): Promise<ProjectRow | null>;
  findProjects(ask: ProjectAsk): Promise<ProjectRow[]>;
  createProject(wish: ProjectWish): Promise<ProjectRow | null>;
  /** This and the next throw project-not-found. */
  changeProject(id: string, words: ProjectWords): Promise<ProjectRow>;
  /** While this process writes nothing (Writer.between). */
  renameProject(id: string, name: string): Promise<ProjectRow>;
  /** By project. */
  projectTimes(projectIds: readonly string[]): Promise<Map<string, ProjectTimes>>;
  /** How many runs. */
  deleteRuns(deletion: Deletion): Promise<number>;
  deleteProjectRow(projectId: string): Promise<void>;
  /** Before the store is closed. */
  close(): Promise<void>;
}

/** `nowMs`: the clock, milliseconds since 1970. */
export function askStore(store: Store, nowMs: () => number = Date.now, prices?: Prices): Questions {
  const trees = new TreeThread(store, prices === undefined ? undefined : () => prices.inUse);
  const source: RunSource = {
    store,
    countRuns: async (traceIds) => {
      const answer = await trees.runTotals(traceIds, nowMs());
      return JSON.parse(new TextDecoder().decode(answer ?? undefined)) as RunTotals[];
    },
  };
  return {
    status: async () => ({ place: store.place, hasRuns: await hasRuns(store) }),
    ping: () => store.ping(),
    projects: () => listProjects(store),
    traces: (ask) => listTraces(store, ask),
    trace: (traceId, join = true, root = null) => trees.trace(traceId, join, root, nowMs()),
    outline: (traceId, format) => trees.outline(traceId, format, nowMs()),
    run: (runId, traceId, part) => trees.run(runId, traceId, part, nowMs()),
    threads: (ask, budget) => listThreads(store, ask, budget),
    thread: (ask, budget) => getThread(store, ask, budget),
    turn: (traceId, budget) => findTurn(store, traceId, budget),
    statistics: (ask, budget) => projectStatistics(store, ask, budget),
    findings: (ask) => listFindings(store, ask),
    findingTraces: (ask) => listFindingTraces(store, ask),
    join: (wish) => joinTraces(store, wish, nowMs()),
    part: (runId) => partTraces(store, runId, nowMs()),
    runs: (ask, budget) => listRuns(source, ask, budget),
    runById: (id) => findRun(source, id),
    runStats: (ask, grouping, budget) => statsOfRuns(source, ask, grouping, budget),
    runGroups: (ask, budget) => groupRuns(source, ask, budget),
    find: (text, budget) => findAnything(store, text, budget),
    searchTrace: (ask, budget) => searchTrace(store, ask, budget),
    contents: (ask, budget) => traceContents(store, ask, budget),
    changes: (sinceUs) => listChanges(store, sinceUs),
    findProject: (nameOrId) => findProject(store, nameOrId),
    findProjects: (ask) => findProjects(store, ask),
    projectTimes: (projectIds) => projectTimes(store, projectIds),
    createProject: (wish) => createProject(store, wish, nowMs()),
    changeProject: (id, words) => changeProject(store, id, words, nowMs()),
    renameProject: (id, name) => renameProject(store, id, name, nowMs()),
    deleteRuns: (deletion) => deleteRuns(store, deletion),
    deleteProjectRow: (projectId) => deleteProjectRow(store, projectId, nowMs()),
    close: () => trees.close(),
  };
}

async function hasRuns(store: Store): Promise<boolean> {
  return (await store.query(sql`SELECT 1 FROM traces LIMIT 1`)).length > 0;
}
