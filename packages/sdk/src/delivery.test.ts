/** From the queue to the server: batches, retries, a server that is not there, the end of the program. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Client, MemoryExporter, RunTree, traceable, uuid7, type ClientConfig } from './index.js';
import { deadUrl, RecordingServer } from './recording-server.test-fixture.js';
import { retryAfterMs } from './transport.js';

let server: RecordingServer;
const retry = { firstMs: 5, longestMs: 20, forMs: 2000 };

beforeAll(async () => void (server = await RecordingServer.start()));
afterAll(() => server.close());
beforeEach(() => server.clear());

function clientOf(config: ClientConfig = {}): Client {
  return new Client({ apiUrl: server.url, retry, ...config });
}

function work(client: Client, name = 'work', payload: unknown = 1): void {
  traceable((value: unknown) => value, { name, client, tracingEnabled: true })(payload);
}

const posts = (): string[] => server.requests.filter(({ method }) => method === 'POST').map(({ path }) => path);

/** A port on which nobody listens. */
describe('what is sent', () => {
  test('a run that ends at once is one record; its parts are those of the protocol', async () => {
    const client = clientOf({ apiKey: 'key', workspaceId: 'space' });
    work(client);
    await client.flush();
    const { id } = server.run('work');
    expect(server.records).toHaveLength(1);
    const post = server.requests.find(({ method }) => method === 'POST');
    expect(post?.path).toBe('/runs/multipart');
    expect(post?.headers).toMatchObject({ 'x-api-key': 'key', 'x-tenant-id': 'space' });
    expect(server.records[0]).toMatchObject({ op: 'create', id, inputs: { input: 1 }, outputs: { outputs: 1 } });
    expect(server.run('work').status).toBe('success');
  });

  test('a run that lasts is begun on the server before it ends', async () => {
    const client = clientOf();
    let end = (): void => undefined;
    const lasting = traceable(() => new Promise<void>((resolve) => void (end = resolve)), {
      name: 'lasting',
      client,
      tracingEnabled: true,
    });
    const done = lasting();
    await server.until(() => server.runs.length === 1);
    expect(server.run('lasting').status).toBe('pending');
    end();
    await done;
    await client.flush();
    expect(server.records.map(({ op }) => op)).toEqual(['create', 'update']);
    expect(server.run('lasting')).toMatchObject({ status: 'success', findings: [] });
  });

  test('a large batch is compressed where the server says that it takes that', async () => {
    const client = clientOf();
    work(client, 'large', 'x'.repeat(50_000));
    await client.flush();
    const [info, post] = server.requests;
    expect(info?.path).toBe('/info');
    expect(post?.headers['content-encoding']).toBe('gzip');
    expect(server.run('large').inputs).toEqual({ input: 'x'.repeat(50_000) });
    server.takesGzip = false;
    const plain = clientOf();
    work(plain, 'plain', 'x'.repeat(50_000));
    await plain.flush();
    server.takesGzip = true;
    expect(server.requests.at(-1)?.headers['content-encoding']).toBeUndefined();
    expect(server.run('plain').status).toBe('success');
  });

  test('thousands of runs made without a pause arrive, in batches, each once', async () => {
    const client = clientOf();
    for (let i = 0; i < 5000; i += 1) work(client, `run ${i}`);
    expect(await client.flush()).toBe(true);
    expect(server.records).toHaveLength(5000);
    expect(new Set(server.records.map(({ id }) => id)).size).toBe(5000);
    expect(posts().length).toBeGreaterThanOrEqual(50);
    expect(client.dropped).toBe(0);
  });

  test('inputs and outputs can be hidden, wholly or by a function; one that throws hides all', async () => {
    const client = clientOf({ hideInputs: true, hideOutputs: (outputs) => ({ keys: Object.keys(outputs) }) });
    work(client, 'hidden', { secret: 1 });
    const throwing = clientOf({
      hideInputs: () => {
        throw new TypeError('mask');
      },
    });
    work(throwing, 'thrown', { secret: 1 });
    await Promise.all([client.flush(), throwing.flush()]);
    expect(server.run('hidden').outputs).toEqual({ keys: ['secret'] });
    const { inputs } = server.run('thrown');
    expect([server.run('hidden').inputs, inputs]).toEqual([null, null]);
  });

  test('a run that is known by hand is sent by hand', async () => {
    const client = clientOf();
    const id = uuid7();
    const run = new RunTree({
      name: 'by hand',
      id,
      client,
      start_time: '2026-01-02T03:04:05.000006Z',
      inputs: { a: 1 },
    });
    await run.end({ b: 2 }, undefined, Date.parse('2026-01-02T03:04:06Z'));
    await run.postRun();
    await client.flush();
    expect(server.run('by hand')).toMatchObject({
      ...{ id, dotted_order: `20260102T030405000006Z${id}`, inputs: { a: 1 }, outputs: { b: 2 } },
      ...{ start_time: '2026-01-02T03:04:05.000006Z', end_time: '2026-01-02T03:04:06Z', status: 'success' },
    });
  });

  test('an exporter of the program takes the place of HTTP', async () => {
    const exporter = new MemoryExporter();
    const client = new Client({ exporter });
    work(client);
    await client.flush();
    expect(exporter.records).toMatchObject([{ name: 'work', outputs: { outputs: 1 } }]);
    expect(server.requests).toEqual([]);
  });
});

