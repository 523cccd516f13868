/**
 * Threads and processes, for Node.js: tasks of pools, messages to workers and child processes nest
 * below the run that starts them.
 */
import { Client } from './client.js';
import { guarded } from './diag.js';
import { flush } from './index.js';
import { RunTree } from './run-tree.js';
import { withRunTree } from './traceable.js';
import { unseal, type Envelope } from './workers-envelope.js';
import { RelayExporter } from './workers-relay.js';

export { childEnv, exec, execFile, execFileSync, execSync, fork, spawn, spawnSync } from './workers-children.js';
export { tracedPool, tracedWorker, workerInput, type PoolLike, type WorkerLike } from './workers-sender.js';

type AnyFunction = (this: never, ...args: never[]) => unknown;

/**
 * The worker's side: the function, called with the task that the other side gave, inside of the
 * run that gave it. What comes without a run is handed through as it is. The answer to a task that
 * came with a run is a promise, which pools and message handlers wait for.
 *
 * @param work a function that a pool calls, or that hears messages; its first argument is the task.
 * @example
 * export default workerTask(async ({ page }) => read(page)); // in a worker of a pool
 * parentPort.on('message', workerTask((message) => handle(message))); // in a worker of one's own
 */
export function workerTask<F extends AnyFunction>(work: F): F {
  const original = work as unknown as (this: unknown, ...args: unknown[]) => unknown;
  const task = function (this: unknown, ...args: unknown[]): unknown {
    const sealed = unseal(args[0]);
    if (sealed === undefined) return original.apply(this, args);
    return continued(sealed.envelope, () => original.call(this, sealed.value, ...args.slice(1)));
  };
  Object.defineProperty(task, 'name', { value: work.name, configurable: true });
  Object.defineProperty(task, 'length', { value: work.length, configurable: true });
  return task as unknown as F;
}

/** Calls `work` in the run that sent the task; its runs have been reported when the answer is there. */
async function continued({ headers, port, isLast }: Envelope, work: () => unknown): Promise<unknown> {
  const relay = port === undefined ? undefined : new RelayExporter(port);
  const client = relay === undefined ? undefined : new Client({ exporter: relay, tracingSamplingRate: 1 });
  const parent = guarded('read-task', () => RunTree.fromHeaders(headers, client === undefined ? {} : { client }));
  try {
    return await (parent === undefined ? work() : withRunTree(parent, work));
  } finally {
    await client?.flush();
    if (isLast === true) await flush();
    relay?.close();
  }
}
