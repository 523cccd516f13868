/** The tree of a trace and the overview above it in a real browser, by role, name and keys. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closeBrowser, openPage } from './harness/browser.js';
import { startProgram, type Program } from './harness/programs.js';
import type { RunningServer } from './harness/server.js';
import { startServer, stopAllServers } from './harness/server.js';
import type { SentTrace } from './harness/traces.js';
import { agentTrace, sendTrace } from './harness/traces.js';
import { pageRows, pageTree, readOutline } from './harness/tree.js';

const agentTree =
  'refund for order 4711(plan(ChatOpenAI),lookup_order(find_order),notify,answer(ChatOpenAI,StrOutputParser))';

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

async function openAgent(query = ''): Promise<Page> {
  const { page } = await openPage();
  await page.goto(`${server.url}/trace/${agent.traceId}${query}`);
  await page.getByRole('tree', { name: 'Runs of the trace' }).waitFor();
  return page;
}

describe('what of the tree is open', () => {
  test('by level, by keys and by the list, and a link says it', async () => {
    const page = await openAgent();
    await expect.poll(() => pageTree(page)).toBe(agentTree);
    await page.keyboard.press('2');
    await expect.poll(() => pageTree(page)).toBe('refund for order 4711(plan,lookup_order,notify,answer)');
    await expect.poll(() => queryOf(page, 'level')).toBe('2');
    await page.getByRole('tree').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('*');
    await expect.poll(() => pageTree(page)).toBe(agentTree);
    await expect.poll(() => queryOf(page, 'toggled')).not.toBeNull();
    await page.reload();
    await expect.poll(() => pageTree(page)).toBe(agentTree);
    await page.getByRole('combobox', { name: 'Open levels' }).selectOption('1 level');
    await expect.poll(() => pageTree(page)).toBe('refund for order 4711');
    const top = page.getByRole('treeitem', { name: /8 hidden below/ });
    expect(await top.getAttribute('aria-expanded')).toBe('false');
    await page.context().close();
  });

  test('model and tool calls only: the rest is folded where it was, and counted', async () => {
    const page = await openAgent();
    await page.getByRole('button', { name: 'Model and tool calls only' }).click();
    await expect
      .poll(() => pageTree(page))
      .toBe('refund for order 4711(plan(ChatOpenAI),lookup_order(find_order),notify,answer(ChatOpenAI))');
    await expect.poll(() => page.getByRole('status').filter({ hasText: '1 folded' }).count()).toBe(1);
    expect(await page.getByRole('treeitem', { name: /^answer.*1 folded below/ }).count()).toBe(1);
    await expect.poll(() => queryOf(page, 'calls')).toBe('1');
    await page.context().close();
  });

  test('a letter with Shift goes to the next run whose name begins so', async () => {
    const page = await openAgent();
    await page.getByRole('tree').focus();
    await page.keyboard.press('Shift+S');
    await expect.poll(() => selectedName(page)).toBe('StrOutputParser');
    await page.keyboard.press('Shift+C');
    // Two letters that follow each other are one word, so that this one is waited for.
    await page.waitForTimeout(900);
    await page.keyboard.press('Shift+C');
    await expect.poll(() => selectedName(page)).toBe('ChatOpenAI');
    await page.context().close();
  });
});

describe('search', () => {
  test('in names and contents, with counts, next and previous, and those above kept', async () => {
    const page = await openAgent();
    await page.keyboard.press('s');
    await page.keyboard.type('order');
    // find_order, lookup_order and the root by name; the model calls by what they were asked.
    const field = page.getByRole('searchbox', { name: 'Search in names and contents' });
    await expect.poll(() => field.inputValue()).toBe('order');
    await expect.poll(() => page.getByRole('status').filter({ hasText: '1 of 4' }).count()).toBe(1);
    await expect.poll(() => pageTree(page)).toBe('refund for order 4711(plan(ChatOpenAI),lookup_order(find_order))');
    await page.keyboard.press('Enter');
    await expect.poll(() => selectedName(page)).toBe('ChatOpenAI');
    await page.getByRole('tree').focus();
    await page.keyboard.press('n');
    await expect.poll(() => selectedName(page)).toBe('lookup_order');
    await page.keyboard.press('Shift+N');
    await expect.poll(() => selectedName(page)).toBe('ChatOpenAI');
    await expect.poll(() => queryOf(page, 'q')).toBe('order');
    await field.press('Escape');
    await expect.poll(() => pageTree(page)).toBe(agentTree);
    expect(await selectedName(page)).toBe('ChatOpenAI');
    await page.context().close();
  });

  test('an error that is folded away is gone to all the same', async () => {
    const page = await openAgent('?q=StrOutputParser');
    await expect.poll(() => pageTree(page)).toBe('refund for order 4711(answer(StrOutputParser))');
    await page.keyboard.press('e');
    await expect.poll(() => selectedName(page)).toBe('notify');
    expect(await pageTree(page)).toBe(agentTree);
    await page.goBack();
    await expect.poll(() => pageTree(page)).toBe('refund for order 4711(answer(StrOutputParser))');
    await page.context().close();
  });
});

describe('overview', () => {
  test('by keys: closer, along, and all of it; the range is told and in the address', async () => {
    const page = await openAgent();
    const shown = page.getByRole('slider', { name: 'Shown time', exact: true });
    const range = async (): Promise<string> => (await shown.getAttribute('aria-valuetext')) ?? '';
    expect(await range()).toContain('all of 4.21 s');
    await shown.focus();
    await page.keyboard.press('+');
    await expect.poll(range).toMatch(/^700 ms to 3\.51 s/);
    await page.keyboard.press('Home');
    await expect.poll(range).toMatch(/^0 to 2\.81 s/);
    await expect.poll(() => queryOf(page, 'zoom')).toMatch(/^\d+/);
    const zoomed = await range();
    await page.reload();
    await expect.poll(range).toBe(zoomed);
    await page.getByRole('slider', { name: 'End of the shown time' }).focus();
    await page.keyboard.press('ArrowLeft');
    await expect.poll(range).not.toBe(zoomed);
    await page.keyboard.press('0');
    await expect.poll(range).toContain('all of');
    await page.context().close();
  });

  test('by pointer: a drag zooms, a double click shows all', async () => {
    const page = await openAgent();
    const strip = page.getByRole('region', { name: 'Overview of the trace' });
    const box = await strip.boundingBox();
    const [left, middle, width] = [box?.x ?? 0, (box?.y ?? 0) + (box?.height ?? 0) / 2, box?.width ?? 0];
    await page.mouse.move(left + width * 0.25, middle);
    await page.mouse.down();
    await page.mouse.move(left + width * 0.5, middle, { steps: 3 });
    await page.mouse.up();
    await expect
      .poll(() => strip.getByRole('button', { name: /show all/ }).innerText())
      .toMatch(/^1\.0[56] s to 2\.1[01]? s/);
    await strip.dblclick({ position: { x: 20, y: 10 } });
    await expect.poll(() => strip.getByRole('button').count()).toBe(0);
    await page.context().close();
  });
});

test('each part of the page can be closed, is so the next time, and tree or details are always there', async () => {
  const page = await openAgent();
  const tree = page.getByRole('tree', { name: 'Runs of the trace' });
  const details = page.getByRole('region', { name: /^Details of/ });
  await page.keyboard.press('w');
  await expect.poll(() => page.getByRole('region', { name: 'Overview of the trace' }).count()).toBe(0);
  await page.getByRole('button', { name: 'Details (D)' }).click();
  await expect.poll(() => details.count()).toBe(0);
  await page.reload();
  await tree.waitFor();
  expect([await details.count(), await page.getByRole('slider').count()]).toEqual([0, 0]);
  await page.keyboard.press('t');
  await expect.poll(async () => [await tree.count(), await details.count()]).toEqual([0, 1]);
  await page.context().close();
});

describe('live, with the official client', () => {
  let program: Program;
  let traceId = '';

  beforeAll(async () => {
    const env = { LANGSMITH_PROJECT: 'live' };
    program = startProgram('e2e/programs/official-branches.ts', server.url, { env });
    [, traceId = ''] = await program.line(/trace (\S+)/);
  });

  afterAll(() => program.stop());

  test('runs come in above while the reader looks below: nothing of what is seen moves', async () => {
    await expect.poll(async () => (await readOutline(server.url, traceId))?.rows.length).toBe(83);
    const { page, troubles } = await openPage();
    await page.goto(`${server.url}/trace/${traceId}`);
    await expect
      .poll(() => page.getByRole('treeitem', { name: /^work/ }).getAttribute('aria-label'))
      .toContain('running');
    await page.getByRole('tree').focus();
    await page.keyboard.press('End');
    await expect.poll(() => selectedName(page)).toBe('item');
    await page.getByRole('slider', { name: 'Shown time', exact: true }).focus();
    await page.keyboard.press('+');
    await expect.poll(() => queryOf(page, 'zoom')).not.toBeNull();
    const before = await whatIsSeen(page);

    program.write('more');
    const early = page.getByRole('treeitem', { name: /^early branch/ });
    const size = page.getByRole('list', { name: 'Figures of the trace' });
    await expect.poll(() => size.innerText()).toContain('93 runs');
    expect(await whatIsSeen(page)).toEqual(before);

    await page.getByRole('tree').focus();
    await page.keyboard.press('Home');
    await expect.poll(async () => (await pageRows(page)).filter(({ name }) => name === 'early call').length).toBe(10);
    expect(await early.getAttribute('aria-label')).toContain('running');
    program.write('end');
    await program.end();
    await expect.poll(() => early.getAttribute('aria-label')).not.toContain('running');
    expect(troubles).toEqual([]);
    await page.context().close();
  });
});

/** The selected run, where on the screen it is, and the part of the time that is shown. */
async function whatIsSeen(page: Page): Promise<unknown> {
  const selected = page.locator('[role=treeitem][aria-selected=true]');
  return {
    id: await selected.getAttribute('id'),
    top: await selected.evaluate((element) => Math.round(element.getBoundingClientRect().top)),
    zoom: queryOf(page, 'zoom'),
  };
}

function queryOf(page: Page, name: string): string | null {
  return new URL(page.url()).searchParams.get(name);
}

async function selectedName(page: Page): Promise<string> {
  const label = await page.locator('[role=treeitem][aria-selected=true]').getAttribute('aria-label');
  return label?.split(/, /)[0] ?? '';
}
