/**
 * The run that a process was started in, as its environment names it (TRACEPARENT, TRACESTATE,
 * BAGGAGE): read like headers, by the same table. An environment goes to all that is started from
 * it, however long that lives; so it speaks only for what the process does by itself.
 */
import { runtime } from '#context';
import { inheritedTrace } from './config.js';
import { guarded } from './diag.js';
import { foreignContext } from './foreign-context.js';
import { readHeaders, type RemoteContext } from './propagation.js';
import { remoteFacts } from './run-ids.js';
import { FACTS, type ParentLike } from './run-like.js';
import type { Finding, RemoteIds } from './wire/record.js';

/** What the environment says of a run that begins where no run is current. */
export interface Inherited {
  /** Null: it names none, or not for this process. */
  parent: ParentLike | null;
  /** What came instead of a parent. */
  findings?: readonly Finding[];
  remote?: RemoteIds;
}

const NOTHING: Inherited = { parent: null };

let read: Inherited | undefined;

/** The run that this process was started in, for work that nobody else has asked for. */
export function inherited(): Inherited {
  read ??= guarded('read-environment', readEnvironment) ?? NOTHING;
  // A server that was started inside of a run works for its callers, not for that run.
  return read.parent !== null && runtime.isServing() ? NOTHING : read;
}

function readEnvironment(): Inherited {
  const variables = inheritedTrace();
  if (variables.traceparent === undefined) return NOTHING;
  const context = readHeaders({ ...variables }, { now: Date.now(), otel: foreignContext() !== undefined });
  const { findings, remote } = context;
  const parent = parentIn(context);
  return parent === null ? { parent, findings, ...(remote === undefined ? {} : { remote }) } : { parent };
}

/** Only ids are known of it: its ancestors do not travel in an environment. */
function parentIn(context: RemoteContext): ParentLike | null {
  const { parent, project, sampled } = context;
  if (parent === null) return null;
  return {
    id: parent.run_id,
    trace_id: parent.trace_id,
    ...(project === undefined ? {} : { project_name: project }),
    ...(sampled === false ? { tracingEnabled: false } : {}),
    [FACTS]: { ...remoteFacts(context, parent, undefined), placement: 'environment' },
  };
}
