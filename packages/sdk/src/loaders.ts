/**
 * Batching loaders (`dataloader`): one batch serves all who have asked for a key of it. Who has
 * asked is noted at `load`; the work of the batch belongs to one of them and links to the others.
 */
import { ambientBelow, withAmbient, type Arrival } from './ambient.js';
import { current } from './context.js';
import { refOf } from './findings.js';
import { handOver } from './handover.js';
import { isOpenRun } from './open-runs.js';
import type { RunTreeLike } from './run-like.js';

/** What of the class `DataLoader` is looked at. */
interface Loader {
  load: (this: Loader, ...args: unknown[]) => unknown;
  /** Called with the keys of the batch that is sent. */
  _batchLoadFn?: unknown;
  /** The batch that takes keys at present. */
  _batch?: { keys?: unknown } | null;
}

/** All copies of the SDK share the class; it is watched once. */
const WATCHED = Symbol.for('tracenest.loaders.1');

/** Who waits for a batch, by the list of its keys, in the order in which they asked. */
const askers = new WeakMap<object, Set<RunTreeLike>>();
const watchedLoaders = new WeakSet();

/** Watches the loaders of a class of `dataloader`; anything else is left alone. */
export function watchLoaders(loaderClass: unknown): void {
  const { prototype } = (typeof loaderClass === 'function' ? loaderClass : {}) as { prototype?: Loader };
  if (typeof prototype?.load !== 'function' || !('loadMany' in prototype) || WATCHED in prototype) return;
  Object.defineProperty(prototype, WATCHED, { value: true });
  const { load } = prototype;
  const watched: Loader['load'] = function (...args) {
    const loaded = load.apply(this, args);
    noteAsker(this);
    return loaded;
  };
  Object.defineProperties(watched, { name: { value: load.name }, length: { value: load.length } });
  prototype.load = watched;
}

function noteAsker(loader: Loader): void {
  const run = current();
  const keys = loader._batch?.keys;
  if (!isOpenRun(run) || typeof keys !== 'object' || keys === null) return;
  askers.set(keys, (askers.get(keys) ?? new Set()).add(run));
  if (watchedLoaders.has(loader)) return;
  watchedLoaders.add(loader);
  const { _batchLoadFn: send } = loader;
  if (typeof send !== 'function') return;
  loader._batchLoadFn = function (this: unknown, ...args: unknown[]): unknown {
    return inBatch(askers.get(args[0] as object), () => Reflect.apply(send, this, args) as unknown);
  };
}

/** Sends a batch inside of the run that it belongs to: the current one if it has asked, else the first that has. */
function inBatch<R>(asked: ReadonlySet<RunTreeLike> | undefined, send: () => R): R {
  const [first] = asked ?? [];
  if (asked === undefined || first === undefined) return send();
  const store = current();
  const owner = [...asked].find((run) => run === store) ?? first;
  const said = (): R => withAmbient(ambientBelow(owner) ?? {}, { arrival: sharedBy(owner, asked), below: owner }, send);
  const work = asked.size === 1 ? send : said;
  return owner === store ? work() : handOver('bound', owner, work);
}

/** For the runs of a batch: whom else they serve. */
function sharedBy(owner: RunTreeLike, asked: ReadonlySet<RunTreeLike>): Arrival {
  const others = [...asked].filter((run) => run !== owner);
  const evidence = { n: asked.size, parent: refOf(owner), others: others.slice(0, MOST_NAMED).map(refOf) };
  return {
    findings: [{ code: 'batch-shared', severity: 'info', evidence }],
    links: others
      .slice(0, MOST_LINKED)
      .map(({ id, trace_id }) => ({ run_id: id, trace_id: trace_id ?? id, kind: 'batch' })),
  };
}

/** What is kept with a run must stay small. */
const MOST_NAMED = 3;
const MOST_LINKED = 5;
