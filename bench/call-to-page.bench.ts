/**
 * From the call of a traced function to its row on an open trace page: a root run stays open, the
 * page shows it, and one child after the other begins in it. Both ends read the same machine's
 * clock; the page's end is when the row is in the document.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { closeBrowser, openPage } from '../e2e/harness/browser.js';
import { startServer, stopAllServers } from '../e2e/harness/server.js';
import { median, printTable, quantile } from './rounds.js';

const calls = 100;

const server = await startServer();
Object.assign(process.env, { TRACENEST_TRACING: 'true', TRACENEST_ENDPOINT: server.url });
const { getCurrentRunTree, shutdown, traceable } = await import('tracenest');
const { page } = await openPage();
// tsx wraps named functions in a helper that the page does not have.
await page.addInitScript({ content: 'globalThis.__name = (named) => named;' });
const lateMs: number[] = [];

const child = traceable(async () => await sleep(50), { name: 'child' });
const root = traceable(
  async () => {
    await page.goto(`${server.url}/trace/${getCurrentRunTree().trace_id}`);
    await page.getByRole('treeitem', { name: /^root/ }).waitFor();
    for (let count = 1; count <= calls; count++) {
      const shownAt = page.evaluate(rowsShown, count + 1);
      await sleep(100 + Math.random() * 250);
      const calledAt = Date.now();
      await child();
      lateMs.push((await shownAt) - calledAt);
    }
  },
  { name: 'root' },
);

try {
  await root();
  await shutdown();
} finally {
  await closeBrowser();
  await stopAllServers();
}
printTable([
  {
    'from the call to the row on the page': `${calls} calls`,
    'p50 ms': median(lateMs),
    'p99 ms': quantile(lateMs, 0.99),
  },
]);

/** Runs in the page: resolves with the time at which the tree says it has `count` children or runs. */
function rowsShown(count: number): Promise<number> {
  return new Promise((resolve) => {
    const look = (): void => {
      const items = document.querySelectorAll('[role="treeitem"]');
      const last = items[items.length - 1];
      const siblings = Number(last?.getAttribute('aria-setsize') ?? 0);
      if (Math.max(items.length, siblings + 1) < count) return;
      observer.disconnect();
      resolve(performance.timeOrigin + performance.now());
    };
    const observer = new MutationObserver(look);
    observer.observe(document.body, { subtree: true, childList: true, attributes: true });
    look();
  });
}
