/** The parts of a run in a real browser: messages, payloads of any size, search, feedback, files, keys, hostile contents. */
import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import type { Json } from 'tracenest/wire';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeBrowser, openPage } from './harness/browser.js';
import { startServer, stopAllServers, type RunningServer } from './harness/server.js';
import { agentTrace, sendTrace, type SentTrace } from './harness/traces.js';

const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

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

async function openRun(trace: SentTrace, query: string) {
  const opened = await openPage();
  await opened.page.goto(`${server.url}/trace/${trace.traceId}?${query}`);
  await expect.poll(() => opened.page.getByRole('tablist', { name: 'Parts of the run' }).count()).toBe(1);
  return opened;
}

const tab = (page: Page, name: string) => page.getByRole('tab', { name: new RegExp(`^${name}`, 'u') });
const queryOf = (page: Page) => new URL(page.url()).searchParams;

test('a model call is read as messages, tool calls with their results', async () => {
  const chat = await sendTrace(server.url, 'chats', {
    name: 'ask',
    type: 'llm',
    inputs: {
      model: 'm',
      temperature: 0.5,
      tools: [{ type: 'function', function: { name: 'weather' } }],
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'And here?' },
            { type: 'image_url', image_url: { url: `data:image/png;base64,${PIXEL}` } },
          ],
        },
        { role: 'assistant', tool_calls: [{ id: 'c1', function: { name: 'weather', arguments: '{"city":"Oslo"}' } }] },
        { role: 'tool', tool_call_id: 'c1', content: '{"celsius":4}' },
      ],
    },
    outputs: { choices: [{ message: { role: 'assistant', content: '**Four** degrees.' } }] },
  });
  const { page, troubles } = await openRun(chat, '');
  const messages = page.getByRole('list', { name: 'Messages' }).getByRole('listitem');
  await expect.poll(() => messages.count()).toBe(3);
  expect(await tab(page, 'Messages').getAttribute('aria-selected')).toBe('true');
  const call = page.getByRole('group', { name: 'Call of weather' });
  expect(await call.getByRole('group', { name: 'the input of weather' }).innerText()).toContain('Oslo');
  expect(await call.getByRole('group', { name: 'Result', exact: true }).innerText()).toContain('celsius');
  await expect
    .poll(() => page.getByRole('img', { name: 'The image' }).evaluate((image: HTMLImageElement) => image.naturalWidth))
    .toBe(1);
  await page.getByRole('button', { name: 'Show as Markdown' }).click();
  await expect.poll(() => messages.last().locator('strong').textContent()).toBe('Four');
  await expect.poll(() => queryOf(page).get('form')).toBe('markdown');
  expect(troubles).toEqual([]);
  await page.context().close();
});

test('a failed run opens at its error, with the chain of causes', async () => {
  const { page } = await openRun(agent, `run=${agent.idOf('notify')}`);
  await expect.poll(() => tab(page, 'Error').getAttribute('aria-selected')).toBe('true');
  expect(await page.getByRole('group', { name: 'Error' }).innerText()).toContain('refused the recipient');
  expect(await page.getByRole('region', { name: 'Caused by' }).innerText()).toContain('mailbox unavailable');
  await page.context().close();
});

test('the chosen part stays from run to run by key, and in the address', async () => {
  const { page } = await openRun(agent, `run=${agent.idOf('plan')}&tab=details`);
  await page.keyboard.press(']');
  await expect.poll(() => page.getByRole('region', { name: 'Details of ChatOpenAI' }).count()).toBe(1);
  expect(await tab(page, 'Metadata').getAttribute('aria-selected')).toBe('true');
  await page.keyboard.press('[');
  await expect.poll(() => queryOf(page).get('run')).toBe(agent.idOf('plan'));
  expect(queryOf(page).get('tab')).toBe('details');
  await page.context().close();
});

