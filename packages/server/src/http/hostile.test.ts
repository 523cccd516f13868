/** Odd and hostile requests: each is answered, and none costs another its answer or its run. */
import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, postJson, startTestServer, type TestServer } from '../server.fixture.js';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(() => server.remove());

const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

interface Page {
  runs: { id: string; name: string; inputs: unknown; start_time: string }[];
  cursors: { next: string | null };
}

describe('values nested deeper than the stack', () => {
  test.each(['name', 'error', 'tags', 'events', 'session_id'])(
    'in %s they cost neither the run nor its neighbours',
    async (field) => {
      const id = randomUUID();
      const good = randomUUID();
      const value = field === 'tags' || field === 'events' ? `[${nested(20_000)}]` : nested(20_000);
      const body = `{"post":[{"id":"${good}","name":"good"},{"id":"${id}","name":"odd","${field}":${value}}]}`;
      const answer = await ask(`${server.url}/runs/batch`, { method: 'POST', body });
      expect(answer).toMatchObject({ status: 202, body: { stored: 2 } });
      expect((await ask(`${server.url}/runs/${good}`)).status).toBe(200);
      expect((await ask(`${server.url}/runs/${id}`)).status).toBe(200);
    },
  );

  test('in inputs they are read back whole, alone and in a list', async () => {
    const id = randomUUID();
    await ask(`${server.url}/runs`, {
      method: 'POST',
      body: `{"id":"${id}","name":"deep","session_name":"deep","inputs":{"a":${nested(20_000)}}}`,
    });
    const read = await fetch(`${server.url}/runs/${id}`);
    expect(read.status).toBe(200);
    expect(await read.text()).toContain(`"inputs":{"a":${nested(20_000)}}`);
    const page = await postJson<Page>(`${server.url}/runs/query`, { id: [id] });
    expect(page.body.runs.map((run) => run.name)).toEqual(['deep']);
    const detail = await fetch(`${server.url}/api/app/runs/${id}`);
    expect(detail.status).toBe(200);
    expect(await detail.text()).toContain(nested(20_000));
  });

  test('in the metadata of a project they do not cost the project', async () => {
    const body = `{"name":"deep metadata","extra":{"metadata":${nested(20_000)}}}`;
    const made = await fetch(`${server.url}/sessions`, { method: 'POST', body });
    expect(made.status).toBe(200);
  });
});

describe('what is no run, by the hundred thousand', () => {
  test('in a batch: the first are named, all are counted, the good one is stored', async () => {
    const id = randomUUID();
    const body = gzipSync(`{"post":[${'1,'.repeat(150_000)}{"id":"${id}","name":"good"}]}`);
    const answer = await ask<{ message: string; rejected: unknown[] }>(`${server.url}/runs/batch`, {
      method: 'POST',
      body,
      headers: { 'content-encoding': 'gzip' },
    });
    expect(answer.status).toBe(202);
    expect(answer.body.rejected).toHaveLength(100);
    expect(answer.body.message).toContain('150000 of this request');
  });

  test.each([
    ['/runs/batch', `{"post":[${'1,'.repeat(200_000)}1]}`, 'application/json'],
    ['/runs', `{"id":"${randomUUID()}","child_runs":[${'1,'.repeat(200_000)}1]}`, 'application/json'],
    ['/runs/multipart', `${'--b\r\n\r\n\r\n'.repeat(1_000_001)}--b--`, 'multipart/form-data; boundary=b'],
  ])('%s with more than anyone sends is refused as a whole', async (path, text, type) => {
    const answer = await ask<{ error: string }>(server.url + path, {
      method: 'POST',
      body: gzipSync(text),
      headers: { 'content-type': type, 'content-encoding': 'gzip' },
    });
    expect(answer.status).toBe(422);
    expect(answer.body.error).toContain('more than');
  });

  test('in parts without a name', async () => {
    const answer = await ask<{ details: unknown[] }>(`${server.url}/runs/multipart`, {
      method: 'POST',
      body: `${'--b\r\n\r\n\r\n'.repeat(10_000)}--b--`,
      headers: { 'content-type': 'multipart/form-data; boundary=b' },
    });
    expect(answer.status).toBe(422);
    expect(answer.body.details).toHaveLength(100);
  });
});

