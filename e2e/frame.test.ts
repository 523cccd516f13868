/** The frame of every page: rail, breadcrumb, zone, theme, keys, and the palette; by keyboard alone. */
import { readdirSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closeBrowser, openPage } from './harness/browser.js';
import type { RunningServer } from './harness/server.js';
import { startServer, stopAllServers } from './harness/server.js';
import type { SentTrace } from './harness/traces.js';
import { agentTrace, gapTrace, hostileTrace, sendTrace } from './harness/traces.js';

let server: RunningServer;
let agent: SentTrace;

beforeAll(async () => {
  server = await startServer();
  agent = await sendTrace(server.url, 'checkout', agentTrace);
  await sendTrace(server.url, 'gaps', gapTrace, 60_000);
  await sendTrace(server.url, 'hostile', hostileTrace);
});

afterAll(async () => {
  await closeBrowser();
  await stopAllServers();
});

const addressOf = (page: Page): string => page.url().slice(server.url.length);
const field = (page: Page) => page.getByRole('combobox', { name: /^Go to a project/ });
const chosen = (page: Page) => page.getByRole('option', { selected: true });

describe('palette', () => {
  test('opens by its key, goes by arrows and Enter, closes with Escape; the focus goes back', async () => {
    const { page, troubles } = await openPage();
    await page.goto(server.url);
    const link = page.getByRole('link', { name: 'checkout' });
    await link.focus();
    await page.keyboard.press('Control+k');
    await expect.poll(() => field(page).evaluate((input) => input === document.activeElement)).toBe(true);
    expect(await page.getByRole('dialog', { name: 'Go to' }).count()).toBe(1);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    expect(await link.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.press('Control+k');
    await field(page).fill('4711');
    await expect.poll(() => chosen(page).textContent()).toContain('refund for order 4711');
    const active = await field(page).getAttribute('aria-activedescendant');
    expect(await chosen(page).getAttribute('id')).toBe(active);
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => chosen(page).textContent()).toContain('Search all runs');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await expect.poll(() => addressOf(page)).toBe(`/trace/${agent.traceId}`);
    await page.goBack();
    await expect.poll(() => addressOf(page)).toBe('/');
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  test('lands on what an id in any spelling means, also when Enter comes at once', async () => {
    const { page, troubles } = await openPage();
    await page.goto(server.url);
    const run = agent.idOf('notify');
    const answer = await fetch(`${server.url}/api/app/runs/${run}`);
    const { dotted_order: order } = (await answer.json()) as { dotted_order: string };
    const inTrace = `/trace/${agent.traceId}?run=${run}`;
    const undashed = (id: string): string => id.replaceAll('-', '');
    const pastes: [text: string, address: string][] = [
      [agent.traceId, `/trace/${agent.traceId}`],
      [run, inTrace],
      [undashed(run).toUpperCase(), inTrace],
      [order, inTrace],
      [`langsmith-trace: ${order}`, inTrace],
      [`00-${undashed(agent.traceId)}-${undashed(run).slice(16)}-01`, `/trace/${agent.traceId}`],
      [undashed(run).slice(16), inTrace],
      [`https://smith.langchain.com/o/${run}/projects/p/${run}/r/${run}?trace_id=${agent.traceId}`, inTrace],
      [`http://elsewhere.example:1984${inTrace}&tab=placement`, `${inTrace}&tab=placement`],
    ];
    for (const [text, address] of pastes) {
      await page.goto(server.url);
      await page.getByRole('link', { name: 'checkout' }).waitFor();
      await page.keyboard.press('Control+k');
      await field(page).fill(text);
      await page.keyboard.press('Enter');
      await expect.poll(() => addressOf(page), { message: text }).toBe(address);
    }
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  test('finds projects, runs within traces, threads and settings by what they are called', async () => {
    const { page } = await openPage();
    await page.goto(server.url);
    const go = async (text: string, group: string): Promise<void> => {
      await page.keyboard.press('Control+k');
      await field(page).fill(text);
      await page.getByRole('group', { name: group }).getByRole('option').first().click();
    };
    await page.getByRole('link', { name: 'checkout' }).waitFor();
    await go('gap', 'Projects');
    await expect.poll(() => addressOf(page)).toBe('/project/gaps');
    await go('lookup_ord', 'Runs');
    await expect.poll(() => addressOf(page)).toBe(`/trace/${agent.traceId}?run=${agent.idOf('lookup_order')}`);
    await go('c-81', 'Threads');
    await expect.poll(() => addressOf(page)).toBe('/project/checkout/thread/c-81');
    await go('dark theme', 'Settings');
    await expect.poll(() => page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark');
    await go('', 'Recent');
    await expect.poll(() => addressOf(page)).toBe(`/trace/${agent.traceId}`);
    await page.context().close();
  });

  test('says so when nothing of an id was received', async () => {
    const { page } = await openPage();
    await page.goto(server.url);
    await page.getByRole('link', { name: 'checkout' }).waitFor();
    await page.keyboard.press('Control+k');
    await field(page).fill('018f2c5e-0000-7000-8000-00000000000a');
    await expect
      .poll(() => page.getByRole('status').allTextContents())
      .toContainEqual(expect.stringMatching(/^Nothing of this id/));
    expect(await page.getByRole('option').count()).toBe(0);
    await page.keyboard.press('Enter');
    expect(addressOf(page)).toBe('/');
    await page.context().close();
  });

  test('traced names are text in it', async () => {
    const { page, troubles } = await openPage();
    await page.goto(`${server.url}/project/hostile`);
    await page.getByRole('table').getByRole('link').first().waitFor();
    await page.keyboard.press('Control+k');
    for (const text of ['<', 'script', '"', '\u202e', '%', "'", '\\']) {
      await field(page).fill(text);
      await expect
        .poll(() => page.getByRole('status').allTextContents())
        .toContainEqual(expect.stringMatching(/choice/));
    }
    expect(troubles).toEqual([]);
    await page.context().close();
  });
});

test('? shows the keys that work here, each of which does what it says', async () => {
  const { page, troubles } = await openPage();
  await page.goto(`${server.url}/trace/${agent.traceId}`);
  await page.getByRole('tree').waitFor();
  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: 'Keys' });
  await expect.poll(() => sheet.innerText()).toContain('Next error');
  for (const title of ['Everywhere', 'Trace', 'Tree'])
    expect(await sheet.getByRole('region', { name: title, exact: true }).count()).toBe(1);
  // The page beneath has no keys meanwhile.
  await page.keyboard.press('e');
  expect(addressOf(page)).toBe(`/trace/${agent.traceId}`);
  await page.keyboard.press('Escape');
  await expect.poll(() => sheet.count()).toBe(0);
  await page.keyboard.press('e');
  await expect.poll(() => addressOf(page)).toContain(agent.idOf('notify'));
  await page.keyboard.press('/');
  await expect.poll(() => addressOf(page)).toBe('/search');
  await page.getByRole('heading', { name: 'Search' }).waitFor();
  await page.keyboard.press('?');
  await expect.poll(() => sheet.getByRole('region', { name: 'Search' }).count()).toBe(1);
  expect(await sheet.innerText()).not.toContain('Next error');
  expect(troubles).toEqual([]);
  await page.context().close();
});

describe('times', () => {
  test.each([
    ['Asia/Kathmandu', 'Local, UTC+05:45'],
    ['Australia/Lord_Howe', 'Local, UTC+1'],
  ])('in %s: the zone is always told, and one switch changes every time', async (timezoneId, shown) => {
    const { page } = await openPage({ timezoneId });
    const pages = [
      `/trace/${agent.traceId}?tab=details`,
      '/project/checkout',
      '/',
      '/search',
      '/project/gaps/findings',
    ];
    const zone = () => page.getByRole('button', { name: /^Times: / });
    const times = async (): Promise<string[]> => {
      const marked = page.locator('time');
      await marked.first().waitFor();
      return await marked.evaluateAll((all) => all.map((time) => time.getAttribute('title') ?? time.textContent));
    };
    for (const path of pages) {
      await page.goto(server.url + path);
      await page.evaluate(() => localStorage.setItem('tracenest.zone', 'local'));
      await page.reload();
      await expect.poll(() => zone().textContent()).toContain(shown);
      const offset = shown.slice('Local, '.length);
      // What is told with its date tells its zone.
      const dated = (texts: string[]): string[] => texts.filter((text) => /^\d{4}-/.test(text));
      if (path !== '/project/gaps/findings') for (const text of dated(await times())) expect(text).toContain(offset);
      await page.keyboard.press('z');
      await expect.poll(() => zone().textContent()).toBe('UTC');
      if (path !== '/project/gaps/findings') for (const text of dated(await times())) expect(text).toMatch(/ UTC$/);
    }
    await page.reload();
    await expect.poll(() => zone().textContent()).toBe('UTC');
    await page.context().close();
  });
});

test('where there is little room the rail is put away and comes back by its button', async () => {
  const { page } = await openPage({ viewport: { width: 900, height: 700 } });
  await page.goto(server.url);
  const rail = page.getByRole('navigation', { name: 'Main' });
  await page.getByRole('link', { name: 'checkout' }).waitFor();
  expect(await rail.count()).toBe(0);
  await page.getByRole('button', { name: 'Show the navigation' }).press('Enter');
  await rail.getByRole('link', { name: 'Search' }).press('Enter');
  await expect.poll(() => addressOf(page)).toBe('/search');
  expect(await rail.getByRole('link', { name: 'Search' }).getAttribute('aria-current')).toBe('page');
  await page.getByRole('button', { name: 'Hide the navigation' }).click();
  await expect.poll(() => rail.count()).toBe(0);
  await page.context().close();
});

test('every page says where it stands', async () => {
  const { page } = await openPage();
  const paths = [
    '/',
    '/project/checkout',
    `/trace/${agent.traceId}`,
    '/search',
    '/preferences',
    '/finding/late-child',
    '/x',
  ];
  for (const path of paths) {
    await page.goto(server.url + path);
    const crumbs = page.getByRole('navigation', { name: 'Breadcrumb' }).getByRole('listitem');
    await expect.poll(() => crumbs.last().getAttribute('aria-current'), { message: path }).toBe('page');
  }
  await page.context().close();
});

test('what is built has no page for those who build it', async () => {
  const { page } = await openPage();
  await page.goto(`${server.url}/design`);
  await expect.poll(() => page.getByRole('heading', { name: 'No such page' }).count()).toBe(1);
  const assets = readdirSync(new URL('../packages/server/dist/web/assets', import.meta.url));
  expect(assets.filter((name) => name.startsWith('palette'))).not.toEqual([]);
  expect(assets.filter((name) => name.startsWith('design'))).toEqual([]);
  await page.context().close();
});