test('what is searched for is counted, marked, gone through, and in the address', async () => {
  const list = Array.from({ length: 5000 }, (_, index) => ({
    index,
    text: index % 1000 === 7 ? 'a Needle here' : 'hay',
  }));
  const trace = await sendTrace(server.url, 'search', { name: 'find', inputs: { list }, outputs: { needle: true } });
  const { page, troubles } = await openRun(trace, 'tab=io');
  const field = page.getByRole('searchbox', { name: 'Find in input and output' });
  await field.fill('needle');
  await expect.poll(() => page.getByRole('status').filter({ hasText: 'of 6' }).count()).toBe(1);
  await field.press('Enter');
  await expect.poll(() => page.getByRole('status').filter({ hasText: '2 of 6' }).count()).toBe(1);
  await expect.poll(() => page.locator('[data-current] mark').textContent()).toBe('Needle');
  await page.getByRole('button', { name: 'Previous' }).click();
  await page.getByRole('button', { name: 'Previous' }).click();
  await expect
    .poll(() => page.getByRole('group', { name: 'the output' }).locator('[data-current] mark').textContent())
    .toBe('needle');
  await expect.poll(() => queryOf(page).get('hit')).toBe('6');
  await page.reload();
  await expect.poll(() => page.getByRole('status').filter({ hasText: '6 of 6' }).count()).toBe(1);
  expect(troubles).toEqual([]);
  await page.context().close();
});

test('20 MB are read in a thread of their own, searched, shown as lines and as a tree', async () => {
  const id = randomUUID();
  const items = Array.from({ length: 100_000 }, (_, index) => ({ index, text: `line ${index} ${'x'.repeat(170)}` }));
  const body = {
    id,
    trace_id: id,
    dotted_order: `20260101T000000000000Z${id}`,
    name: 'huge',
    run_type: 'chain',
    start_time: '2026-01-01T00:00:00.000Z',
    end_time: '2026-01-01T00:00:01.000Z',
    session_name: 'huge',
    inputs: { items },
  };
  const text = JSON.stringify({ post: [body], patch: [] });
  expect(text.length).toBeGreaterThan(20_000_000);
  const sent = await fetch(`${server.url}/runs/batch`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: text,
  });
  expect(sent.status).toBe(202);
  const { page, troubles } = await openRun({ traceId: id, idOf: () => id }, 'tab=io&find=line+99999');
  const input = page.getByRole('group', { name: 'the input' });
  await expect.poll(() => input.locator('[data-current]').innerText()).toContain('line 99999 ');
  expect(await input.locator('[data-line]').count()).toBeLessThan(500);
  await page.getByRole('combobox', { name: 'Show as' }).selectOption('yaml');
  await expect.poll(() => input.getByText('text: line 0').count()).toBe(1);
  expect(await input.getByRole('region').locator('> div > div').count()).toBeLessThan(200);
  expect(troubles).toEqual([]);
  await page.context().close();
});

test('path and value of an entry are copied by keyboard', async () => {
  const trace = await sendTrace(server.url, 'copy', { name: 'copy', inputs: { list: [{ 'a b': 'text' }] } });
  const { page } = await openRun(trace, 'tab=io');
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  await page.getByRole('group', { name: 'the input' }).getByRole('button', { expanded: true }).first().focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect.poll(copied).toBe('list[0]["a b"]');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect.poll(copied).toBe('text');
  await page.context().close();
});

test('a note and a score are added, stay, and are taken back', async () => {
  const { page, troubles } = await openRun(agent, 'tab=feedback');
  const list = page.getByRole('list', { name: 'Feedback' }).getByRole('listitem');
  await page.getByLabel('What is judged').fill('helpful');
  await page.getByLabel('Score').fill('0.5');
  await page.getByLabel('Note').fill('<b>too</b> short');
  await page.getByRole('button', { name: 'Add' }).click();
  await expect.poll(() => list.count()).toBe(1);
  await page.reload();
  await expect.poll(() => list.first().innerText()).toContain('<b>too</b> short');
  expect(await list.first().innerText()).toContain('0.5');
  await page.getByRole('button', { name: 'Delete helpful' }).click();
  await expect.poll(() => list.count()).toBe(0);
  expect(troubles).toEqual([]);
  await page.context().close();
});

test('a page of another site cannot add feedback', async () => {
  const answer = await fetch(`${server.url}/api/app/runs/${agent.idOf('plan')}/feedback`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: 'https://evil.example' },
    body: JSON.stringify({ key: 'note', comment: 'x' }),
  });
  expect(answer.status).toBe(403);
});

