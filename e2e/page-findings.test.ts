/** The trace page where something is wrong: flags, cards with a remedy to copy, keys that lead on, clocks that are off. */
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeBrowser, openPage } from './harness/browser.js';
import type { RunningServer } from './harness/server.js';
import { startServer, stopAllServers } from './harness/server.js';
import type { Call, SentTrace } from './harness/traces.js';
import { agentTrace, gapTrace, sendTrace } from './harness/traces.js';

let server: RunningServer;
let gap: SentTrace;

beforeAll(async () => {
  server = await startServer();
  gap = await sendTrace(server.url, 'gaps', gapTrace, 60_000);
});

afterAll(async () => {
  await closeBrowser();
  await stopAllServers();
});

test('F leads from finding to finding, with the remedy in the language of the program and in the other one', async () => {
  const { page, troubles } = await openPage();
  await page.goto(`${server.url}/trace/${gap.traceId}`);
  await expect.poll(() => page.getByRole('treeitem').count()).toBe(5);
  await page.keyboard.press('f');
  await expect.poll(() => selected(page)).toMatch(/^parse rows, .*1 finding/);
  const card = page.getByRole('article', { name: 'missing-parent' });
  await expect.poll(() => card.count()).toBe(1);
  expect(await card.getByRole('tab', { name: 'TypeScript' }).getAttribute('aria-selected')).toBe('true');
  expect(await card.getByLabel('the remedy', { exact: true }).innerText()).toContain("from 'tracenest'");
  await card.getByRole('tab', { name: 'Python' }).click();
  expect(await card.getByLabel('the remedy', { exact: true }).innerText()).toContain('from langsmith import');
  await page.keyboard.press('f');
  await expect.poll(() => selected(page)).toMatch(/^store rows/);
  await page.getByRole('button', { name: 'Next finding' }).click();
  await expect.poll(() => selected(page)).toMatch(/^parse rows/);
  await page.getByRole('article').first().getByRole('link', { name: 'missing-parent' }).click();
  await expect.poll(() => new URL(page.url()).pathname).toBe('/finding/missing-parent');
  await expect.poll(() => page.getByRole('heading', { level: 2 }).allInnerTexts()).toContain('Mend it in Python');
  expect(troubles).toEqual([]);
  await page.context().close();
});

test('the findings of the trace are a list that leads to their runs', async () => {
  const { page } = await openPage();
  await page.goto(`${server.url}/trace/${gap.traceId}`);
  await page.getByRole('button', { name: '2 findings' }).click();
  const list = page.getByRole('region', { name: 'Findings of this trace' });
  await expect.poll(() => list.getByRole('article').count()).toBe(2);
  await list.getByRole('button', { name: 'store rows' }).click();
  await expect.poll(() => selected(page)).toMatch(/^store rows/);
  await page.context().close();
});

test('E leads to the run that failed and shows its error', async () => {
  const { page } = await openPage();
  const agent = await sendTrace(server.url, 'checkout', agentTrace);
  await page.goto(`${server.url}/trace/${agent.traceId}?tab=placement`);
  await expect.poll(() => page.getByRole('treeitem').count()).toBeGreaterThan(5);
  await page.keyboard.press('e');
  await expect.poll(() => selected(page)).toMatch(/^notify/);
  await expect.poll(() => page.getByRole('group', { name: 'Error' }).innerText()).toContain('refused the recipient');
  await page.context().close();
});

test('a clock that is off is named in the header and at each run that was shifted for it', async () => {
  const { page } = await openPage();
  const skewed = await sendTrace(server.url, 'clocks', skewedTrace);
  await page.goto(`${server.url}/trace/${skewed.traceId}?run=${skewed.idOf('charge')}&tab=details`);
  const words = /shifted by \+1\.20 s: the clock of service billing is off/;
  await expect.poll(() => figures(page).innerText()).toMatch(words);
  for (const name of ['charge', 'ask the bank']) {
    expect(await page.getByRole('treeitem', { name: new RegExp(`^${name}`) }).getAttribute('aria-label')).toMatch(
      words,
    );
  }
  expect(await page.getByRole('treeitem', { name: /^checkout/ }).getAttribute('aria-label')).not.toMatch(words);
  await expect.poll(() => page.getByRole('tabpanel').innerText()).toMatch(words);
  await page.context().close();
});

test('a finding that this version does not know has a page that says so', async () => {
  const { page } = await openPage();
  await page.goto(`${server.url}/finding/from-the-future`);
  await expect.poll(() => page.getByRole('heading', { name: /knows no such finding/ }).count()).toBe(1);
  await page.context().close();
});

/** A service whose clock is 1.2 s behind that of its caller. */
const skewedTrace: Call = {
  name: 'checkout',
  lengthMs: 3000,
  metadata: { service_name: 'shop' },
  calls: [
    {
      name: 'charge',
      startMs: -1200,
      lengthMs: 2000,
      metadata: { service_name: 'billing' },
      calls: [{ name: 'ask the bank', startMs: -1100, lengthMs: 900, metadata: { service_name: 'billing' } }],
    },
  ],
};

function figures(page: Page): Locator {
  return page.getByRole('list', { name: 'Figures of the trace' });
}

/** What a screen reader says of the selected run. */
async function selected(page: Page): Promise<string> {
  return (await page.locator('[role=treeitem][aria-selected=true]').getAttribute('aria-label')) ?? '';
}
