/** The search page: words and filters over one project or all, its address, and what was refused of a project. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeBrowser, openPage } from './harness/browser.js';
import type { RunningServer } from './harness/server.js';
import { startServer, stopAllServers } from './harness/server.js';
import type { SentTrace } from './harness/traces.js';
import { agentTrace, sendRefused, sendTrace, wideTrace } from './harness/traces.js';

let server: RunningServer;
let agent: SentTrace;

beforeAll(async () => {
  server = await startServer();
  agent = await sendTrace(server.url, 'checkout', agentTrace);
  await sendTrace(server.url, 'nightly', wideTrace(20), 60_000);
});

afterAll(async () => {
  await closeBrowser();
  await stopAllServers();
});

test('words, filter, project and choices stand in the address; back and forward work', async () => {
  const { page, troubles } = await openPage();
  await page.goto(server.url);
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Search' }).click();
  const words = page.getByRole('searchbox', { name: 'Words or filter' });
  const rows = page.getByRole('table', { name: 'Runs that were found' }).getByRole('row');
  const query = (): string => new URL(page.url()).search;
  await expect
    .poll(() => page.getByRole('status').allTextContents())
    .toContainEqual(expect.stringMatching(/^All runs/));
  await words.fill('find ORDER 4711');
  await words.press('Enter');
  await expect.poll(query).toBe('?q=find+ORDER+4711');
  await expect
    .poll(() => page.getByRole('status').allTextContents())
    .toContainEqual(expect.stringMatching(/^Runs that contain/));
  await words.fill('eq(run_type, "retriever")');
  await page.getByRole('button', { name: 'Search' }).click();
  await expect.poll(() => rows.count()).toBe(2);
  await expect
    .poll(() => page.getByRole('status').allTextContents())
    .toContainEqual(expect.stringMatching(/^Runs that fit this filter, the newest first: 1 run/));
  await page.getByRole('combobox', { name: 'Project' }).selectOption('nightly');
  await expect.poll(() => page.getByText('No run fits').count()).toBe(1);
  await page.getByRole('link', { name: 'Search all projects' }).click();
  await expect.poll(() => rows.count()).toBe(2);
  await page.goBack();
  await expect.poll(() => page.getByRole('combobox', { name: 'Project' }).inputValue()).toBe('nightly');
  await page.goForward();
  await expect.poll(() => rows.count()).toBe(2);
  await words.fill('');
  await page.getByRole('checkbox', { name: 'Failed only' }).check();
  await expect.poll(query).toBe('?failed=1');
  await expect.poll(() => rows.count()).toBe(2);
  await rows.getByRole('link', { name: 'notify' }).click();
  await expect
    .poll(() => page.url().slice(server.url.length))
    .toBe(`/trace/${agent.traceId}?run=${agent.idOf('notify')}`);
  await page.goBack();
  expect(await page.getByRole('checkbox', { name: 'Failed only' }).isChecked()).toBe(true);
  expect(troubles).toEqual([]);
  await page.context().close();
});

test('an address shows the same to another reader; a wrong filter says where and what', async () => {
  const { page } = await openPage();
  const q = 'and(eq(run_type, "tool"), has(tags))';
  await page.goto(`${server.url}/search?${new URLSearchParams({ q, project: 'checkout', roots: '1' }).toString()}`);
  expect(await page.getByRole('searchbox').inputValue()).toBe(q);
  await expect
    .poll(() => page.getByRole('alert').allTextContents())
    .toContainEqual(expect.stringMatching(/at character \d+/));
  await expect.poll(() => page.getByRole('combobox', { name: 'Project' }).inputValue()).toBe('checkout');
  expect(await page.getByRole('checkbox', { name: 'Traces only' }).isChecked()).toBe(true);
  await page.context().close();
});

test('a list of many runs is read on as the reader scrolls', async () => {
  await sendTrace(server.url, 'many', wideTrace(60));
  const { page } = await openPage();
  await page.goto(`${server.url}/search?project=many`);
  const table = page.getByRole('table', { name: 'Runs that were found' });
  await table.waitFor();
  await expect
    .poll(async () => {
      await table.evaluate((list) => list.scrollTo(0, list.scrollHeight));
      return await table.getAttribute('aria-rowcount');
    })
    .toBe('242');
  await page.context().close();
});

test('a project tells what of it was refused, since when and why', async () => {
  await sendRefused(server.url, 'checkout');
  const { page, troubles } = await openPage();
  await page.goto(`${server.url}/project/checkout`);
  const notice = page.getByRole('region', { name: 'Refused runs' });
  await expect.poll(() => notice.innerText()).toMatch(/2 runs of this project were refused since \d{4}-.+: .+\bid\b/);
  await notice.getByRole('button', { name: 'Show the reasons' }).press('Enter');
  await expect.poll(() => notice.getByRole('list', { name: 'Reasons' }).innerText()).toMatch(/2 ×[^]+Last: \d{4}-/);
  await page.goto(`${server.url}/project/nightly`);
  await page.getByRole('table').getByRole('link').first().waitFor();
  expect(await notice.count()).toBe(0);
  expect(troubles).toEqual([]);
  await page.context().close();
});
