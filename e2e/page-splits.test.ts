/** Traces that became two, in the browser: told on both, shown as one, taken apart, with the state in the address. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeBrowser, openPage } from './harness/browser.js';
import type { RunningServer } from './harness/server.js';
import { startServer, stopAllServers } from './harness/server.js';
import { sendSuspected, sendUnfollowed } from './harness/splits.js';
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

test('an id says so: shown as one by itself, left out by the address, taken apart and joined again', async () => {
  const { page, troubles } = await openPage();
  const { caller, callee } = await sendUnfollowed(server.url, 'split');

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
  const { job } = await sendSuspected(server.url, 'split');

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

async function bannerText(page: Page): Promise<string> {
  const banner = page.getByRole('region', { name: 'Traces that belong together' });
  return (await banner.count()) === 0 ? '' : await banner.innerText();
}
