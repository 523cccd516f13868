/** A run is on the page before it ends, and its end shows without a reload. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { WatchedPage } from './harness/browser.js';
import { closeBrowser, openPage } from './harness/browser.js';
import type { Program } from './harness/programs.js';
import { startProgram } from './harness/programs.js';
import type { RunningServer } from './harness/server.js';
import { startServer, stopAllServers } from './harness/server.js';
import { pageRows, pageTree } from './harness/tree.js';

let server: RunningServer;
let program: Program;
let traceId = '';

beforeAll(async () => {
  server = await startServer();
  program = startProgram('e2e/programs/step-by-step.ts', server.url, { env: { LANGSMITH_PROJECT: 'live' } });
  [, traceId = ''] = await program.line(/trace (\S+)/);
});

afterAll(async () => {
  program.stop();
  await closeBrowser();
  await stopAllServers();
});

test('a trace grows on its page and in the lists, without a reload', async () => {
  const trace = await open(`/trace/${traceId}`);
  await expect.poll(() => pageTree(trace.page)).toBe('work');
  expect(await labels(trace.page)).toEqual([expect.stringContaining('running')]);

  const list = await open('/project/live');
  const runningInList = list.page.getByRole('img', { name: 'running' });
  await expect.poll(() => list.page.getByRole('link', { name: 'work' }).count()).toBe(1);
  expect(await runningInList.count()).toBe(1);

  program.write('begin the step');
  await expect.poll(() => pageTree(trace.page)).toBe('work(step)');
  expect(await labels(trace.page)).toEqual([expect.stringContaining('running'), expect.stringContaining('running')]);

  program.write('end the step');
  await expect.poll(async () => (await labels(trace.page))[1]).not.toContain('running');
  expect((await labels(trace.page))[0]).toContain('running');

  program.write('end');
  await program.end();
  await expect.poll(async () => (await labels(trace.page)).join()).not.toContain('running');
  await expect.poll(() => runningInList.count()).toBe(0);

  for (const { page, troubles } of [trace, list]) {
    expect(await page.evaluate(() => 'neverReloaded' in globalThis)).toBe(true);
    expect(troubles).toEqual([]);
  }
});

/** Opens a page and marks it, so that a reload would be seen. */
async function open(path: string): Promise<WatchedPage> {
  const watched = await openPage();
  await watched.page.goto(server.url + path);
  await watched.page.evaluate(() => Object.assign(globalThis, { neverReloaded: true }));
  return watched;
}

async function labels(page: Page): Promise<string[]> {
  return (await pageRows(page)).map((row) => row.label);
}