describe('when the server cannot take it', () => {
  test('what of a trace is lost is said by what of it arrives, once', async () => {
    const client = clientOf();
    server.answers.push({ status: 400 });
    const root = new RunTree({ name: 'root', client });
    const lost = root.createChild({ name: 'lost' });
    await lost.end();
    await lost.postRun();
    await client.flush();
    await root.postRun();
    await client.flush();
    await root.end();
    await root.patchRun();
    work(client, 'other');
    await client.flush();
    expect(client.dropped).toBe(1);
    expect(server.run('root').tracenest?.findings).toEqual([
      { code: 'dropped', severity: 'error', evidence: { run: 'root', n: 1, reason: expect.stringContaining('400') } },
    ]);
    expect(server.run('other').tracenest?.findings).toBeUndefined();
    expect(server.records.filter(({ extra }) => extra?.tracenest?.findings !== undefined)).toHaveLength(1);
  });

  test.each([408, 425, 429, 500, 502, 503, 504])(
    '%i is tried again until it goes, and arrives once',
    async (status) => {
      const client = clientOf();
      server.answers.push({ status }, { status });
      work(client);
      expect(await client.flush()).toBe(true);
      expect(posts()).toHaveLength(3);
      expect(server.records).toHaveLength(1);
      expect(client.dropped).toBe(0);
    },
  );

  test('Retry-After is waited for', async () => {
    const client = clientOf();
    server.answers.push({ status: 429, headers: { 'retry-after': '1' } });
    work(client);
    expect(await client.flush()).toBe(true);
    const [first, second] = server.requests.filter(({ method }) => method === 'POST');
    expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThanOrEqual(990);
  });

  test.each([
    ['3', 3000],
    ['0', 0],
    ['-1', 0],
    ['Thu, 01 Jan 1970 00:01:00 GMT', 50_000],
    ['Thu, 01 Jan 1970 00:00:01 GMT', 0],
    ['soon', undefined],
    ['', undefined],
    [null, undefined],
  ])('Retry-After %o is %o ms from second 10 on', (header, ms) => {
    expect(retryAfterMs(header, 10_000)).toBe(ms);
  });

  test.each([400, 401, 403, 413, 422])('%i is not tried again: the runs are counted as dropped', async (status) => {
    const client = clientOf();
    server.answers.push({ status });
    work(client);
    await client.flush();
    expect(posts()).toHaveLength(1);
    expect(client.dropped).toBe(1);
  });

  test('409 says that it is there already', async () => {
    const client = clientOf();
    server.answers.push({ status: 409 });
    work(client);
    expect(await client.flush()).toBe(true);
    expect([posts().length, client.dropped]).toEqual([1, 0]);
  });

  test('a server that is not there: calls go on, memory is bounded, the rest is counted', async () => {
    const client = clientOf({ apiUrl: await deadUrl(), queue: { records: 500, batchRecords: 10 } });
    for (let i = 0; i < 2000; i += 1) work(client);
    expect(client.dropped).toBeGreaterThan(0);
    expect(await client.shutdown({ timeoutMs: 100 })).toBe(false);
    await client.flush();
    // Begin and end of each run are one record where they wait together, else two.
    expect(client.dropped).toBeGreaterThanOrEqual(2000);
  });

  test('a server that comes back gets what waited', async () => {
    const client = clientOf();
    for (let i = 0; i < 4; i += 1) server.answers.push({ status: 503 });
    work(client, 'one');
    await sleep(5);
    work(client, 'two');
    expect(await client.flush()).toBe(true);
    expect(new Set(server.runs.map(({ name }) => name))).toEqual(new Set(['one', 'two']));
  });

  test('flush gives up after its time and says so', async () => {
    const client = clientOf({ apiUrl: await deadUrl() });
    work(client);
    expect(await client.flush({ timeoutMs: 30 })).toBe(false);
    await client.shutdown({ timeoutMs: 1 });
  });
});
