/** A part of the page that cannot be loaded says so, and the rest stays: the server may have been updated meanwhile. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeBrowser, openPage } from './harness/browser.js';
import type { RunningServer } from './harness/server.js';
import { startServer, stopAllServers } from './harness/server.js';
import { pageTree } from './harness/tree.js';

let server: RunningServer;
const id = randomUUID();

beforeAll(async () => {
  server = await startServer();
  const time = new Date().toISOString();
  const run = { id, trace_id: id, name: 'work', run_type: 'chain', start_time: time, end_time: time };
  const response = await fetch(`${server.url}/runs`, { method: 'POST', body: JSON.stringify(run) });
  expect(response.status).toBe(202);
});

afterAll(async () => {
  await closeBrowser();
  await stopAllServers();
});

test('the tree stays where the details of a run cannot be loaded', async () => {
  const { page } = await openPage();
  await page.route(/\/run-parts[^/]*\.js$/, (route) => route.abort());
  await page.goto(`${server.url}/trace/${id}`);
  await page.getByRole('heading', { name: 'This part of the page could not be loaded' }).waitFor();
  expect(await pageTree(page)).toBe('work');

  await page.unroute(/\/run-parts[^/]*\.js$/);
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('tab', { name: 'Raw' }).waitFor();
  await expect.poll(() => page.getByRole('alert').count()).toBe(0);
  expect(await pageTree(page)).toBe('work');
});
