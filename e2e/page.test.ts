/** The pages in a real browser: first run, projects, traces, trace; links, keyboard, hostile content. */
import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closeBrowser, openPage } from './harness/browser.js';
import type { RunningServer } from './harness/server.js';
import { startServer, stopAllServers } from './harness/server.js';
import { pageRows, pageTree } from './harness/tree.js';
import type { SentTrace } from './harness/traces.js';
import { agentTrace, gapTrace, hostileTrace, runningTrace, sendTrace, wideTrace } from './harness/traces.js';

const agentTree =
  'refund for order 4711(plan(ChatOpenAI),lookup_order(find_order),notify,answer(ChatOpenAI,StrOutputParser))';

let server: RunningServer;
let agent: SentTrace;
let hostile: SentTrace;

beforeAll(async () => {
  server = await startServer();
});

afterAll(async () => {
  await closeBrowser();
  await stopAllServers();
});

describe('a new installation', () => {
  test('shows what to paste, and the first trace appears by itself', async () => {
    const { page, troubles } = await openPage();
    await page.goto(server.url);
    await expect.poll(() => page.getByText(`LANGSMITH_ENDPOINT=`).count()).toBeGreaterThan(0);
    const shown = await page.locator('body').innerText();
    expect(shown).toContain('LANGSMITH_TRACING=true');
    expect(shown).toContain(`:${new URL(server.url).port}`);
    agent = await sendTrace(server.url, 'checkout', agentTrace);
    await expect.poll(() => pathOf(page)).toBe(`/trace/${agent.traceId}`);
    await expect.poll(() => pageTree(page)).toBe(agentTree);
    expect(troubles).toEqual([]);
    await page.context().close();
  });
});

