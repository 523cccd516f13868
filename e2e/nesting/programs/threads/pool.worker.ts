/** A task of a pool of threads. */
import { loadKit } from '../../kit.js';

const { traced, continued, flush } = await loadKit();
const inPool = traced('in_pool', async () => 1);

export default async ({ headers }: { headers?: Record<string, string> }): Promise<void> => {
  if (headers === undefined) await inPool();
  else await continued(headers, () => inPool());
  // The pool ends its threads without asking.
  await flush();
};
