/** Traces that became two, in the browser: told on both, shown as one, taken apart, with the state in the address. */
import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeBrowser, openPage } from './harness/browser.js';
import type { RunningServer } from './harness/server.js';
import { startServer, stopAllServers } from './harness/server.js';
import { pageTree } from './harness/tree.js';

let server: RunningServer;

beforeAll(async () => {
  server = await startServer();
});

afterAll(async () => {
  await closeBrowser();
  await stopAllServers();
});

/** Searched for a moment after the runs have arrived. */
const FOUND = { timeout: 30_000, interval: 500 };
const beganMs = Date.now() - 60_000;

test('an id says so: shown as one by itself, left out by the address, taken apart and joined again', async () => {
  const { page, troubles } = await openPage();
  const caller = runOf('caller', 0, 1000);
  const call = runOf('call', 100, 900, { trace_id: caller.id, parent_run_id: caller.id });
  const span = call.id.replaceAll('-', '').slice(16);
  const remote = { trace_id: caller.id, span_id: span, from: 'traceparent' };
  const callee = runOf('callee', 200, 800, { extra: { tracenest: { v: 1, placement: 'root', remote } } });
  await send([caller, call, callee]);

  await page.goto(`${server.url}/trace/${caller.id}`);
  await expect.poll(() => pageTree(page), FOUND).toBe('caller(call(callee))');
  expect(await page.getByRole('treeitem', { name: /^callee/ }).getAttribute('aria-label')).toContain(
    'of another trace',
  );
  const banner = page.getByRole('region', { name: 'Traces that belong together' });
  expect(await banner.innerText()).toContain('because an id says so');
  await banner.getByRole('button', { name: 'Leave it out' }).click();
  await expect.poll(() => pageTree(page)).toBe('caller(call)');
  await expect.poll(() => new URL(page.url()).searchParams.get('join')).toBe('none');
  await banner.getByRole('button', { name: 'Show them' }).click();
  await expect.poll(() => pageTree(page)).toBe('caller(call(callee))');

  await banner.getByRole('button', { name: 'Take apart' }).click();
  await expect.poll(() => pageTree(page)).toBe('caller(call)');
  await banner.getByRole('link', { name: 'callee' }).click();
  await expect.poll(() => new URL(page.url()).pathname).toBe(`/trace/${callee.id}`);
  await expect.poll(() => banner.innerText()).toMatch(/This trace belongs below call of another trace/);
  await banner.getByRole('button', { name: 'How to mend it' }).click();
  expect(await banner.getByLabel('the remedy', { exact: true }).innerText()).toContain('fromHeaders');
  await banner.getByRole('button', { name: 'Show as one' }).click();
  await expect.poll(() => banner.innerText()).toContain('This trace is shown as one with another, below');
  await banner.getByRole('link', { name: 'call' }).click();
  await expect.poll(() => pageTree(page)).toBe('caller(call(callee))');
  expect(await banner.innerText()).toContain('because a reader asked for it');
  expect(troubles).toEqual([]);
  await page.context().close();
});

test('a suspicion is told on both traces, each a way to the other, and joined only when asked', async () => {
  const { page } = await openPage();
  const instance = randomUUID();
  const extra = { tracenest: { v: 1, placement: 'root', process: { instance, sdk: 'tracenest-js 0.1.0' } } };
  const job = runOf('job', 0, 3002, { extra });
  const step = runOf('step', 2000, 3000, { extra });
  await send([job, step]);

  await page.goto(`${server.url}/trace/${job.id}`);
  await expect.poll(() => bannerText(page), FOUND).toMatch(/Another trace, step, seems to belong here, below job/);
  expect(await pageTree(page)).toBe('job');
  await page.getByRole('region', { name: 'Traces that belong together' }).getByRole('link', { name: 'step' }).click();
  await expect.poll(() => bannerText(page)).toMatch(/This trace seems to belong below job of another trace/);
  expect(await bannerText(page)).toContain('both ran in the same process');
  await page.getByRole('button', { name: 'Show as one' }).click();
  await expect.poll(() => bannerText(page)).toContain('This trace is shown as one with another, below job');
  await page.goto(`${server.url}/trace/${job.id}`);
  await expect.poll(() => pageTree(page)).toBe('job(step)');
  await page.context().close();
});

interface Run {
  id: string;
  trace_id: string;
}

function runOf(name: string, fromMs: number, toMs: number, change: object = {}): Run {
  const id = randomUUID();
  const times = [fromMs, toMs].map((ms) => new Date(beganMs + ms).toISOString());
  const [start_time, end_time] = times;
  return { id, trace_id: id, ...{ name, run_type: 'chain', start_time, end_time, session_name: 'split' }, ...change };
}

async function send(runs: readonly Run[]): Promise<void> {
  const answer = await fetch(`${server.url}/runs/batch`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ post: runs, patch: [] }),
  });
  if (!answer.ok) throw new Error(`POST /runs/batch: ${answer.status} ${await answer.text()}`);
}

async function bannerText(page: Page): Promise<string> {
  const banner = page.getByRole('region', { name: 'Traces that belong together' });
  return (await banner.count()) === 0 ? '' : await banner.innerText();
}
