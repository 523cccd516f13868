/** Comparing two traces: picked in the list or from a trace, one tree of both, contents of the selected runs. */
import { randomUUID } from 'node:crypto';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeBrowser, openPage } from './harness/browser.js';
import type { RunningServer } from './harness/server.js';
import { startServer, stopAllServers } from './harness/server.js';
import { agentTrace, changedAgent, sendTrace, wideTrace, type SentTrace } from './harness/traces.js';

let server: RunningServer;
let before: SentTrace;
let after: SentTrace;

beforeAll(async () => {
  server = await startServer();
  before = await sendTrace(server.url, 'checkout', agentTrace, 60_000);
  after = await sendTrace(server.url, 'checkout', changedAgent, 20_000);
});

afterAll(async () => {
  await closeBrowser();
  await stopAllServers();
});

const pathOf = (url: string): string => url.slice(server.url.length);
const linesOf = (tree: Locator): Promise<string[]> =>
  tree.getByRole('treeitem').evaluateAll((items) => items.map((item) => item.getAttribute('aria-label') ?? ''));

test('two traces are picked in the list: the earlier one is A', async () => {
  const { page, troubles } = await openPage();
  await page.goto(`${server.url}/project/checkout`);
  const boxes = page.getByRole('table').getByRole('checkbox');
  await expect.poll(() => boxes.count()).toBe(2);
  await boxes.nth(0).press('Space');
  await expect.poll(() => pathOf(page.url())).toBe(`/project/checkout?pick=${after.traceId}`);
  const bar = page.getByRole('region', { name: 'Picked traces' });
  expect(await bar.getByRole('button', { name: 'Compare' }).isDisabled()).toBe(true);
  await boxes.nth(1).check();
  await page.reload();
  await expect.poll(() => boxes.nth(1).isChecked()).toBe(true);
  await bar.getByRole('button', { name: 'Compare' }).click();
  await expect.poll(() => pathOf(page.url())).toBe(`/compare/${before.traceId}/${after.traceId}`);
  await page.goBack();
  await expect.poll(() => boxes.nth(0).isChecked()).toBe(true);
  await bar.getByRole('button', { name: 'Clear' }).click();
  await expect.poll(() => bar.count()).toBe(0);
  expect(troubles).toEqual([]);
  await page.context().close();
});

test('one tree of both, by keyboard: differences, only these, contents, swap; all in the address', async () => {
  const { page, troubles } = await openPage();
  await page.goto(`${server.url}/compare/${before.traceId}/${after.traceId}`);
  const tree = page.getByRole('tree', { name: 'Runs of both traces' });
  await expect.poll(() => linesOf(tree)).toContainEqual(expect.stringMatching(/^check policy, only in B/));
  await expect
    .poll(() => page.getByRole('status').allTextContents())
    .toContainEqual(
      expect.stringMatching(/^1 only in B, 1 of other contents(, \d of other time or tokens)?; \d+ the same$/),
    );
  await expect.poll(() => linesOf(tree)).toContainEqual(expect.stringMatching(/^refund[^,]*, other output,/));
  const details = page.getByRole('region', { name: /^Differences of refund/ });
  await expect.poll(() => details.getByRole('deletion').allInnerTexts()).toContain('3');
  await expect.poll(() => details.getByRole('insertion').allInnerTexts()).toContain('5');
  await page.keyboard.press('n');
  await expect.poll(() => new URL(page.url()).searchParams.get('run')).toBe(after.traceId);
  await page.keyboard.press('n');
  await expect.poll(() => new URL(page.url()).searchParams.get('run')).toBe(after.idOf('check policy'));
  await expect
    .poll(() => tree.getByRole('treeitem', { selected: true }).getAttribute('aria-label'))
    .toMatch(/^check policy, only in B/);
  await page.keyboard.press('d');
  await expect.poll(() => linesOf(tree)).toHaveLength(2);
  await expect.poll(() => new URL(page.url()).searchParams.get('only')).toBe('1');
  await page.reload();
  await expect.poll(() => page.getByRole('checkbox', { name: 'Only differences' }).isChecked()).toBe(true);
  await page.keyboard.press('s');
  await expect.poll(() => linesOf(tree)).toContainEqual(expect.stringMatching(/^check policy, only in A/));
  expect(new URL(page.url()).pathname).toBe(`/compare/${after.traceId}/${before.traceId}`);
  await page.goBack();
  await expect.poll(() => linesOf(tree)).toContainEqual(expect.stringMatching(/^check policy, only in B/));
  await tree.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => linesOf(tree)).toEqual([expect.stringMatching(/differences? below$/)]);
  await page.keyboard.press('Enter');
  await expect.poll(() => details.evaluate((box) => box === document.activeElement)).toBe(true);
  expect(troubles).toEqual([]);
  await page.context().close();
});

test('from a trace: one of the same name, or any by its id', async () => {
  const { page, troubles } = await openPage();
  await page.goto(`${server.url}/trace/${after.traceId}`);
  await page.getByRole('button', { name: 'Compare with …' }).click();
  const dialog = page.getByRole('dialog', { name: 'Compare with another trace' });
  const field = dialog.getByRole('textbox');
  await field.fill('nonsense');
  await field.press('Enter');
  await expect.poll(() => dialog.getByRole('status').allInnerTexts()).toContainEqual(expect.stringMatching(/no id/));
  await field.fill(after.idOf('plan'));
  await field.press('Enter');
  await expect
    .poll(() => dialog.getByRole('status').allInnerTexts())
    .toContainEqual(expect.stringMatching(/that is open/));
  await dialog.getByRole('list', { name: 'Recent traces' }).getByRole('link').first().click();
  await expect.poll(() => pathOf(page.url())).toBe(`/compare/${before.traceId}/${after.traceId}`);
  expect(troubles).toEqual([]);
  await page.context().close();
});

test('a trace that is not there, and one with itself', async () => {
  const { page } = await openPage();
  const unknown = randomUUID();
  await page.goto(`${server.url}/compare/${before.traceId}/${unknown}`);
  await expect.poll(() => page.getByText('Nothing of trace B has been received').count()).toBe(1);
  expect(await page.getByText(unknown).count()).toBe(1);
  await page.goto(`${server.url}/compare/${before.traceId}/${before.traceId}`);
  await expect.poll(() => page.getByText('Both sides are the same trace').count()).toBe(1);
  await page.context().close();
});

test('many runs are aligned in a thread of their own, and only those in the window are drawn', async () => {
  const [left, right] = [
    await sendTrace(server.url, 'wide', wideTrace(800)),
    await sendTrace(server.url, 'wide', wideTrace(810)),
  ];
  const { page, troubles } = await openPage();
  const thread = page.waitForEvent('worker');
  await page.goto(`${server.url}/compare/${left.traceId}/${right.traceId}`);
  const tree = page.getByRole('tree', { name: 'Runs of both traces' });
  await tree.waitFor();
  expect((await thread).url()).toContain('compare-worker');
  await expect
    .poll(() => page.getByRole('status').allTextContents())
    .toContainEqual(expect.stringMatching(/^40 only in B.*; 3,20\d the same$/));
  await tree.focus();
  await page.keyboard.press('End');
  await expect.poll(() => tree.getByRole('treeitem', { selected: true }).count()).toBe(1);
  expect(await tree.getByRole('treeitem').count()).toBeLessThan(120);
  expect(troubles).toEqual([]);
  await page.context().close();
});
