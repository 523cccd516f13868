/** A trace of 100,000 runs in a real browser: opened, scrolled, searched and walked through, and never drawn whole. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeBrowser, openPage, type WatchedPage } from './harness/browser.js';
import { startServer, stopAllServers } from './harness/server.js';
import type { Call, SentTrace } from './harness/traces.js';
import { sendTrace } from './harness/traces.js';
import { pageRows } from './harness/tree.js';

const GROUPS = 100;
const RUNS = 100_000;
/** What one window of 900 pixels may need, whatever the size of the trace. */
const MOST_ROWS = 60;
const MOST_ELEMENTS = 3000;

let trace: SentTrace;
let watched: WatchedPage;
let page: Page;

beforeAll(async () => {
  const server = await startServer();
  trace = await sendTrace(server.url, 'large', largeTrace);
  watched = await openPage();
  page = watched.page;
  await page.goto(`${server.url}/trace/${trace.traceId}`);
  await page.getByRole('treeitem').first().waitFor({ timeout: 120_000 });
}, 600_000);

afterAll(async () => {
  await closeBrowser();
  await stopAllServers();
});

test('it opens with the rows in the window, and says how many there are', async () => {
  expect((await pageRows(page)).slice(0, 3).map(({ name, depth }) => ({ name, depth }))).toEqual([
    { name: 'index everything', depth: 0 },
    { name: 'group 0', depth: 1 },
    { name: 'step 0.0', depth: 2 },
  ]);
  const figures = page.getByRole('list', { name: 'Figures of the trace' });
  expect(await figures.getByTitle('100,000', { exact: true }).innerText()).toBe('100k runs');
  await expectSmall();
});

test('keys lead to the end and back, and the row is seen', async () => {
  await page.getByRole('tree').focus();
  await page.keyboard.press('End');
  await expect.poll(selectedName).toBe('the last step');
  await expectSelectedSeen();
  await page.keyboard.press('ArrowUp');
  await expect.poll(selectedName).toBe(`step ${GROUPS - 1}.${lastGroup - 3}`);
  await page.keyboard.press('ArrowLeft');
  await expect.poll(selectedName).toBe(`group ${GROUPS - 1}`);
  await expectSelectedSeen();
  await page.keyboard.press('Home');
  await expect.poll(selectedName).toBe('index everything');
  await expectSelectedSeen();
  await expectSmall();
});

test('wherever it is scrolled to, the window is full of rows', async () => {
  const tree = page.getByRole('tree');
  for (const part of [0.1, 0.99, 0.5, 1, 0.3, 0]) {
    await tree.evaluate((element, to) => (element.scrollTop = to * element.scrollHeight), part);
    await expect.poll(uncovered).toBe(0);
    await expectSmall();
  }
  await tree.hover();
  for (let step = 0; step < 10; step += 1) await page.mouse.wheel(0, 5000);
  await expect.poll(async () => (await pageRows(page)).at(-1)?.position ?? 0).toBeGreaterThan(0);
  await expect.poll(uncovered).toBe(0);
});

test('one run among all is found by its name and by its contents, and selected', async () => {
  const field = page.getByRole('searchbox', { name: 'Search in names and contents' });
  for (const sought of ['the one that is looked for', 'said only once']) {
    await field.fill(sought);
    await expect
      .poll(async () => (await pageRows(page)).map(({ name }) => name), { timeout: 60_000 })
      .toEqual(['index everything', 'group 42', 'the one that is looked for']);
    await field.press('Enter');
    await expect.poll(selectedName).toBe('the one that is looked for');
    await field.press('Escape');
    await expect.poll(async () => (await pageRows(page)).length).toBeGreaterThan(10);
    await expectSelectedSeen();
  }
  await expect.poll(() => page.getByRole('region', { name: /^Details of the one/ }).count()).toBe(1);
  expect(new URL(page.url()).searchParams.get('run')).toBe(trace.idOf('the one that is looked for'));
  await expectSmall();
});

test('it is folded to a level, opened again and zoomed', async () => {
  await page.getByRole('tree').focus();
  await page.keyboard.press('2');
  await expect.poll(async () => (await pageRows(page))[1]?.label).toContain('999 hidden below');
  await page.keyboard.press('9');
  await page.keyboard.press('Home');
  await expect.poll(async () => (await pageRows(page))[2]?.name).toBe('step 0.0');
  await page.keyboard.press('+');
  await expect.poll(() => new URL(page.url()).searchParams.get('zoom')).not.toBeNull();
  await page.keyboard.press('0');
  await expectSmall();
  expect(watched.troubles).toEqual([]);
});

/** Rows and elements are as many as a window needs. */
async function expectSmall(): Promise<void> {
  expect(await page.getByRole('treeitem').count()).toBeLessThan(MOST_ROWS);
  expect(await page.locator('body *').count()).toBeLessThan(MOST_ELEMENTS);
}

async function expectSelectedSeen(): Promise<void> {
  const tree = await page.getByRole('tree').boundingBox();
  const [top, bottom] = [tree?.y ?? 0, (tree?.y ?? 0) + (tree?.height ?? 0)];
  await expect
    .poll(async () => {
      const row = await page.locator('[role=treeitem][aria-selected=true]').boundingBox();
      return row !== null && row.y >= top && row.y + row.height <= bottom;
    })
    .toBe(true);
}

/** Pixels of the tree's window over which no row lies. */
async function uncovered(): Promise<number> {
  return await page.getByRole('tree').evaluate((tree) => {
    const box = tree.getBoundingClientRect();
    const ends = [...tree.querySelectorAll('[role=treeitem]')].map((row) => row.getBoundingClientRect());
    const top = Math.min(...ends.map((row) => row.top));
    const bottom = Math.max(...ends.map((row) => row.bottom));
    return Math.max(0, top - box.top) + Math.max(0, box.top + tree.clientHeight - bottom);
  });
}

async function selectedName(): Promise<string> {
  const label = await page.locator('[role=treeitem][aria-selected=true]').getAttribute('aria-label');
  return label?.split(/, /)[0] ?? '';
}

/** Runs below the last group: what the root and the groups leave over. */
const perGroup = (RUNS - 1 - GROUPS) / GROUPS;
const lastGroup = Math.ceil(perGroup);

const largeTrace: Call = {
  name: 'index everything',
  lengthMs: GROUPS * 1000,
  calls: Array.from({ length: GROUPS }, (_, group) => ({
    name: `group ${group}`,
    startMs: group * 1000,
    lengthMs: 999,
    calls: Array.from({ length: group === GROUPS - 1 ? lastGroup - 1 : lastGroup }, (__, step) =>
      stepOf(group, step, group * 1000 + step),
    ),
  })),
};

function stepOf(group: number, step: number, startMs: number): Call {
  if (group === 42 && step === 777)
    return { name: 'the one that is looked for', startMs, inputs: { text: 'This is said only once.' } };
  const isLast = group === GROUPS - 1 && step === lastGroup - 2;
  return { name: isLast ? 'the last step' : `step ${group}.${step}`, startMs };
}
