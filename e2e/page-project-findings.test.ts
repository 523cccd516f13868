/** A project's findings page: each kind with its count, trend, runs and remedy; lists that tell of findings, cost and ends. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeBrowser, openPage } from './harness/browser.js';
import type { RunningServer } from './harness/server.js';
import { startServer, stopAllServers } from './harness/server.js';
import type { Call, SentTrace } from './harness/traces.js';
import { agentTrace, gapTrace, runningTrace, sendTrace } from './harness/traces.js';

let server: RunningServer;
let gap: SentTrace;

/** Work that began before its parent: a hint, since it may be a matter of clocks. */
const earlyTrace: Call = {
  name: 'answer',
  lengthMs: 1000,
  calls: [{ name: 'log it', startMs: -500, lengthMs: 20 }],
};

/** A parent counts as missing after ten seconds, and findings are counted some seconds after that. */
const COUNTED = { timeout: 40_000, interval: 500 };

beforeAll(async () => {
  server = await startServer();
  gap = await sendTrace(server.url, 'gaps', gapTrace, 60_000);
  await sendTrace(server.url, 'gaps', gapTrace, 50_000);
  await sendTrace(server.url, 'checkout', agentTrace);
});

afterAll(async () => {
  await closeBrowser();
  await stopAllServers();
});

test('each kind of finding has its count, trend, functions, remedy and runs to go to', async () => {
  const { page, troubles } = await openPage();
  await page.goto(`${server.url}/project/gaps`);
  await page.getByRole('navigation', { name: 'Pages of the project' }).getByRole('link', { name: 'Findings' }).click();
  const card = page.getByRole('article', { name: 'missing-parent' });
  await expect.poll(() => card.count(), COUNTED).toBe(1);
  await expect.poll(() => card.innerText(), COUNTED).toContain('4 findings in 2 traces');
  expect(await card.getByRole('img').getAttribute('aria-label')).toMatch(/^4 findings, most from /);
  const text = await card.innerText();
  expect(text).toMatch(/parse rows\s+2/);
  expect(text).toMatch(/store rows\s+2/);
  expect(await card.getByLabel('the remedy', { exact: true }).innerText()).toContain("from 'tracenest'");
  await page.getByRole('link', { name: 'Last hour' }).click();
  await expect.poll(() => new URL(page.url()).searchParams.get('range')).toBe('hour');
  await expect.poll(() => card.count()).toBe(1);
  await card.getByRole('list', { name: 'Runs with missing-parent' }).getByRole('link').last().click();
  await expect.poll(() => new URL(page.url()).pathname).toBe(`/trace/${gap.traceId}`);
  await expect.poll(() => page.getByRole('article', { name: 'missing-parent' }).count()).toBe(1);
  expect(troubles).toEqual([]);
  await page.context().close();
});

test('lists say how many findings there are and what it cost', async () => {
  const { page } = await openPage();
  await page.goto(`${server.url}/project/gaps`);
  await expect.poll(() => page.getByRole('img', { name: '2 findings' }).count(), COUNTED).toBe(2);
  await sendTrace(server.url, 'hints', earlyTrace, 60_000);
  await page.goto(`${server.url}/project/hints`);
  await expect.poll(() => page.getByRole('img', { name: '1 hint' }).count(), COUNTED).toBe(1);
  expect(await page.getByRole('img', { name: /finding/ }).count()).toBe(0);
  await page.goto(server.url);
  await expect.poll(() => page.getByRole('row', { name: /^checkout/ }).innerText(), COUNTED).toContain('$0.013');
  await page.getByRole('row', { name: /^gaps/ }).getByRole('link', { name: '4 findings' }).click();
  await expect.poll(() => new URL(page.url()).pathname).toBe('/project/gaps/findings');
  await page.context().close();
});

test('a project without findings says why that is good', async () => {
  const { page } = await openPage();
  await page.goto(`${server.url}/project/checkout/findings`);
  await expect.poll(() => page.getByRole('heading', { name: 'Nothing was found in this time' }).count()).toBe(1);
  await page.context().close();
});

test('a run whose process is alive still works, one whose process has ended is unfinished and says why', async () => {
  const { page } = await openPage();
  const trace = await sendTrace(server.url, 'lives', runningTrace, 3000);
  const instance = randomUUID();
  await claim(trace.traceId, instance);
  await beat(trace.traceId, instance);
  await page.goto(`${server.url}/trace/${trace.traceId}`);
  const figures = page.getByRole('list', { name: 'Figures of the trace' });
  await expect.poll(() => figures.innerText()).toMatch(/still working, last sign of life/);
  await beat(trace.traceId, instance, { reason: 'exit', code: 3 });
  await expect.poll(() => figures.innerText(), COUNTED).toMatch(/unfinished/);
  expect(await page.getByRole('treeitem').first().getAttribute('aria-label')).toMatch(/has no end/);
  await page.goto(`${server.url}/project/lives`);
  await expect.poll(() => page.getByRole('row').last().innerText(), COUNTED).toContain('unfinished');
  await page.context().close();
});

/** Says of a root in which process it runs. */
async function claim(traceId: string, instance: string): Promise<void> {
  const process = { sdk: 'tracenest-js 0.1.0', instance, host: 'web-1', pid: 42 };
  await send('PATCH', `/runs/${traceId}`, { extra: { tracenest: { v: 1, placement: 'root', process } } });
}

async function beat(traceId: string, instance: string, ended?: { reason: string; code: number }): Promise<void> {
  const process = { sdk: 'tracenest-js 0.1.0', instance, host: 'web-1', pid: 42 };
  const body = { process, time: Date.now(), open_runs: 3, traces: [traceId], ...(ended && { ended }) };
  await send('POST', '/api/app/processes', body);
}

async function send(method: string, path: string, body: object): Promise<void> {
  const answer = await fetch(server.url + path, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
}
