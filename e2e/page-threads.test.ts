/** Reading: the conversations of a project, one of them turn by turn, a trace's messages, and a trace as text. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeBrowser, openPage } from './harness/browser.js';
import type { RunningServer } from './harness/server.js';
import { startServer, stopAllServers } from './harness/server.js';
import type { Call, SentTrace } from './harness/traces.js';
import { agentTrace, gapTrace, sendTrace, turnTrace } from './harness/traces.js';

let server: RunningServer;
let turns: SentTrace[];
let agent: SentTrace;

/** Tokens and costs are counted some seconds after a trace has arrived. */
const COUNTED = { timeout: 40_000, interval: 500 };

beforeAll(async () => {
  server = await startServer();
  turns = [];
  for (const number of [1, 2, 3]) {
    turns.push(await sendTrace(server.url, 'support', turnTrace('chat/7 ü', number), 200_000 - number * 30_000));
  }
  await sendTrace(server.url, 'support', turnTrace('chat 8', 1), 20_000);
  agent = await sendTrace(server.url, 'checkout', agentTrace);
});

afterAll(async () => {
  await closeBrowser();
  await stopAllServers();
});

test('the threads of a project are sorted in the address, lead to their turns, and a new one comes in by itself', async () => {
  const { page, troubles } = await openPage();
  await page.goto(`${server.url}/project/support`);
  await page.getByRole('navigation', { name: 'Pages of the project' }).getByRole('link', { name: 'Threads' }).click();
  const table = page.getByRole('table', { name: 'Threads of support' });
  const names = (): Promise<string[]> =>
    table
      .getByRole('row')
      .getByRole('link', { name: /^question/ })
      .allInnerTexts();
  await expect.poll(names).toEqual(['question 1 of chat 8', 'question 1 of chat/7 ü']);
  await table.getByRole('link', { name: 'Turns' }).click();
  await expect.poll(names).toEqual(['question 1 of chat/7 ü', 'question 1 of chat 8']);
  expect(new URL(page.url()).search).toBe('?sort=turns');
  const header = table.getByRole('columnheader', { name: 'Turns' });
  expect(await header.getAttribute('aria-sort')).toBe('descending');
  await expect.poll(() => table.getByRole('row').nth(1).innerText(), COUNTED).toContain('360');
  await sendTrace(server.url, 'support', turnTrace('chat 9', 1), 1000);
  await expect.poll(names, COUNTED).toContain('question 1 of chat 9');
  await table.getByRole('link', { name: 'question 1 of chat/7 ü' }).click();
  await expect.poll(() => page.getByRole('article', { name: 'Turn 1 of 3' }).count()).toBe(1);
  expect(troubles).toEqual([]);
  await page.context().close();
});

test('a thread is read turn by turn, without the history that each turn was given', async () => {
  const { page, troubles } = await openPage();
  await page.goto(`${server.url}/project/support/thread/${encodeURIComponent('chat/7 ü')}`);
  const last = page.getByRole('article', { name: 'Turn 3 of 3' });
  await expect.poll(() => last.getByText('answer 3 of chat/7 ü').count()).toBe(1);
  expect(await last.getByText('question 3 of chat/7 ü').count()).toBe(1);
  expect(await last.getByText('question 2 of chat/7 ü').count()).toBe(0);
  const figures = last.getByRole('list', { name: 'Figures of turn 3' });
  await expect.poll(() => figures.innerText(), COUNTED).toMatch(/success[\s\S]*900 ms[\s\S]*120 tokens/);
  // The second turn failed.
  expect(await page.getByRole('article', { name: 'Turn 2 of 3' }).innerText()).toContain('Timeout: too slow');
  await last.getByRole('link', { name: /^Trace/ }).click();
  const turn = page.getByRole('navigation', { name: 'Conversation' });
  await expect.poll(() => turn.getByRole('link', { name: 'Turn 3 of 3' }).count()).toBe(1);
  await turn.getByRole('link', { name: 'Previous turn' }).click();
  await expect.poll(() => new URL(page.url()).pathname).toBe(`/trace/${turns[1]?.traceId}`);
  await turn.getByRole('link', { name: 'Turn 2 of 3' }).click();
  await expect.poll(() => page.getByRole('article', { name: 'Turn 1 of 3' }).count()).toBe(1);
  expect(troubles).toEqual([]);
  await page.context().close();
});

test('a thread that is not there, and a project without threads, say so', async () => {
  const { page } = await openPage();
  await page.goto(`${server.url}/project/support/thread/none`);
  await expect
    .poll(() => page.getByRole('heading', { name: 'No trace of this thread has been received' }).count())
    .toBe(1);
  await sendTrace(server.url, 'plain', gapTrace, 60_000);
  await page.goto(`${server.url}/project/plain/threads`);
  await expect.poll(() => page.getByText('No trace of this project is part of a conversation').count()).toBe(1);
  await page.context().close();
});

test('the messages of a trace stand once, each with its run, whose place is a click away', async () => {
  const { page, troubles } = await openPage();
  await page.goto(`${server.url}/trace/${agent.traceId}`);
  await page
    .getByRole('navigation', { name: 'Forms of the trace' })
    .getByRole('link', { name: 'Conversation' })
    .click();
  const list = page.getByRole('list', { name: 'Conversation of the trace' });
  await expect.poll(() => list.getByRole('article').count()).toBeGreaterThan(4);
  const names = await list.getByRole('article').evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')));
  expect(names.slice(0, 3)).toEqual(['System, ChatOpenAI', 'User, ChatOpenAI', 'Assistant, ChatOpenAI']);
  const call = list.getByRole('article', { name: 'Assistant, ChatOpenAI' }).first();
  expect(await call.getByRole('group', { name: 'Result' }).count()).toBe(1);
  expect(await call.innerText()).toContain('returned');
  expect(await list.getByRole('article', { name: 'Tool, notify' }).innerText()).toContain('mail server refused');
  await call.getByRole('link', { name: 'lookup_order' }).click();
  await expect.poll(() => new URL(page.url()).searchParams.get('run')).toBe(agent.idOf('lookup_order'));
  await page.goBack();
  await page.getByRole('button', { name: 'Show as Markdown' }).click();
  await expect.poll(() => new URL(page.url()).searchParams.get('form')).toBe('markdown');
  expect(troubles).toEqual([]);
  await page.context().close();
});

