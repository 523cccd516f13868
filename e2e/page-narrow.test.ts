/** The trace page where there is room for one part at a time. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeBrowser, openPage } from './harness/browser.js';
import type { RunningServer } from './harness/server.js';
import { startServer, stopAllServers } from './harness/server.js';
import type { SentTrace } from './harness/traces.js';
import { agentTrace, sendTrace } from './harness/traces.js';

let server: RunningServer;
let agent: SentTrace;

beforeAll(async () => {
  server = await startServer();
  agent = await sendTrace(server.url, 'checkout', agentTrace);
});

afterAll(async () => {
  await closeBrowser();
  await stopAllServers();
});

async function openNarrow(width: number): Promise<{ page: Page; troubles: string[] }> {
  const opened = await openPage({ viewport: { width, height: 800 } });
  await opened.page.goto(`${server.url}/trace/${agent.traceId}`);
  await opened.page.getByRole('tree').waitFor();
  return opened;
}

const tree = (page: Page) => page.getByRole('tree', { name: 'Runs of the trace' });
const details = (page: Page) => page.getByRole('region', { name: /^Details of / });

test('a click on a run shows its details in place of the tree; its button and the browser lead back', async () => {
  const { page, troubles } = await openNarrow(390);
  expect(await details(page).count()).toBe(0);
  await page.getByRole('treeitem', { name: /^find_order, / }).click();
  await expect.poll(() => details(page).getByRole('heading', { name: 'find_order' }).count()).toBe(1);
  expect(await tree(page).count()).toBe(0);
  const { width } = (await details(page).boundingBox()) ?? { width: 0 };
  expect(width).toBeGreaterThan(380);
  await details(page).getByRole('button', { name: 'Back to the tree' }).click();
  const row = page.getByRole('treeitem', { name: /^find_order, / });
  await expect.poll(() => row.getAttribute('aria-selected')).toBe('true');
  expect(await details(page).count()).toBe(0);
  await row.click();
  await details(page).waitFor();
  await page.goBack();
  await tree(page).waitFor();
  await page.goForward();
  await details(page).waitFor();
  await page.reload();
  await expect.poll(() => details(page).getByRole('heading', { name: 'find_order' }).count()).toBe(1);
  expect(troubles).toEqual([]);
  await page.context().close();
});

test('by keyboard: arrows stay in the tree, Enter leads to the details and T back, with the focus', async () => {
  const { page } = await openNarrow(690);
  await tree(page).focus();
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => page.getByRole('treeitem', { name: /^plan, /, selected: true }).count()).toBe(1);
  expect(await details(page).count()).toBe(0);
  await page.keyboard.press('Enter');
  await expect.poll(() => details(page).evaluate((element) => element === document.activeElement)).toBe(true);
  await page.keyboard.press(']');
  await expect.poll(() => details(page).getByRole('heading', { name: 'ChatOpenAI' }).count()).toBe(1);
  await page.keyboard.press('t');
  await expect.poll(() => tree(page).evaluate((element) => element === document.activeElement)).toBe(true);
  expect(await page.getByRole('button', { name: /^Tree/ }).getAttribute('aria-pressed')).toBe('true');
  expect(await page.getByRole('button', { name: /^Details/ }).getAttribute('aria-pressed')).toBe('false');
  await page.context().close();
});

test('from 700 pixels on both are there', async () => {
  const { page } = await openNarrow(700);
  await details(page).waitFor();
  expect(await tree(page).count()).toBe(1);
  expect(await page.getByRole('button', { name: 'Back to the tree' }).count()).toBe(0);
  await page.context().close();
});
