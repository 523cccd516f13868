/**
 * One trace through three processes: this one places an order with the shop, the shop asks the
 * stock, and the headers of each call carry the run that made it.
 *
 *     npx tsx examples/two-services/run.ts
 */
import { printLink } from '../config.js';
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { getCurrentRunTree, traceable } from 'tracenest';

const services: ChildProcess[] = [];
const ended: Promise<unknown>[] = [];

/** Starts a service as a process of its own and gives the URL on which it listens. */
async function startService(file: string, ...args: string[]): Promise<string> {
  const service = spawn(
    process.execPath,
    [...process.execArgv, fileURLToPath(new URL(file, import.meta.url)), ...args],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  services.push(service);
  ended.push(once(service, 'exit'));
  for await (const line of createInterface({ input: service.stdout })) {
    const url = line.match(/listening on (\S+)/)?.[1];
    if (url) return url;
  }
  throw new Error(`${file} ended before it listened. Run it by itself to see why.`);
}

const placeOrder = traceable(
  async (shopUrl: string, items: string[]) => {
    const run = getCurrentRunTree();
    printLink('two services', run.trace_id);
    const answer = await fetch(`${shopUrl}/orders`, {
      method: 'POST',
      headers: { ...run.toHeaders(), 'content-type': 'application/json' },
      body: JSON.stringify({ items }),
    });
    return await answer.json();
  },
  { name: 'place_order' },
);

try {
  const stockUrl = await startService('stock.ts');
  const shopUrl = await startService('shop.ts', stockUrl);
  console.log(JSON.stringify(await placeOrder(shopUrl, ['tea', 'pot'])));
} finally {
  for (const service of services) service.kill('SIGTERM');
  await Promise.all(ended);
}
