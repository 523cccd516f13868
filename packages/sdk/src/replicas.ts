/**
 * Replicas: a run that is written to several projects or servers. One of them may keep its ids; in
 * the others they are made anew, and a run may be a root there although it has a parent here.
 */
import { captureMap } from './capture.js';
import { isClient, type Client } from './client.js';
import { runsEndpoints } from './config.js';
import { report } from './diag.js';
import { replicaId } from './replica-ids.js';
import type { RunRecord } from './wire/record.js';

/** A place where runs are written. What is not said is as for the run itself. */
export interface WriteReplica {
  apiUrl?: string;
  apiKey?: string;
  workspaceId?: string;
  projectName?: string;
  /** Whether ids stay as they are. Default: where the project is the run's own. */
  primary?: boolean;
  /** Fields that are other in this replica; written when the run ends. */
  updates?: Record<string, unknown> | undefined;
  fromEnv?: boolean;
  /** The run is a root here. Below it, runs stay below it. */
  reroot?: boolean;
  /** Through which the run is sent; wins over URL and key. */
  client?: Client;
}

/** A replica as it may be given: the official package also takes project and updates in a list. */
export type Replica = WriteReplica | [projectName: string, updates?: Record<string, unknown>];

/** The run that is the root of a replica, for those below it. */
const ROOTED_AT: unique symbol = Symbol.for('tracenest.replica-root.1');

interface Destination extends WriteReplica {
  [ROOTED_AT]?: string;
}

/** What of a run decides where its records go. */
interface ReplicatedRun {
  client: Client;
  project_name: string;
  distributedParentId?: string | undefined;
}

interface Parent {
  id: string;
  replicas?: unknown;
}

/** The replicas of a run that begins: those given, else its parent's, else the environment's. */
export function replicasOf(given: readonly Replica[] | undefined, parent: Parent | null): WriteReplica[] | undefined {
  if (given !== undefined) return checked(given.map(asObject));
  const inherited = parent?.replicas;
  if (Array.isArray(inherited)) return (inherited as Destination[]).map((replica) => below(replica, parent?.id));
  return parent === null ? fromEnvironment(runsEndpoints()) : undefined;
}

/** The client through which a replica of a run is written. */
export function clientFor(replica: WriteReplica, run: ReplicatedRun): Client {
  const { client, apiUrl, apiKey, workspaceId } = replica;
  if (isClient(client)) return client;
  return apiUrl === undefined && apiKey === undefined && workspaceId === undefined
    ? run.client
    : run.client.at({ apiUrl, apiKey, workspaceId });
}

/** A run's record as it is in a replica. */
export function inReplica(record: RunRecord, replica: WriteReplica, run: ReplicatedRun): RunRecord {
  const project = replica.projectName ?? run.project_name;
  const { updates, primary } = replica;
  const said = record.op === 'update' && updates !== undefined ? { ...record, ...readUpdates(updates) } : record;
  if (primary === undefined && project === run.project_name) return said;
  const cut = { ...cutAt(said, replica, run.distributedParentId), session_name: project };
  return primary === true ? cut : remapped(cut, project);
}

/** Which part of the ancestry the replica has. */
function cutAt(record: RunRecord, replica: Destination, distributedParentId: string | undefined): RunRecord {
  const root = replica.reroot === true ? rootOf(record, distributedParentId) : replica[ROOTED_AT];
  if (root === undefined) return record;
  const segments = record.dotted_order?.split('.') ?? [];
  const at = segments.findIndex((segment) => segment.endsWith(root));
  if (at === -1) return record;
  const isRoot = root === record.id;
  return {
    ...record,
    trace_id: root,
    dotted_order: segments.slice(at).join('.'),
    ...(isRoot ? { parent_run_id: null, parent_span_id: null } : {}),
  };
}

/** The run itself, or the first below the parent in another process. */
function rootOf({ id, dotted_order }: RunRecord, distributedParentId: string | undefined): string {
  if (distributedParentId === undefined) return id;
  const segments = dotted_order?.split('.') ?? [];
  const at = segments.findIndex((segment) => segment.endsWith(distributedParentId));
  return at === -1 ? id : (segments[at + 1]?.slice(-ID_LENGTH) ?? id);
}

