/** Says for all that a function calls where its runs belong, how they are marked and filed. */
import { joinAmbient, ambientBelow, withAmbient, type Arrival } from './ambient.js';
import type { Client } from './client.js';
import { current, within } from './context.js';
import { readParent, type GivenParent } from './given-parent.js';
import { amongRecorded, ANCESTOR, DETACHED, place } from './placement.js';
import { isRunTreeLike, type Ambient, type ParentLike } from './run-like.js';
import { switchedStore } from './runnable-config.js';

/** What `tracingContext` can say. What is said closest to a run wins; tags add up. */
export interface TracingContext {
  /**
   * Under which run: a run, the headers of a request, a dotted order, LangChain's config, or `ROOT`
   * for none. Where the key is there but the value is missing, a finding says so and what is current stays.
   */
  parent?: GivenParent;
  /** For traces that begin inside; below a run its project holds. */
  project_name?: string | undefined;
  tags?: readonly string[] | undefined;
  metadata?: Readonly<Record<string, unknown>> | undefined;
  /** Whether anything inside is recorded; wins over the environment and over the runs around it. */
  enabled?: boolean | undefined;
  /** Through which runs are sent that begin a trace inside. */
  client?: Client | undefined;
}

/**
 * Calls a function; all runs that begin inside, however late, are placed, marked and filed as said.
 *
 * @returns what the function returns.
 * @example
 * server.post('/chat', (request) =>
 *   tracingContext({ parent: request.headers, tags: ['web'] }, () => answer(request.body)),
 * );
 */
export function tracingContext<R>(context: TracingContext, work: () => R): R {
  const { enabled, client } = context;
  const read = 'parent' in context ? readParent(context.parent, { enabled, client }) : undefined;
  const store = current();
  const ambient = joinAmbient(ambientHere(store), ambientIn(context));
  const inside = storeFor(read?.parent, enabled, store);
  const enter = (): R => withAmbientHere(ambient, read?.arrival, work);
  return inside === store ? enter() : within(inside, enter);
}

/** What is said as options, as runs find it. Absent says nothing. */
export function ambientIn({ tags, metadata, project_name, enabled, client }: TracingContext): Ambient {
  return {
    ...(tags === undefined ? {} : { tags }),
    ...(metadata === undefined ? {} : { metadata }),
    ...(project_name === undefined ? {} : { projectName: project_name }),
    ...(enabled === undefined ? {} : { isEnabled: enabled }),
    ...(client === undefined ? {} : { client }),
  };
}

/** What holds for a run that would begin here. */
export function ambientHere(store: unknown): Ambient | undefined {
  return ambientBelow(parentHere(store));
}

/** Runs `work` where `ambient` holds, directly below what is current. */
export function withAmbientHere<R>(ambient: Ambient, arrival: Arrival | undefined, work: () => R): R {
  return withAmbient(ambient, { arrival, below: parentHere(current()) }, work);
}

function parentHere(store: unknown): ParentLike | null {
  return amongRecorded(place({ first: undefined, store })).parent;
}

/** What is current inside: the parent, with a word beside it where tracing is switched. */
function storeFor(parent: ParentLike | null | undefined, enabled: boolean | undefined, store: unknown): unknown {
  const base = parent === undefined ? store : parent;
  const isSaid = enabled === undefined || (isRunTreeLike(base) && base.tracingEnabled === enabled);
  if (base === null) return isSaid ? DETACHED : { tracingEnabled: enabled };
  // LangChain keeps its runs as mere records, which cannot be current themselves.
  if (isSaid && (parent === undefined || isRunTreeLike(parent))) return base;
  const above = parent ?? place({ first: undefined, store }).parent;
  const isTraced = enabled ?? above?.tracingEnabled ?? true;
  return { ...switchedStore(store, isTraced), ...(above === null ? {} : { [ANCESTOR]: above }) };
}
