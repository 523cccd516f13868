/** Each kind of run that is not as it should be has its mark in the tree and its finding in the details. */
import { randomUUID } from 'node:crypto';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeBrowser, openPage } from './harness/browser.js';
import type { RunningServer } from './harness/server.js';
import { startServer, stopAllServers } from './harness/server.js';
import type { Call, SentTrace } from './harness/traces.js';
import { gapTrace, runningTrace, sendTrace } from './harness/traces.js';

/** A parent counts as missing after ten seconds. */
const WAITED_FOR = { timeout: 30_000, interval: 250 };

const oddTrace: Call = {
  name: 'odd ones',
  lengthMs: 500,
  calls: [
    { name: 'answer', startMs: 10, lengthMs: 100, calls: [{ name: 'log it', startMs: 300, lengthMs: 20 }] },
    { name: 'wanderer', startMs: 20, lengthMs: 30 },
  ],
};

let server: RunningServer;
let odd: SentTrace;

beforeAll(async () => {
  server = await startServer();
  odd = await sendTrace(server.url, 'marks', oddTrace, 60_000);
  await send('PATCH', `/runs/${odd.idOf('wanderer')}`, {
    trace_id: odd.traceId,
    parent_run_id: odd.idOf('answer'),
    dotted_order: `20260101T000000000000Z${odd.traceId}.20260101T000000000001Z${odd.idOf('answer')}.20260101T000000000002Z${odd.idOf('wanderer')}`,
  });
});

afterAll(async () => {
  await closeBrowser();
  await stopAllServers();
});

async function send(method: string, path: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(server.url + path, { method, headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
}

async function openTrace(traceId: string, query = ''): Promise<Page> {
  const { page } = await openPage();
  await page.goto(`${server.url}/trace/${traceId}${query}`);
  await page.getByRole('tree', { name: 'Runs of the trace' }).waitFor();
  return page;
}

/** The names of the marks that a reader sees in the row. */
async function marksOf(row: Locator): Promise<string[]> {
  return await row
    .locator('[title] svg')
    .evaluateAll((icons) =>
      icons
        .filter((icon) => icon.checkVisibility() && icon.getBoundingClientRect().width > 0)
        .map((icon) => icon.closest('[title]')?.getAttribute('title') ?? ''),
    );
}

/** Selects the row and gives what its finding says. */
async function findingOf(page: Page, row: Locator, code: string): Promise<string> {
  await row.click();
  await page.getByRole('tab', { name: 'Placement' }).click();
  return await page.getByRole('tabpanel').getByRole('article', { name: code }).innerText();
}

test('a run that began after its parent had ended is late', async () => {
  const page = await openTrace(odd.traceId);
  const row = page.getByRole('treeitem', { name: /^log it, .*\blate\b/ });
  await row.waitFor();
  expect(await marksOf(row)).toContainEqual(expect.stringMatching(/after its parent .*answer.* had ended/));
  expect(await findingOf(page, row, 'late-child')).toContain('await it before the parent returns');
  await page.context().close();
});

test('a run that a later record places elsewhere stays, and is marked as moved', async () => {
  const page = await openTrace(odd.traceId);
  const row = page.getByRole('treeitem', { name: /^wanderer, .*\bmoved\b/ });
  await row.waitFor();
  expect(await row.getAttribute('aria-level')).toBe('2');
  expect(await marksOf(row)).toContainEqual(expect.stringMatching(/An update of .*wanderer.* names another/));
  expect(await findingOf(page, row, 'placement-changed')).toContain('the first value stands');
  await page.context().close();
});

test('a parent that has not come is awaited at first, and then missing', async () => {
  const gap = await sendTrace(server.url, 'marks', gapTrace, 2000);
  const page = await openTrace(gap.traceId);
  await page.getByRole('treeitem', { name: /, not received yet/ }).waitFor();
  const missing = page.getByRole('treeitem', { name: /, not received(?! yet)/ });
  await expect.poll(() => missing.count(), WAITED_FOR).toBe(1);
  expect(await missing.getAttribute('aria-expanded')).toBe('true');
  await missing.click();
  const details = page.getByRole('region', { name: /^Details of / });
  await expect.poll(() => details.getByRole('article', { name: 'missing-parent' }).count()).toBeGreaterThan(0);
  expect(await details.innerText()).toContain('was never received');
  const child = page.getByRole('treeitem', { name: /^parse rows, .*1 finding/ });
  expect(await findingOf(page, child, 'missing-parent')).toContain('flush()');
  await page.context().close();
});

test('a run that goes on is running; one whose process has ended is unfinished', async () => {
  const trace = await sendTrace(server.url, 'marks', runningTrace, 3000);
  const process = { sdk: 'tracenest-js 0.1.0', instance: randomUUID(), host: 'web-1', pid: 42 };
  await send('PATCH', `/runs/${trace.traceId}`, { extra: { tracenest: { v: 1, placement: 'root', process } } });
  const page = await openTrace(trace.traceId);
  const row = page.getByRole('treeitem', { name: /^write a report, / });
  await expect.poll(() => row.getAttribute('aria-label')).toContain('running');
  const ended = { reason: 'exit', code: 3 };
  await send('POST', '/api/app/processes', {
    process,
    time: Date.now(),
    open_runs: 3,
    traces: [trace.traceId],
    ended,
  });
  await expect.poll(() => row.getAttribute('aria-label'), WAITED_FOR).toContain('unfinished');
  expect(await marksOf(row)).toContainEqual(expect.stringMatching(/has no end/));
  expect(await findingOf(page, row, 'unfinished')).toContain('Its process was ended by process.exit()');
  await page.context().close();
});

test('what an answer leaves out is told above the tree, with the way to see it', async () => {
  const page = await openTrace(odd.traceId, `?root=${odd.idOf('answer')}`);
  await expect.poll(() => page.getByRole('treeitem').count()).toBe(2);
  const whole = page.getByRole('button', { name: 'Show the whole trace' });
  const notice = page.getByRole('status').filter({ has: whole });
  expect(await notice.innerText()).toContain('Of the 4 runs of this trace the 2 at and below one run are shown.');
  await whole.click();
  await expect.poll(() => page.getByRole('treeitem').count()).toBe(4);
  expect(await notice.count()).toBe(0);
  await page.context().close();
});