describe('small bodies that would grow large when read', () => {
  const id = randomUUID();
  test.each([
    ['/runs', `{"id":"${id}","inputs":[${'{},'.repeat(8_000_000)}1]}`, 'application/json'],
    [
      '/runs/multipart',
      `--b\r\nContent-Disposition: form-data; name="post.${id}.inputs"\r\n\r\n[${'{},'.repeat(4_000_000)}1]\r\n`.repeat(
        2,
      ) + '--b--',
      'multipart/form-data; boundary=b',
    ],
  ])('%s refuses them', async (path, text, type) => {
    const answer = await ask<{ error: string }>(server.url + path, {
      method: 'POST',
      body: gzipSync(text, { level: 1 }),
      headers: { 'content-type': type, 'content-encoding': 'gzip' },
    });
    expect(answer.status).toBe(422);
    expect(answer.body.error).toContain('of memory');
  });

  test('text of any size is no weight', async () => {
    const run = { id: randomUUID(), name: 'text', inputs: { text: '{[,:"\\'.repeat(1_500_000) } };
    expect((await postJson(`${server.url}/runs`, run)).status).toBe(202);
    expect((await ask<{ inputs: unknown }>(`${server.url}/runs/${run.id}`)).body.inputs).toEqual(run.inputs);
  });

  test('a question of megabytes is refused', async () => {
    const answer = await postJson<{ code: string }>(`${server.url}/runs/query`, { id: 'x'.repeat(9_000_000) });
    expect(answer).toMatchObject({ status: 413, body: { code: 'question-body-too-large' } });
  });
});

describe('questions with odd values', () => {
  test.each([
    { start_time: '0000-01-01T00:00:00Z', end_time: '9999-12-31T23:59:59Z' },
    { start_time: -62_000_000_000_000, end_time: 250_000_000_000_000 },
  ])('any year may be asked for: %j', async (times) => {
    await postJson(`${server.url}/runs`, {
      id: randomUUID(),
      name: 'now',
      session_name: 'years',
      start_time: '2026-03-01T10:00:00Z',
    });
    const page = await postJson<Page>(`${server.url}/runs/query`, { ...times, filter: 'eq(name,"now")' });
    expect(page.status).toBe(200);
    expect(page.body.runs.length).toBeGreaterThan(0);
  });

  test('a list that ends in the year 9999 can be paged through', async () => {
    const ids = [randomUUID(), randomUUID(), randomUUID()];
    await postJson(`${server.url}/runs/batch`, {
      post: ids.map((id) => ({
        id,
        trace_id: id,
        name: 'far',
        run_type: 'far',
        start_time: '9999-12-31T23:59:59.999999Z',
      })),
    });
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: { status: number; body: Page } = await postJson<Page>(`${server.url}/runs/query`, {
        run_type: 'far',
        limit: 1,
        cursor,
      });
      expect(page.status).toBe(200);
      seen.push(...page.body.runs.map((run) => run.id));
      cursor = page.body.cursors.next;
    } while (cursor !== null && seen.length < 10);
    expect(seen.toSorted()).toEqual(ids.toSorted());
  });

  test('an id in a filter is read in any spelling, and refused by name if it is none', async () => {
    const id = randomUUID();
    await postJson(`${server.url}/runs`, { id, name: 'found' });
    const found = await postJson<Page>(`${server.url}/runs/query`, {
      filter: `eq(id, "${id.replaceAll('-', '').toUpperCase()}")`,
    });
    expect(found.body.runs.map((run) => run.id)).toEqual([id]);
    const refused = await postJson<{ error: string }>(`${server.url}/runs/query`, { filter: 'eq(trace_id, "x")' });
    expect(refused).toMatchObject({ status: 400, body: { code: 'bad-filter' } });
    expect(refused.body.error).toContain('at character 14');
  });

  test('a project may be made under half a surrogate pair, and is the one of the runs that say so', async () => {
    await postJson(`${server.url}/runs`, { id: randomUUID(), name: 'a', session_name: 'half \ud800' });
    const made = await postJson<{ id: string; name: string }>(`${server.url}/sessions?upsert=true`, {
      name: 'half \ud800',
      description: '\udfff',
    });
    expect(made).toMatchObject({ status: 200, body: { name: 'half \ufffd', description: '\ufffd' } });
    const found = await ask<{ id: string }[]>(`${server.url}/sessions?name=${encodeURIComponent('half \ufffd')}`);
    expect(found.body.map((project) => project.id)).toEqual([made.body.id]);
  });
});
