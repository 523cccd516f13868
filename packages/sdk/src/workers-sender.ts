/** The side that gives tasks to workers: with each task goes the run in which it is given. */
import type { MessagePort, TransferListItem } from 'node:worker_threads';
import { isClient, sharedClient } from './client.js';
import { guarded } from './diag.js';
import { currentSender, headersToAdd } from './propagation-out.js';
import { seal } from './workers-envelope.js';
import { openRelay, type Relay } from './workers-relay.js';

/** A piscina or tinypool pool, as far as it is used. */
export interface PoolLike {
  run(task: never, options?: never): Promise<unknown>;
}

/** A `Worker`, or a `MessagePort` that leads to one. */
export interface WorkerLike {
  postMessage(value: never, transfer?: never): void;
}

interface RunOptions {
  transferList?: readonly unknown[];
  /** Tinypool's: whether its workers are threads. */
  runtime?: string;
}

type Run = (this: unknown, task: unknown, options?: unknown, ...rest: unknown[]) => Promise<unknown>;
type Post = (this: unknown, value: unknown, transfer?: unknown) => void;

const WRAPPED = Symbol.for('tracenest.sends-runs.1');

/** What a worker or another process is told of the current run: ids, project and whether it is recorded. */
export function currentHeaders(): Record<string, string> | undefined {
  const sender = guarded('read-run', currentSender, 'debug');
  return sender === undefined ? undefined : Object.fromEntries(headersToAdd(sender, () => undefined));
}

/**
 * Lets the runs of a pool's tasks nest below the run that gives the task. The workers' side is
 * `workerTask`. Tasks, results, errors, signals and transfer lists stay as they are.
 *
 * @returns the pool itself; to wrap it twice changes nothing.
 * @example
 * const pool = tracedPool(new Piscina({ filename }));
 * await pool.run({ page: 1 });
 */
export function tracedPool<P extends PoolLike>(pool: P): P {
  const { runtime } = (pool as { options?: RunOptions }).options ?? {};
  return wrap(pool, 'run', (original) => {
    const run = original as unknown as Run;
    return function (this: unknown, task: unknown, options?: unknown, ...rest: unknown[]): Promise<unknown> {
      const sealed = guarded('seal-task', () => sealTask(task, options, runtime));
      if (sealed === undefined) return run.call(this, ...(arguments as unknown as Parameters<Run>));
      const { relay } = sealed;
      return run.call(this, sealed.task, sealed.options, ...rest).then(
        (result) => (relay?.close(), result),
        (error: unknown) => {
          relay?.close();
          throw error;
        },
      );
    };
  });
}

/**
 * Lets what a worker does on a message nest below the run that posts it. The worker's side is
 * `workerTask`, around what hears the message. Both sides are needed: a worker without it would
 * see the envelope.
 *
 * @returns the worker itself; to wrap it twice changes nothing.
 * @example
 * const worker = tracedWorker(new Worker(file));
 * worker.postMessage({ id: 1, text: 'hello' });
 */
export function tracedWorker<W extends WorkerLike>(worker: W): W {
  return wrap(worker, 'postMessage', (original) => {
    const post = original as unknown as Post;
    return function (this: unknown, value: unknown, transfer?: unknown): void {
      const relay = guarded('seal-task', () => relayOfCurrent());
      if (relay === undefined) return post.call(this, ...(arguments as unknown as Parameters<Post>));
      const list = Array.isArray(transfer) ? transfer : (transfer as { transfer?: unknown[] } | undefined)?.transfer;
      post.call(this, seal({ headers: relay.headers, port: relay.port }, value), [...(list ?? []), relay.port]);
    };
  });
}

/**
 * A value together with the current run, for the `workerData` of a worker that does one piece of
 * work: there `workerTask(work)(workerData)`. Where no run is current it is the value itself.
 *
 * @example
 * new Worker(file, { workerData: workerInput({ page: 1 }) });
 */
export function workerInput<T>(value: T): T {
  const headers = currentHeaders();
  return headers === undefined ? value : (seal({ headers, isLast: true }, value) as T);
}

/** A relay to the client of the current run, with its headers. */
function relayOfCurrent(): (Relay & { headers: Record<string, string> }) | undefined {
  const headers = currentHeaders();
  if (headers === undefined) return undefined;
  const client = currentSender()?.run.client;
  return { ...openRelay(isClient(client) ? client : sharedClient()), headers };
}

interface Sealed {
  task: object;
  options: object;
  relay?: Relay;
}

/** Undefined: the call goes through as it is, either without a run or to be refused by the pool. */
function sealTask(task: unknown, options: unknown, runtime: string | undefined): Sealed | undefined {
  if (options !== undefined && (typeof options !== 'object' || options === null)) return undefined;
  const given = (options ?? {}) as RunOptions;
  const { transferList = [] } = given;
  if (!Array.isArray(transferList)) return undefined;
  const moved = unmove(task);
  const list = [...(transferList as TransferListItem[]), ...moved.transfer];
  if ((given.runtime ?? runtime) === 'child_process') {
    const headers = currentHeaders();
    if (headers === undefined) return undefined;
    return { task: withQueueOptions(task, seal({ headers, isLast: true }, moved.value)), options: given };
  }
  const relay = relayOfCurrent();
  if (relay === undefined) return undefined;
  const envelope = { headers: relay.headers, port: relay.port };
  return {
    task: withQueueOptions(task, seal(envelope, moved.value)),
    options: { ...given, transferList: [...list, relay.port satisfies MessagePort] },
    relay,
  };
}

/** Both pools mark so what `move()` was called with; the mark itself is their own. */
const POOLS = ['Piscina', 'Tinypool'] as const;

/** A task that is to be moved and not copied, as the pool would take it apart. */
function unmove(task: unknown): { value: unknown; transfer: TransferListItem[] } {
  if (typeof task !== 'object' || task === null) return { value: task, transfer: [] };
  for (const pool of POOLS) {
    const isMarked = Object.getOwnPropertySymbols(task).some(({ description }) => description === `${pool}.kMovable`);
    const [transfer, value] = [Symbol.for(`${pool}.transferable`), Symbol.for(`${pool}.valueOf`)];
    const fields = task as Record<symbol, unknown>;
    if (isMarked && transfer in task && value in task)
      return { value: fields[value], transfer: [fields[transfer]].flat() as TransferListItem[] };
  }
  return { value: task, transfer: [] };
}

/** What a task says to the pool's own queue must be found there. */
function withQueueOptions(task: unknown, sealed: object): object {
  for (const pool of POOLS) {
    const key = Symbol.for(`${pool}.queueOptions`);
    if (typeof task === 'object' && task !== null && key in task)
      Object.assign(sealed, { [key]: (task as Record<symbol, unknown>)[key] });
  }
  return sealed;
}

/** Lays a method around the object's own, once. */
function wrap<O extends object, K extends keyof O>(target: O, key: K, around: (original: O[K]) => unknown): O {
  if (Object.hasOwn(target, WRAPPED)) return target;
  const value = around(target[key]);
  Object.defineProperty(target, key, { value, configurable: true, writable: true });
  Object.defineProperty(target, WRAPPED, { value: true });
  return target;
}
