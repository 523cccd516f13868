/** Runs in: what is taken, what is refused, and that one never costs the other. */
import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, postJson, startTestServer, type TestServer } from '../../server.fixture.js';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({}, { writer: { maxWaitingRows: 150 } });
});

afterAll(() => server.remove());

interface Taken {
  stored: number;
  rejected: { id: string | null; code: string; message: string; remedy: string }[];
}
interface Refused {
  error: string;
  code: string;
  remedy: string;
  details?: Taken['rejected'];
}
interface Info {
  version: string;
  batch_ingest_config: object;
  instance_flags: object;
}
interface V1Run {
  id: string;
  name: string;
  trace_id: string;
  parent_run_id: string | null;
  parent_run_ids: string[];
  status: string;
  inputs: unknown;
  outputs: unknown;
  start_time: string | null;
  end_time: string | null;
  total_tokens: number;
  total_cost: string | null;
}

function run(fields: object = {}): { id: string; trace_id: string } {
  const id = randomUUID();
  return {
    id,
    trace_id: id,
    dotted_order: `20260301T100000000000Z${id}`,
    name: 'run',
    run_type: 'chain',
    start_time: '2026-03-01T10:00:00',
    inputs: {},
    ...fields,
  } as { id: string; trace_id: string };
}

async function read(id: string): Promise<V1Run> {
  return (await ask<V1Run>(`${server.url}/runs/${id}`)).body;
}

describe('what a single request carries', () => {
  test('row 8: POST /runs and PATCH /runs/{id} with next to nothing, the end in milliseconds', async () => {
    const id = randomUUID();
    const child = randomUUID();
    expect(
      (
        await postJson(`${server.url}/api/v1/runs`, {
          id: id.replaceAll('-', ''),
          name: 'a',
          run_type: 'chain',
          inputs: {},
        })
      ).status,
    ).toBe(202);
    expect(
      (await postJson(`${server.url}/runs`, { id: child, name: 'b', run_type: 'tool', inputs: {}, parent_run_id: id }))
        .status,
    ).toBe(202);
    expect(
      (
        await postJson(
          `${server.url}/runs/${id.toUpperCase()}`,
          { end_time: 1_795_207_341_324, outputs: { x: 1 }, name: null },
          'PATCH',
        )
      ).status,
    ).toBe(202);
    expect(await read(id)).toMatchObject({
      name: 'a',
      trace_id: id,
      status: 'success',
      outputs: { x: 1 },
      end_time: '2026-11-20T20:42:21.324000',
      total_tokens: 0,
      total_cost: null,
    });
    expect(await read(child)).toMatchObject({ trace_id: id, parent_run_id: id, parent_run_ids: [id] });
  });

  test('row 1, row 10: multipart with gzip, attachments, and parts of post and patch in any order', async () => {
    const { id, ...rest } = run({ name: 'multi' });
    const part = (name: string, type: string, body: string | Buffer): Buffer =>
      Buffer.concat([
        Buffer.from(`--B\r\nContent-Disposition: form-data; name="${name}"\r\nContent-Type: ${type}\r\n\r\n`),
        Buffer.from(body),
        Buffer.from('\r\n'),
      ]);
    const body = Buffer.concat([
      part(`post.${id}.inputs`, 'application/json', '{"deep":[1]}'),
      part(`attachment.${id}.image`, 'image/png', Buffer.from([0, 255, 13, 10, 45, 45])),
      part(`post.${id}`, 'application/json', JSON.stringify({ id, ...rest })),
      part(`patch.${id}.error`, 'application/json', '"bad luck"'),
      part(`patch.${id}`, 'application/json', JSON.stringify({ id, trace_id: id, end_time: '2026-03-01T10:00:01Z' })),
      Buffer.from('--B--\r\n'),
    ]);
    const answer = await ask<Taken & { attachments: number }>(`${server.url}/runs/multipart`, {
      method: 'POST',
      body: gzipSync(body),
      headers: { 'content-type': 'multipart/form-data; boundary=B', 'content-encoding': 'gzip' },
    });
    expect(answer).toMatchObject({ status: 202, body: { stored: 2, rejected: [], attachments: 1 } });
    expect(await read(id)).toMatchObject({ name: 'multi', status: 'error', inputs: { deep: [1] }, error: 'bad luck' });
  });

  test('row 16: an exact retry is taken and changes nothing', async () => {
    const sent = run({ name: 'again' });
    for (let i = 0; i < 2; i++)
      expect((await postJson(`${server.url}/runs/batch`, { post: [sent], patch: [] })).status).toBe(202);
    const { body } = await postJson<{ runs: V1Run[] }>(`${server.url}/runs/query`, { trace: sent.trace_id });
    expect(body.runs.map((found) => found.name)).toEqual(['again']);
  });
});

