import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { LiveChange } from 'tracenest/wire';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { sendRecords, startTestServer, type TestServer } from '../server.fixture.js';

let server: TestServer;
const opened: WebSocket[] = [];

beforeAll(async () => {
  server = await startTestServer();
});

afterEach(() => {
  for (const socket of opened.splice(0)) socket.terminate();
});

afterAll(() => server.remove());

interface Page {
  socket: WebSocket;
  changed: LiveChange['changed'];
  watch(what: unknown): void;
}

/** Opens the socket and collects what it is told. */
async function openPage(headers: Record<string, string> = {}): Promise<Page> {
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}/api/app/live`, { headers });
  opened.push(socket);
  const changed: LiveChange['changed'] = [];
  socket.on('message', (data) => {
    if (Buffer.isBuffer(data)) changed.push(...(JSON.parse(data.toString()) as LiveChange).changed);
  });
  await once(socket, 'open');
  return { socket, changed, watch: (what) => socket.send(JSON.stringify({ watch: what })) };
}

async function sendRun(project: string): Promise<string> {
  const id = randomUUID();
  await sendRecords(server.url, [
    { op: 'create', id, trace_id: id, name: 'run', session_name: project, start_time: new Date().toISOString() },
  ]);
  return id;
}

describe('a page is told', () => {
  test('what changed in what it watches, and nothing else', async () => {
    const [projects, project, trace] = await Promise.all([openPage(), openPage(), openPage()]);
    const watched = await sendRun('watched');
    projects.watch({ projects: true });
    project.watch({ project: 'watched' });
    trace.watch({ trace: watched });
    const another = await sendRun('watched');
    const elsewhere = await sendRun('elsewhere');

    const ids = (page: Page): string[] => [...new Set(page.changed.map((change) => change.trace_id))].toSorted();
    await expect.poll(() => ids(projects), { timeout: 5000 }).toEqual([watched, another, elsewhere].toSorted());
    await expect.poll(() => ids(project), { timeout: 5000 }).toEqual([watched, another].toSorted());
    await expect.poll(() => ids(trace), { timeout: 5000 }).toEqual([watched]);
    expect(new Set(project.changed.map((change) => change.project))).toEqual(new Set(['watched']));
  });

  // A list is told once more when the trace is counted; the page of the trace is not.
  test('each change once, and the next change of the same trace again', async () => {
    const page = await openPage();
    const id = await sendRun('again');
    page.watch({ trace: id });
    await expect.poll(() => page.changed, { timeout: 5000 }).toEqual([{ trace_id: id, project: 'again' }]);
    await new Promise((resolve) => setTimeout(resolve, 2500));
    expect(page.changed).toHaveLength(1);
    await sendRecords(server.url, [
      { op: 'update', id, trace_id: id, session_name: 'again', end_time: new Date().toISOString() },
    ]);
    await expect.poll(() => page.changed.length, { timeout: 5000 }).toBe(2);
  });

  test('about what it watches last', async () => {
    const page = await openPage();
    page.watch({ project: 'before' });
    page.watch({ project: 'after' });
    await sendRun('before');
    const id = await sendRun('after');
    await expect.poll(() => page.changed.map((change) => change.trace_id), { timeout: 5000 }).toEqual([id]);
  });
});

describe('what is no watch ends the connection in words', () => {
  test.each([
    '',
    'null',
    '[]',
    '{"watch":null}',
    '{"watch":{"projects":false}}',
    '{"watch":{"__proto__":{"trace":"x"}}}',
    'x'.repeat(100),
  ])('%j', async (text) => {
    const { socket } = await openPage();
    const closed = once(socket, 'close');
    socket.send(text);
    const [code, reason] = (await closed) as [number, Buffer];
    expect(code).toBe(1008);
    expect(reason.toString()).toContain('watch');
  });

  test('a message of a megabyte is not read', async () => {
    const { socket } = await openPage();
    const closed = once(socket, 'close');
    socket.send('x'.repeat(1024 * 1024));
    expect(((await closed) as [number])[0]).toBe(1009);
  });
});

describe('who may open it', () => {
  test.each([
    [{ origin: 'https://evil.example' }, '/api/app/live', 403],
    [{ host: 'evil.example' }, '/api/app/live', 403],
    [{}, '/api/app/other', 404],
  ])('%j %s is answered with %i', async (headers, path, status) => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, { headers });
    const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }];
    expect(response.statusCode).toBe(status);
    socket.on('error', () => {});
    socket.terminate();
  });

  test("the server's own page", async () => {
    const page = await openPage({ origin: `http://127.0.0.1:${server.port}` });
    expect(page.socket.readyState).toBe(WebSocket.OPEN);
  });
});

test('a stopping server says so', async () => {
  const { socket } = await openPage();
  const closed = once(socket, 'close');
  await server.close();
  expect(((await closed) as [number])[0]).toBe(1001);
});