describe('with traces', () => {
  beforeAll(async () => {
    await sendTrace(server.url, 'checkout', runningTrace, 3000);
    await sendTrace(server.url, 'checkout', gapTrace);
    await sendTrace(server.url, 'batch', wideTrace(50));
    hostile = await sendTrace(server.url, 'hostile', hostileTrace);
  });

  test('projects → traces → trace by clicking, and back', async () => {
    const { page, troubles } = await openPage();
    await page.goto(server.url);
    await page
      .getByRole('link', { name: /^checkout/ })
      .first()
      .click();
    await expect.poll(() => pathOf(page)).toBe('/project/checkout');
    await page
      .getByRole('link', { name: /refund for order 4711/ })
      .first()
      .click();
    await expect.poll(() => pathOf(page)).toBe(`/trace/${agent.traceId}`);
    await expect.poll(() => pageTree(page)).toBe(agentTree);
    await page.goBack();
    await expect.poll(() => pathOf(page)).toBe('/project/checkout');
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  test('the list has the newest trace first, with its status, tokens and previews', async () => {
    const { page } = await openPage();
    await page.goto(`${server.url}/project/checkout`);
    const rows = page.getByRole('table', { name: /checkout/ }).getByRole('row');
    await expect.poll(() => rows.count()).toBe(4);
    const [, newest, ...older] = await rows.all();
    expect(await newest?.getByRole('link').textContent()).toBe('write a report');
    expect(await newest?.getByRole('img', { name: 'running' }).count()).toBe(1);
    const refund = rows.filter({ has: page.getByRole('link', { name: 'refund for order 4711' }) });
    expect(older).toHaveLength(2);
    const text = await refund.innerText();
    expect(text).toContain('Where is my refund for order 4711?');
    expect(text).toContain('7.2k');
    expect(text).toContain('4.21 s');
    await page.context().close();
  });

  test('a link to a run opens its trace with the run selected and its details shown', async () => {
    const { page, troubles } = await openPage();
    await page.goto(`${server.url}/run/${agent.idOf('notify')}`);
    await expect.poll(() => pathOf(page)).toBe(`/trace/${agent.traceId}`);
    expect(new URL(page.url()).searchParams.get('run')).toBe(agent.idOf('notify'));
    await expect.poll(() => selectedName(page)).toBe('notify');
    await expect.poll(() => page.getByText('The mail server refused the recipient.').count()).toBeGreaterThan(0);
    await expect.poll(() => page.getByText(/mail\.ts:41:11/).count()).toBeGreaterThan(0);
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  test('a link to an unknown trace or run says so', async () => {
    const { page } = await openPage();
    for (const path of [`/trace/${randomUUID()}`, `/run/${randomUUID()}`, '/no-such-page']) {
      await page.goto(server.url + path);
      await expect.poll(() => page.getByText(/no such page|no page at|been received/i).count()).toBeGreaterThan(0);
    }
    await page.context().close();
  });

  test('an absent parent has its place, and a finding in words', async () => {
    const { page } = await openPage();
    const trace = await sendTrace(server.url, 'gaps', gapTrace);
    await page.goto(`${server.url}/trace/${trace.traceId}?run=${trace.idOf('parse rows')}`);
    await expect.poll(() => pageTree(page)).toBe('import catalogue(read file,(not received)(parse rows,store rows))');
    await page.context().close();
  });

  test('the tree by keyboard', async () => {
    const { page } = await openPage();
    await page.goto(`${server.url}/trace/${agent.traceId}`);
    await expect.poll(() => pageTree(page)).toBe(agentTree);
    await page.getByRole('treeitem').first().click();
    const press = async (key: string): Promise<string> => {
      await page.keyboard.press(key);
      return await selectedName(page);
    };
    await expect.poll(() => selectedName(page)).toBe('refund for order 4711');
    expect(await press('ArrowDown')).toBe('plan');
    expect(await press('ArrowDown')).toBe('ChatOpenAI');
    expect(await press('ArrowLeft')).toBe('plan');
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => pageTree(page)).not.toContain('plan(');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => pageTree(page)).toBe(agentTree);
    expect(await press('ArrowRight')).toBe('ChatOpenAI');
    expect(await press('End')).toBe('StrOutputParser');
    expect(await press('Home')).toBe('refund for order 4711');
    expect(await press('ArrowUp')).toBe('refund for order 4711');
    await page.context().close();
  });

  test('the tree says level, position and state of each item', async () => {
    const { page } = await openPage();
    await page.goto(`${server.url}/trace/${agent.traceId}`);
    await expect.poll(() => pageTree(page)).toBe(agentTree);
    expect(await page.getByRole('tree').count()).toBe(1);
    const lookup = page.getByRole('treeitem', { name: /^lookup_order/ });
    expect(await attributes(lookup, ['aria-level', 'aria-posinset', 'aria-setsize', 'aria-expanded'])).toEqual([
      '2',
      '2',
      '4',
      'true',
    ]);
    const notify = page.getByRole('treeitem', { name: /^notify/ });
    expect(await attributes(notify, ['aria-level', 'aria-posinset', 'aria-setsize', 'aria-expanded'])).toEqual([
      '2',
      '3',
      '4',
      null,
    ]);
    expect((await notify.getAttribute('aria-label')) ?? (await notify.innerText())).toMatch(/error|failed/i);
    await page.context().close();
  });

  test('a large trace draws the rows in the window, and reaches the last one', async () => {
    const { page } = await openPage();
    const trace = await sendTrace(server.url, 'batch', wideTrace(2500));
    await page.goto(`${server.url}/trace/${trace.traceId}`);
    await expect.poll(async () => (await pageRows(page)).length).toBeGreaterThan(10);
    expect((await pageRows(page)).length).toBeLessThan(200);
    await page.getByRole('treeitem').first().click();
    await page.keyboard.press('End');
    await expect.poll(() => page.getByRole('treeitem', { name: /^step 2499/ }).count()).toBe(1);
    await page.context().close();
  });

  test('hostile content is text', async () => {
    const { page, troubles } = await openPage();
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    for (const path of ['/', '/project/hostile', `/trace/${hostile.traceId}`]) {
      await page.goto(server.url + path);
      await page.waitForLoadState('networkidle');
    }
    await expect.poll(async () => (await pageRows(page)).length).toBe(5);
    for (const item of await page.getByRole('treeitem').all()) await item.click();
    await page.getByRole('treeitem').first().click();
    for (const tab of await page.getByRole('tab').all()) await tab.click();
    expect(await page.title()).not.toBe('owned');
    expect(
      await page.evaluate(() => ({
        polluted: 'polluted' in {},
        scripts: document.querySelectorAll('script:not([src])').length,
      })),
    ).toEqual({ polluted: false, scripts: 0 });
    expect(requests.filter((url) => new URL(url).host !== new URL(server.url).host)).toEqual([]);
    expect(await page.locator('a[href^="javascript:"]').count()).toBe(0);
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  test.each([1440, 900])('nothing is wider than the window at %i pixels', async (width) => {
    const { page } = await openPage({ viewport: { width, height: 900 } });
    for (const path of [
      '/',
      '/project/checkout',
      '/project/hostile',
      '/project/checkout/findings',
      '/finding/missing-parent',
      '/preferences',
      `/trace/${agent.traceId}`,
      `/trace/${hostile.traceId}`,
    ]) {
      await page.goto(server.url + path);
      await page.waitForLoadState('networkidle');
      const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      expect(content, path).toBeLessThanOrEqual(window ?? 0);
    }
    await page.context().close();
  });

  test('the choice of theme is kept', async () => {
    const { page } = await openPage({ colorScheme: 'light' });
    await page.goto(server.url);
    const background = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await expect.poll(() => page.getByRole('button', { name: /theme|dark|light/i }).count()).toBeGreaterThan(0);
    const before = await background();
    await page
      .getByRole('button', { name: /theme|dark|light/i })
      .first()
      .click();
    await expect.poll(background).not.toBe(before);
    const chosen = await background();
    await page.reload();
    await expect.poll(background).toBe(chosen);
    await page.context().close();
  });
});

test('every answer of the page forbids what it does not need', async () => {
  const answer = await fetch(server.url);
  const policy = answer.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toMatch(/unsafe-inline|unsafe-eval|\*/);
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
});

function pathOf(page: Page): string {
  return new URL(page.url()).pathname;
}

async function selectedName(page: Page): Promise<string> {
  const selected = page.locator('[role=treeitem][aria-selected=true]');
  if ((await selected.count()) === 0) return '';
  const label = (await selected.getAttribute('aria-label')) ?? (await selected.innerText());
  return label.split(/, /)[0] ?? '';
}

async function attributes(item: ReturnType<Page['locator']>, names: string[]): Promise<(string | null)[]> {
  return await Promise.all(names.map((name) => item.getAttribute(name)));
}
