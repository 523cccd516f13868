/**
 * One trace through two processes: the headers of a request carry the caller's run, whichever SDK is
 * on which side. Two requests at the same time never mix.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closeBrowser, openPage } from './harness/browser.js';
import { startProgram } from './harness/programs.js';
import type { RunningServer } from './harness/server.js';
import { startServer, stopAllServers } from './harness/server.js';
import { outlineTree, pageTree, readOutline } from './harness/tree.js';

let server: RunningServer;

beforeAll(async () => {
  server = await startServer();
});

afterAll(async () => {
  await closeBrowser();
  await stopAllServers();
});

describe.each([
  ['ours', 'ours'],
  ['ours', 'official'],
  ['official', 'ours'],
])('%s calls %s', (callerSdk, serviceSdk) => {
  test('is one trace, with every run below the one that called it', async () => {
    const service = startProgram('e2e/programs/service.ts', server.url, { args: [serviceSdk] });
    const [, serviceUrl = ''] = await service.line(/listening on (\S+)/);
    const caller = startProgram('e2e/programs/caller.ts', server.url, { args: [callerSdk, serviceUrl] });
    const [, traceId = ''] = await caller.line(/trace (\S+)/);
    await caller.end();
    service.stop();
    await service.end();

    const expected = 'ask(call tea(serve tea(look up tea)),call pot(serve pot(look up pot)))';
    await expect.poll(() => outlineTree(server.url, traceId)).toBe(expected);
    const outline = await readOutline(server.url, traceId);
    expect(outline?.rows.map((row) => row.status)).toEqual(outline?.rows.map(() => 'success'));
    expect(outline?.findings).toEqual([]);

    const { page, troubles } = await openPage();
    await page.goto(`${server.url}/trace/${traceId}`);
    await expect.poll(() => pageTree(page)).toBe(expected);
    expect(troubles).toEqual([]);
    await page.context().close();
  });
});