describe('bad runs', () => {
  test('do not cost the good ones of their request', async () => {
    const good = run({ name: 'good' });
    const { status, body } = await postJson<Taken>(`${server.url}/runs/batch`, {
      post: [{ id: 'no id', name: 'bad' }, good, 'not a run'],
      patch: [],
    });
    expect(status).toBe(202);
    expect(body.stored).toBe(1);
    expect(body.rejected).toHaveLength(2);
    for (const rejected of body.rejected) expect(rejected.message.length * rejected.remedy.length).toBeGreaterThan(0);
    expect(await read(good.id)).toMatchObject({ name: 'good' });
  });

  test('alone in a request are refused with the reason of the first', async () => {
    const { status, body } = await postJson<Refused>(`${server.url}/runs/batch`, { post: [{ id: 'no id' }] });
    expect([status, body.code]).toEqual([422, 'no-run-taken']);
    expect(body.error).toContain('id');
    expect(body.details).toHaveLength(1);
  });
});

describe('bodies that are nothing', () => {
  test.each([
    ['/runs/batch', 'POST', '{"post":'],
    ['/runs/batch', 'POST', '[]'],
    ['/runs', 'POST', ''],
    ['/runs', 'POST', '"text"'],
    [`/runs/${randomUUID()}`, 'PATCH', '{'],
    ['/runs/multipart', 'POST', 'no parts'],
    ['/runs/query', 'POST', '{"limit"'],
    ['/runs/query', 'POST', '[1]'],
    ['/sessions', 'POST', 'x'],
  ])('%s %s %j', async (path, method, body) => {
    const answer = await ask<Refused>(server.url + path, { method, body });
    expect([400, 422]).toContain(answer.status);
    expect(answer.body.error).not.toMatch(/[{]\w+[}]/);
    expect(answer.body.remedy).not.toBe('');
  });

  test('an id in the address that is none', async () => {
    expect((await postJson<Refused>(`${server.url}/runs/nothing`, {}, 'PATCH')).body.code).toBe('bad-value');
    expect((await ask<Refused>(`${server.url}/runs/nothing`)).body.code).toBe('bad-value');
  });

  test('an empty batch is fine', async () => {
    expect((await postJson<Taken>(`${server.url}/runs/batch`, { post: [], patch: [] })).body).toMatchObject({
      stored: 0,
      rejected: [],
    });
  });
});

describe('queries of runs', () => {
  test.each([
    [{ limit: 0 }, 'bad-value'],
    [{ limit: '7' }, 'bad-value'],
    [{ id: ['x'] }, 'bad-value'],
    [{ trace: 'x' }, 'bad-value'],
    [{ start_time: 'yesterday' }, 'bad-value'],
    [{ is_root: 'perhaps' }, 'bad-value'],
    [{ cursor: 'x' }, 'bad-value'],
    [{ order: 'up' }, 'bad-value'],
    [{ execution_order: 2 }, 'bad-value'],
    [{ filter: 'eq(name)' }, 'bad-filter'],
    [{ trace_filter: 'eq(nam,"x")' }, 'bad-filter'],
    [{ tree_filter: 'or()' }, 'bad-filter'],
    [{ query: 'slow ones' }, 'bad-filter'],
  ])('%j is refused: %s', async (body, code) => {
    expect((await postJson<Refused>(`${server.url}/runs/query`, body)).body.code).toBe(code);
  });

  test('nulls, unknown fields and unknown selects say nothing', async () => {
    const sent = run({ name: 'quiet' });
    await postJson(`${server.url}/runs/batch`, { post: [sent] });
    const { body } = await postJson<{ runs: V1Run[]; cursors: { next: null } }>(`${server.url}/runs/query`, {
      trace: sent.trace_id,
      limit: 1000,
      filter: null,
      start_time: null,
      cursor: null,
      select: ['id', 'no_such_field'],
      data_source_type: 'lite',
    });
    expect(body.runs).toHaveLength(1);
    expect(body.cursors.next).toBe(null);
    expect(Object.keys(body.runs[0] ?? {})).not.toContain('attachments');
  });
});

test('row 6, row 7: /info is under every prefix and has all that the clients read', async () => {
  const [body, ...below] = await Promise.all(
    ['', '/api', '/api/v1'].map(async (prefix) => (await ask<Info>(`${server.url}${prefix}/info`)).body),
  );
  if (body === undefined) throw new RangeError('no answer');
  expect(below).toEqual([body, body]);
  expect(body.version).toMatch(/^0\.18\.\d+$/);
  expect(Object.keys(body.batch_ingest_config).toSorted()).toEqual([
    'scale_down_nempty_trigger',
    'scale_up_nthreads_limit',
    'scale_up_qsize_trigger',
    'size_limit',
    'size_limit_bytes',
    'use_multipart_endpoint',
  ]);
  expect(body.instance_flags).toMatchObject({ gzip_body_enabled: true, process_heartbeats_enabled: true });
});

test('row 17: a full writer answers 503 with whole seconds to wait, and takes the same runs later', async () => {
  const batch = { post: Array.from({ length: 100 }, () => run({ name: 'pressed' })) };
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => postJson<Taken & Refused>(`${server.url}/runs/batch`, batch)),
  );
  const refused = answers.filter((answer) => answer.status === 503);
  expect(refused.length).toBeGreaterThan(0);
  for (const { headers, body } of refused) {
    expect(headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
    expect(body.code).toBe('writer-full');
  }
  expect(answers.filter((answer) => answer.status === 202).length).toBe(20 - refused.length);
  expect((await postJson<Taken>(`${server.url}/runs/batch`, batch)).body.stored).toBe(100);
});
