/** Which run is current. What is stored here is chosen in traceable.ts; who reads it, in placement.ts. */
import { runtime } from '#context';
import { foreignContext } from './foreign-context.js';
import { processState } from './process-state.js';

/** What is current: a run of ours, of the official package or of LangChain, a switched-off context, or nothing. */
export function current(): unknown {
  return processState.storage.getStore();
}

/** Runs `work` with `store` as what is current, for all that it starts too. */
export function within<R>(store: unknown, work: () => R): R {
  const foreign = foreignContext();
  if (foreign === undefined) return processState.storage.run(store, work);
  return processState.storage.run(store, () => foreign.enter(store, work));
}

/** Runs the SDK's own timers and requests, which belong to nobody's run. */
export function outside<R>(work: () => R): R {
  const foreign = foreignContext();
  return runtime.outside(foreign === undefined ? work : () => foreign.quiet(work));
}
