/** The trace page on tokens, cost and time: sums and what is not counted, prices that can be changed, the critical path. */
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeBrowser, openPage } from './harness/browser.js';
import type { RunningServer } from './harness/server.js';
import { startServer, stopAllServers } from './harness/server.js';
import type { Call, SentTrace } from './harness/traces.js';
import { agentTrace, sendTrace } from './harness/traces.js';

let server: RunningServer;
let wrapped: SentTrace;

beforeAll(async () => {
  server = await startServer();
  wrapped = await sendTrace(server.url, 'totals', wrappedTrace);
});

afterAll(async () => {
  await closeBrowser();
  await stopAllServers();
});

test('a sum is marked as one, a repeated report is not counted and says why, kinds of tokens are told apart', async () => {
  const { page, troubles } = await openPage();
  await page.goto(`${server.url}/trace/${wrapped.traceId}?tab=details`);
  await expect.poll(() => spoken(page, 'agent')).toContain('1.1k tokens with all below it');
  expect(await figures(page).innerText()).toContain('1.1k tokens');
  expect(await spoken(page, 'model')).toMatch(/1\.1k tokens, \$0\.00/);
  expect(await spoken(page, 'same call')).toContain('not counted: another run reports the very same call');
  const facts = page.getByRole('region', { name: 'Tokens and cost' });
  await expect.poll(() => facts.innerText()).toContain('nothing: runs below it report the same tokens');
  await page.getByRole('treeitem', { name: /^model/ }).click();
  await expect.poll(() => facts.innerText()).toContain('1,000 in (400 cached) · 100 out (30 reasoning)');
  expect(await facts.innerText()).toContain('by the prices of “gpt-5”');
  expect(troubles).toEqual([]);
  await page.context().close();
});

test('C marks the runs that decided how long the trace took, and the address keeps it', async () => {
  const { page } = await openPage();
  const agent = await sendTrace(server.url, 'checkout', agentTrace);
  await page.goto(`${server.url}/trace/${agent.traceId}`);
  await expect.poll(() => page.getByRole('treeitem').count()).toBeGreaterThan(5);
  expect(await spoken(page, 'ChatOpenAI')).not.toContain('critical path');
  await page.keyboard.press('c');
  await expect.poll(() => spoken(page, 'ChatOpenAI')).toMatch(/on the critical path: the trace waited 1\.9\d s for it/);
  await expect.poll(() => new URL(page.url()).searchParams.get('critical')).toBe('1');
  const toggle = page.getByRole('button', { name: /Critical path/ });
  expect(await toggle.getAttribute('aria-pressed')).toBe('true');
  await toggle.click();
  await expect.poll(() => spoken(page, 'ChatOpenAI')).not.toContain('critical path');
  await page.context().close();
});

test('a price of one’s own is used at once, wrong ones are refused, and the old ones come back', async () => {
  const { page, troubles } = await openPage();
  const own = await sendTrace(server.url, 'totals', ownModelTrace);
  await page.goto(`${server.url}/trace/${own.traceId}`);
  await expect.poll(() => figures(page).innerText()).toContain('cost not known');
  await page.getByRole('link', { name: 'Preferences' }).click();
  await page.getByRole('button', { name: 'Add a price' }).click();
  const form = page.getByRole('form', { name: 'Add a price' });
  await form.getByLabel('Provider').fill('home');
  await form.getByLabel('Model').fill('house-model');
  await form.getByLabel('Input').fill('cheap');
  await form.getByLabel('Output').fill('10');
  await form.getByRole('button', { name: 'Save' }).click();
  expect(await form.innerText()).toContain('Dollars for a million tokens');
  await form.getByLabel('Input').fill('2.5');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect.poll(() => page.getByText(/Costs are counted again/).count()).toBe(1);
  await page.getByLabel('Find a model').fill('house');
  await expect.poll(() => page.getByRole('row').count()).toBe(2);
  expect(await page.getByRole('row').last().innerText()).toContain('own price');
  // 1,000 · 2.5 and 100 · 10 dollars a million.
  await page.goto(`${server.url}/trace/${own.traceId}`);
  await expect.poll(() => figures(page).innerText()).toContain('$0.0035');

  await page.goto(`${server.url}/preferences`);
  await page.getByLabel('Find a model').fill('house');
  await page.getByRole('button', { name: 'Edit the price of house-model' }).click();
  const edit = page.getByRole('form', { name: 'Price of house-model' });
  await edit.getByLabel('Output').fill('20');
  await edit.getByRole('button', { name: 'Save' }).click();
  await expect.poll(() => page.getByRole('row').last().innerText()).toContain('20');
  await page.getByRole('button', { name: /Back to the prices/ }).click();
  await expect.poll(() => page.getByText('No price fits').count()).toBe(1);
  expect(troubles).toEqual([]);
  await page.context().close();
});

const usage = {
  usage_metadata: {
    input_tokens: 1000,
    output_tokens: 100,
    total_tokens: 1100,
    input_token_details: { cache_read: 400 },
    output_token_details: { reasoning: 30 },
  },
};
const call = { outputs: { ...usage, id: 'chatcmpl-1' }, metadata: { ls_provider: 'openai', ls_model_name: 'gpt-5' } };

/** A wrapper that repeats the usage of its model call, which two instrumentations report. */
const wrappedTrace: Call = {
  name: 'agent',
  lengthMs: 900,
  outputs: usage,
  calls: [
    { name: 'model', type: 'llm', startMs: 10, lengthMs: 400, ...call },
    { name: 'same call', type: 'llm', startMs: 12, lengthMs: 396, ...call },
  ],
};

const ownModelTrace: Call = {
  name: 'at home',
  type: 'llm',
  lengthMs: 100,
  outputs: { usage_metadata: { input_tokens: 1000, output_tokens: 100, total_tokens: 1100 } },
  metadata: { ls_provider: 'home', ls_model_name: 'house-model' },
};

function figures(page: Page): Locator {
  return page.getByRole('list', { name: 'Figures of the trace' });
}

/** What a screen reader says of the first row that begins with a name. */
async function spoken(page: Page, name: string): Promise<string> {
  const row = page.getByRole('treeitem', { name: new RegExp(`^${name}`) }).first();
  return (await row.getAttribute('aria-label')) ?? '';
}
