/**
 * Questions to a server in LangSmith's dialect: a run, the runs of a project, the address of a run's
 * page. For programs that look at what they have recorded; nothing in recording depends on it.
 */
import type { Endpoint } from './client-config.js';
import { outside } from './context.js';
import { nameOf } from './diag.js';
import type { Run } from './public-schemas.js';
import { normalizeId } from './wire/ids.js';

/** Which runs to list. What is not said does not narrow. */
export interface ListRunsParams {
  projectId?: string | string[];
  projectName?: string | string[];
  traceId?: string;
  isRoot?: boolean;
  executionOrder?: number;
  parentRunId?: string;
  /** By start. Default `desc`. */
  order?: 'asc' | 'desc';
  referenceExampleId?: string;
  /** Runs that began from then on. */
  startTime?: Date;
  runType?: string;
  /** Whether they failed. */
  error?: boolean;
  id?: string[];
  /** At most so many in all. Default: all. */
  limit?: number;
  query?: string;
  /** In LangSmith's filter language. */
  filter?: string;
  /** The same about the root of the run's trace. */
  traceFilter?: string;
  /** The same about any run of its trace. */
  treeFilter?: string;
  /** Fields of the answer. Default: those that the server gives. */
  select?: string[];
}

/** The server could not be asked, or would not answer. */
export class RequestError extends Error {
  /** HTTP status; null where there was no answer. */
  readonly status: number | null;

  constructor(message: string, status: number | null) {
    super(message);
    this.name = 'RequestError';
    this.status = status;
  }
}

const TIMEOUT_MS = 30_000;
/** What a server gives at once. */
const PAGE = 100;

export async function readRun(
  endpoint: Endpoint,
  runId: string,
  { loadChildRuns = false }: { loadChildRuns?: boolean },
): Promise<Run> {
  const run = (await ask(endpoint, `/runs/${idOf(runId)}`)) as Run;
  if (!loadChildRuns) return run;
  const below: Run[] = [];
  const asked = {
    traceId: run.trace_id ?? run.id,
    ...(run.session_id === undefined ? {} : { projectId: run.session_id }),
  };
  for await (const other of listRuns(endpoint, asked)) if (other.id !== run.id) below.push(other);
  return withChildren(run, below);
}

export async function* listRuns(endpoint: Endpoint, asked: ListRunsParams): AsyncGenerator<Run, void, undefined> {
  const { limit = Number.POSITIVE_INFINITY } = asked;
  const question = await questionOf(endpoint, asked);
  let given = 0;
  let cursor: string | undefined;
  do {
    const body = { ...question, limit: Math.min(PAGE, limit - given), ...(cursor === undefined ? {} : { cursor }) };
    const { runs = [], cursors } = (await ask(endpoint, '/runs/query', body)) as {
      runs?: Run[];
      cursors?: { next?: string | null } | null;
    };
    for (const run of runs) {
      if (given === limit) return;
      given += 1;
      yield run;
    }
    // An empty page with a cursor would go on for ever.
    cursor = runs.length === 0 ? undefined : (cursors?.next ?? undefined);
  } while (cursor !== undefined && given < limit);
}

export async function runUrl(endpoint: Endpoint, host: string, runId: string | undefined): Promise<string> {
  if (runId === undefined) throw new RequestError('getRunUrl() was given no run; expected runId or run.', null);
  const { app_path: path } = await readRun(endpoint, runId, {});
  if (typeof path !== 'string')
    throw new RequestError(`${endpoint.url} does not say where run ${runId} is shown (app_path).`, null);
  return host + path;
}

/** Where people look at runs: the API's address without what programs put before or behind it. */
export function hostUrl({ url }: Endpoint): string {
  return url.replace(/\/api(\/v1)?$/, '').replace(/^(https?:\/\/(?:[^/]+\.)?)api\./, '$1');
}

async function questionOf(endpoint: Endpoint, asked: ListRunsParams): Promise<Record<string, unknown>> {
  const projects = [asked.projectId ?? []].flat();
  for (const name of [asked.projectName ?? []].flat()) projects.push(await projectId(endpoint, name));
  const said = {
    session: projects.length === 0 ? undefined : projects,
    trace: asked.traceId,
    is_root: asked.isRoot,
    execution_order: asked.executionOrder,
    parent_run: asked.parentRunId,
    order: asked.order,
    reference_example: asked.referenceExampleId === undefined ? undefined : [asked.referenceExampleId],
    start_time: asked.startTime?.toISOString(),
    run_type: asked.runType,
    error: asked.error,
    id: asked.id,
    query: asked.query,
    filter: asked.filter,
    trace_filter: asked.traceFilter,
    tree_filter: asked.treeFilter,
    select: asked.select,
  };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
}

async function projectId(endpoint: Endpoint, name: string): Promise<string> {
  const [project] = (await ask(endpoint, `/sessions?name=${encodeURIComponent(name)}`)) as { id: string }[];
  if (project === undefined) throw new RequestError(`${endpoint.url} has no project "${name}".`, null);
  return project.id;
}

/** Hangs runs below the one that they descend from, in the order in which they began. */
function withChildren(top: Run, below: readonly Run[]): Run {
  const byId = new Map([top, ...below].map((run) => [run.id, { ...run, child_runs: [] as Run[] }]));
  const inOrder = below.toSorted((a, b) => ((a.dotted_order ?? '') < (b.dotted_order ?? '') ? -1 : 1));
  for (const { id, parent_run_id: parent } of inOrder) {
    const run = byId.get(id);
    if (run !== undefined) byId.get(parent ?? '')?.child_runs.push(run);
  }
  return byId.get(top.id) ?? top;
}

function idOf(runId: string): string {
  const id = normalizeId(runId);
  if (id === null) throw new RequestError(`run id is ${JSON.stringify(runId)}; expected a UUID.`, null);
  return id;
}

async function ask(
  { url, apiKey, workspaceId, headers, fetch }: Endpoint,
  path: string,
  body?: object,
): Promise<unknown> {
  const init = {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      ...headers,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(apiKey === undefined ? {} : { 'x-api-key': apiKey }),
      ...(workspaceId === undefined ? {} : { 'x-tenant-id': workspaceId }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  };
  let response: Response;
  try {
    response = await outside(() => fetch(url + path, init));
  } catch (error) {
    throw new RequestError(`${url} could not be asked (${nameOf(error)}). Is it running, and the address right?`, null);
  }
  const text = await response.text();
  if (!response.ok)
    throw new RequestError(`${url}${path} answered ${response.status}: ${text.slice(0, 300)}`, response.status);
  return JSON.parse(text);
}
