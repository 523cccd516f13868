/** Says for all that a function calls where its runs belong, how they are marked and filed. */
import { joinAmbient, ambientBelow, withAmbient, type Arrival } from './ambient.js';
import { ambientIn, type TracingContext } from './call-options.js';
import { current, within } from './context.js';
import { inherited } from './environment.js';
import { readParent } from './given-parent.js';
import { amongRecorded, ANCESTOR, calledByUnnamed, DETACHED, place } from './placement.js';
import { isRunTreeLike, type Ambient, type ParentLike } from './run-like.js';
import { switchedStore } from './runnable-config.js';
import { withRunTree } from './traceable.js';

export type { TracingContext } from './call-options.js';

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
  const base = read !== undefined && read.parent === undefined ? calledByUnnamed(store) : store;
  const ambient = joinAmbient(ambientHere(store), ambientIn(context));
  const inside = storeFor(read?.parent, enabled, base);
  const enter = (): R => withAmbientHere(ambient, read?.arrival, work);
  if (inside === store) return enter();
  return isRunTreeLike(inside) ? withRunTree(inside, enter) : within(inside, enter);
}

/** What holds for a run that would begin here. */
function ambientHere(store: unknown): Ambient | undefined {
  return ambientBelow(parentHere(store));
}

/** Runs `work` where `ambient` holds, directly below what is current. */
function withAmbientHere<R>(ambient: Ambient, arrival: Arrival | undefined, work: () => R): R {
  return withAmbient(ambient, { arrival, below: parentHere(current()) }, work);
}

function parentHere(store: unknown): ParentLike | null {
  return store === undefined ? inherited().parent : amongRecorded(place({ first: undefined, store })).parent;
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