const ID_LENGTH = 36;

/** Every id of the record by one rule, so that the replica is a tree of its own. */
function remapped(record: RunRecord, project: string): RunRecord {
  const { id, trace_id, parent_run_id, dotted_order } = record;
  const map = (old: string): string => replicaId(old, project);
  return {
    ...record,
    id: map(id),
    ...(typeof trace_id === 'string' ? { trace_id: map(trace_id) } : {}),
    ...(typeof parent_run_id === 'string' ? { parent_run_id: map(parent_run_id) } : {}),
    ...(typeof dotted_order === 'string' ? { dotted_order: remapOrder(dotted_order, map) } : {}),
    // Span ids say the same as ids, and these are others now.
    span_id: null,
    parent_span_id: null,
  };
}

function remapOrder(order: string, map: (id: string) => string): string {
  return order
    .split('.')
    .map((segment) => segment.slice(0, -ID_LENGTH) + map(segment.slice(-ID_LENGTH)))
    .join('.');
}

function below({ reroot, ...replica }: Destination, parentId: string | undefined): Destination {
  return reroot === true && parentId !== undefined ? { ...replica, [ROOTED_AT]: parentId } : replica;
}

function readUpdates(updates: Record<string, unknown>): Partial<RunRecord> {
  const { id: _id, op: _op, attachments: _attachments, ...rest } = captureMap(updates).json as Partial<RunRecord>;
  return rest;
}

function asObject(replica: Replica): WriteReplica {
  return Array.isArray(replica) ? { projectName: replica[0], updates: replica[1] } : replica;
}

/** Two that keep the ids would be one run told twice. */
function checked(replicas: WriteReplica[]): WriteReplica[] {
  const primaries = replicas.filter(({ primary }) => primary === true);
  if (primaries.length < 2) return replicas;
  report('warn', 'replicas', `${primaries.length} replicas are primary; expected one. The first keeps the ids.`);
  return replicas.map((replica) =>
    replica.primary === true && replica !== primaries[0] ? { ...replica, primary: false } : replica,
  );
}

let read: { text: string; replicas: WriteReplica[] } | undefined;

/** RUNS_ENDPOINTS: a list of objects, or an object of URLs and their keys. */
function fromEnvironment(text: string | undefined): WriteReplica[] | undefined {
  if (text === undefined) return undefined;
  if (read?.text !== text) read = { text, replicas: checked(parseEndpoints(text)) };
  return read.replicas.length === 0 ? undefined : read.replicas;
}

function parseEndpoints(text: string): WriteReplica[] {
  const complain = (found: string): WriteReplica[] => {
    const expected = 'a list of { "api_url", "api_key", "project_name"? } or an object of URLs and their keys';
    report('warn', 'RUNS_ENDPOINTS', `RUNS_ENDPOINTS has ${found}; expected ${expected}, as JSON.`);
    return [];
  };
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return complain('no JSON');
  }
  if (typeof parsed !== 'object' || parsed === null) return complain(typeof parsed);
  const items: unknown[] = Array.isArray(parsed)
    ? parsed
    : Object.entries(parsed).map(([api_url, api_key]: [string, unknown]) => ({ api_url, api_key }));
  return items.flatMap((item) => readEndpoint(item) ?? complain('an entry that cannot be read'));
}

function readEndpoint(item: unknown): WriteReplica | undefined {
  if (typeof item !== 'object' || item === null) return undefined;
  const { api_url, api_key, project_name, primary } = item as Record<string, unknown>;
  if (typeof api_url !== 'string' || typeof api_key !== 'string') return undefined;
  return {
    apiUrl: api_url.replace(/\/+$/, ''),
    apiKey: api_key,
    ...(typeof project_name === 'string' ? { projectName: project_name } : {}),
    ...(typeof primary === 'boolean' ? { primary } : {}),
  };
}