test('a long conversation is drawn as far as it is read, and a link leads into its middle', async () => {
  const { page, troubles } = await openPage();
  const long = await sendTrace(server.url, 'long', longTrace(120));
  await page.goto(`${server.url}/trace/${long.traceId}/conversation?run=${long.idOf('call 90')}`);
  const list = page.getByRole('list', { name: 'Conversation of the trace' });
  await expect.poll(() => list.getByText('answer 90', { exact: true }).isVisible()).toBe(true);
  expect(await list.getByRole('article').count()).toBeLessThan(60);
  const region = page.getByRole('region', { name: 'Conversation of the trace' });
  await region.focus();
  await expect
    .poll(async () => {
      await page.keyboard.press('End');
      return list.getByText('answer 119', { exact: true }).count();
    })
    .toBe(1);
  expect(troubles).toEqual([]);
  await page.context().close();
});

test('the outline is copied with one key, with findings and what to do', async () => {
  const { page, troubles } = await openPage({ permissions: ['clipboard-read', 'clipboard-write'] });
  const gap = await sendTrace(server.url, 'gaps', gapTrace, 60_000);
  await page.goto(`${server.url}/trace/${gap.traceId}`);
  await page.getByRole('tree').waitFor();
  const copied = async (): Promise<string> => {
    await page.keyboard.press('y');
    return await page.evaluate(() => navigator.clipboard.readText());
  };
  // A parent counts as missing after ten seconds.
  await expect.poll(copied, COUNTED).toMatch(/- missing-parent \(warning\), 2 ×: /);
  const text = await copied();
  expect(text).toContain('Trace: import catalogue (project gaps)');
  expect(text).toContain(`${server.url}/trace/${gap.traceId}`);
  expect(text).toContain('Remedy:');
  await page.getByRole('navigation', { name: 'Forms of the trace' }).getByRole('link', { name: 'Outline' }).click();
  await expect
    .poll(() => page.getByRole('region', { name: 'Outline of the trace' }).innerText())
    .toContain('parse rows');
  expect(troubles).toEqual([]);
  await page.context().close();
});

test('a trace is shared by a link that shows it without the rest, until it is taken back', async () => {
  const locked = await startServer({ env: { TRACENEST_API_KEY: 'a-key-for-the-test' } });
  const headers = { 'x-api-key': 'a-key-for-the-test' };
  const sent = await sendTrace(locked.url, 'checkout', agentTrace, 20_000, headers);
  const { page, troubles } = await openPage({ extraHTTPHeaders: headers });
  await page.goto(`${locked.url}/trace/${sent.traceId}`);
  await page.getByRole('button', { name: 'Share' }).click();
  await page.getByRole('button', { name: 'Make a link' }).click();
  const link = page.getByRole('link', { name: /\/shared\// });
  await expect.poll(() => link.count()).toBe(1);
  const reader = await openPage();
  await reader.page.goto((await link.getAttribute('href')) ?? '');
  await expect.poll(() => reader.page.getByRole('treeitem').count()).toBeGreaterThan(5);
  expect(new URL(reader.page.url()).pathname).toMatch(new RegExp(`^/shared/[^/]+/trace/${sent.traceId}$`));
  expect(await reader.page.getByRole('link', { name: 'Projects' }).count()).toBe(0);
  expect(await reader.page.getByRole('button', { name: 'Share' }).count()).toBe(0);
  await reader.page.getByRole('searchbox', { name: 'Search in names and contents' }).fill('within five days');
  const found = reader.page.getByRole('treeitem', { name: /, found$/ });
  await expect.poll(() => found.count()).toBeGreaterThan(0);
  await reader.page.getByRole('link', { name: 'Conversation' }).click();
  await expect.poll(() => reader.page.getByRole('article', { name: 'User, ChatOpenAI' }).count()).toBeGreaterThan(0);
  expect([troubles, reader.troubles]).toEqual([[], []]);
  await page.getByRole('button', { name: 'Take the link back' }).click();
  await page.getByRole('button', { name: 'Make a link' }).waitFor();
  await reader.page.goto(reader.page.url().replace(/\/trace\/.*/u, ''));
  await expect.poll(() => reader.page.getByText('Nothing is shared under this link').count()).toBe(1);
  await page.context().close();
  await reader.page.context().close();
});

/** Model calls of which each is given all that was said before. */
function longTrace(count: number): Call {
  const said: { role: string; content: string }[] = [];
  return {
    name: 'long',
    lengthMs: count * 10,
    calls: Array.from({ length: count }, (_, index) => {
      said.push({ role: 'user', content: `question ${index}` });
      const inputs = { messages: [...said] };
      said.push({ role: 'assistant', content: `answer ${index}` });
      const outputs = { message: { role: 'assistant', content: `answer ${index}` } };
      return { name: `call ${index}`, type: 'llm', startMs: index * 10, lengthMs: 8, inputs, outputs };
    }),
  };
}