test('files are listed and downloaded; an image is shown when asked for, a drawing with code never', async () => {
  const id = randomUUID();
  const form = new FormData();
  const run = {
    id,
    trace_id: id,
    dotted_order: `20260101T000000000000Z${id}`,
    name: 'files',
    run_type: 'chain',
    start_time: '2026-01-01T00:00:00.000Z',
    end_time: '2026-01-01T00:00:01.000Z',
    session_name: 'files',
  };
  form.append(`post.${id}`, new Blob([JSON.stringify(run)], { type: 'application/json' }));
  form.append(`attachment.${id}.pixel`, new Blob([Buffer.from(PIXEL, 'base64')], { type: 'image/png' }));
  form.append(
    `attachment.${id}.drawing`,
    new Blob(['<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'], { type: 'image/svg+xml' }),
  );
  const sent = await fetch(`${server.url}/runs/multipart`, { method: 'POST', body: form });
  expect(sent.status).toBe(202);
  const { page, troubles } = await openRun({ traceId: id, idOf: () => id }, 'tab=attachments');
  const files = page.getByRole('list', { name: 'Attachments' }).getByRole('listitem');
  await expect.poll(() => files.count()).toBe(2);
  expect(await page.getByRole('button', { name: 'Show the image' }).count()).toBe(1);
  await page.getByRole('button', { name: 'Show the image' }).click();
  await expect
    .poll(() =>
      page.getByRole('img', { name: 'Attachment pixel' }).evaluate((image: HTMLImageElement) => image.naturalWidth),
    )
    .toBe(1);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download drawing' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('drawing');
  expect(troubles).toEqual([]);
  await page.context().close();
});

test('hostile contents are inert in every part and form', async () => {
  const bad = '<img src=https://evil.example/x onerror=alert(1)><script>alert(1)</script>';
  const part = (value: Json): Json => ({ role: 'user', content: [value] });
  const trace = await sendTrace(server.url, 'hostile', {
    name: `\u202E${bad}`,
    type: 'llm',
    inputs: {
      messages: [
        {
          role: '__proto__',
          name: bad,
          content: `${bad} ![x](https://evil.example/p.png) [y](javascript:alert(1)) [z](https://ok.example/)`,
        },
        part({ type: 'image_url', image_url: { url: 'https://evil.example/pixel.png' } }),
        part({ type: 'image_url', image_url: { url: 'javascript:alert(1)' } }),
        part({
          type: 'image_url',
          image_url: { url: `data:image/svg+xml;base64,${Buffer.from('<svg onload="alert(1)"/>').toString('base64')}` },
        }),
        part({ type: 'image_url', image_url: { url: 'data:image/png;base64,"><script>alert(1)</script>' } }),
        part({ type: 'input_audio', input_audio: { data: PIXEL, format: 'mp3" onerror="alert(1)' } }),
        part({ type: 'file', file: { filename: '../../evil.html', file_data: 'data:text/html;base64,PHNjcmlwdD4=' } }),
        part({ type: 'text', text: 'x'.repeat(2_000_00) }),
        {
          role: 'assistant',
          tool_calls: [
            { id: bad, function: { name: bad, arguments: `{"__proto__":{"polluted":1},"k":"${'y'.repeat(1000)}"}` } },
          ],
        },
      ],
    },
    outputs: { [bad]: `# ${bad}\n\n| ${bad} |\n|---|\n| <iframe src=https://evil.example> |` },
    error: `${bad}\n    at ${bad}`,
    tags: [bad],
    metadata: { [bad]: bad },
  });
  for (const form of ['tree', 'markdown', 'raw', 'yaml']) {
    const { page, troubles } = await openPage();
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(`${server.url}/trace/${trace.traceId}?tab=messages&form=${form}&find=script`);
    await expect.poll(() => page.getByRole('list', { name: 'Messages' }).getByRole('listitem').count()).toBe(9);
    const images = await page
      .getByRole('list', { name: 'Messages' })
      .locator('img')
      .evaluateAll((all) => all.map((image) => image.getAttribute('src') ?? ''));
    expect(images.every((address) => address.startsWith('data:image/png;base64,'))).toBe(true);
    for (const one of await page.getByRole('tablist', { name: 'Parts of the run' }).getByRole('tab').all()) {
      await one.click();
      await page.waitForLoadState('networkidle');
      const links = await page
        .locator('a[target]')
        .evaluateAll((all) => all.map((link) => [link.getAttribute('href'), link.getAttribute('rel')]));
      for (const [address, rel] of links) {
        expect(address).toMatch(/^https:\/\/(?:evil|ok)\.example\//u);
        expect(rel).toBe('noopener noreferrer');
      }
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    }
    expect(
      requests.filter((url) => !url.startsWith('data:') && new URL(url).host !== new URL(server.url).host),
    ).toEqual([]);
    expect(
      await page.evaluate(() => 'polluted' in {} || document.querySelector('iframe, script:not([src])') !== null),
    ).toBe(false);
    expect(troubles).toEqual([]);
    await page.context().close();
  }
});
