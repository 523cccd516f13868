/**
 * What a client of LangSmith would notice first if it were wrong, as far as no other test has it
 * anyway: e2e/checks/client-rows.test.ts lists all of it by number.
 */
import { randomUUID } from 'node:crypto';
import * as zlib from 'node:zlib';
import fc from 'fast-check';
import type { OutlineAnswer } from 'tracenest/wire';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, postJson, sendRecords, startTestServer, type TestServer } from '../../server.fixture.js';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(() => server.remove());

const { gzipSync } = zlib;

interface Run {
  id: string;
  trace_id: string;
  dotted_order: string;
  name: string;
  run_type: string;
  start_time: string;
  session_name: string;
}
interface V1Run extends Run {
  status: string;
  parent_run_id: string | null;
  session_id: string;
  end_time: string | null;
  outputs: unknown;
}
interface Page {
  runs: V1Run[];
  cursors: { next: string | null };
}

const begin = '20260301T100000000000Z';

function newRun(fields: Partial<Run> & Record<string, unknown> = {}): Run {
  const id = fields.id ?? randomUUID();
  return {
    id,
    trace_id: id,
    dotted_order: begin + id,
    name: 'run',
    run_type: 'chain',
    start_time: '2026-03-01T10:00:00Z',
    session_name: 'rows',
    ...fields,
  };
}

async function read(id: string): Promise<V1Run> {
  return (await ask<V1Run>(`${server.url}/runs/${id}`)).body;
}

async function query(asked: object): Promise<Page> {
  return (await postJson<Page>(`${server.url}/runs/query`, asked)).body;
}

async function projectId(name: string): Promise<string> {
  const { body } = await ask<{ id: string }[]>(`${server.url}/sessions?name=${encodeURIComponent(name)}`);
  return body[0]?.id ?? '';
}

function part(name: string, value: unknown): string {
  const head = `--B\r\nContent-Disposition: form-data; name="${name}"\r\nContent-Type: application/json\r\n\r\n`;
  return `${head}${JSON.stringify(value)}\r\n`;
}

function sendParts(
  body: NonNullable<RequestInit['body']>,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: unknown }> {
  const init = { method: 'POST', body, headers: { 'content-type': 'multipart/form-data; boundary=B', ...headers } };
  return ask(`${server.url}/runs/multipart`, { ...init, ...(body instanceof ReadableStream && { duplex: 'half' }) });
}

describe('bodies', () => {
  test('row 2: hundreds of parts without a file name, one of them of many megabytes', async () => {
    const runs = Array.from({ length: 120 }, () => newRun());
    const long = 'word '.repeat(2_500_000);
    const parts = runs.flatMap((run, i) => [
      part(`post.${run.id}`, run),
      ...['inputs', 'outputs', 'extra', 'events', 'serialized'].map((field) => part(`post.${run.id}.${field}`, { i })),
      part(`post.${run.id}.error`, i === 7 ? long : null),
    ]);
    expect(await sendParts(`${parts.join('')}--B--\r\n`)).toMatchObject({ status: 202, body: { stored: 120 } });
    const whole = (await ask<{ error: string }>(`${server.url}/runs/${runs[7]?.id}`)).body;
    expect(whole.error).toHaveLength(long.length);
  });

  test('row 3: a body in chunks whose length nobody has said', async () => {
    const run = newRun();
    const pieces = [part(`post.${run.id}`, run), part(`post.${run.id}.outputs`, { a: 1 }), '--B--\r\n'];
    const stream = new ReadableStream({
      pull(controller) {
        const piece = pieces.shift();
        if (piece === undefined) controller.close();
        else controller.enqueue(new TextEncoder().encode(piece));
      },
    });
    expect(await sendParts(stream)).toMatchObject({ status: 202, body: { stored: 1 } });
    expect(await read(run.id)).toMatchObject({ outputs: { a: 1 } });
  });
});

describe('encodings', () => {
  const encoders: Record<string, ((body: string) => Buffer) | undefined> = {
    gzip: gzipSync,
    zstd: (zlib as typeof zlib & { zstdCompressSync?: (body: string) => Buffer }).zstdCompressSync,
  };

  test('row 4, row 5: those that this Node can decode are announced, and what is announced is decoded', async () => {
    const { body } = await ask<{ instance_flags: Record<string, boolean> }>(`${server.url}/info`);
    const announced = [
      ...(body.instance_flags['gzip_body_enabled'] === true ? ['gzip'] : []),
      ...(body.instance_flags['zstd_compression_enabled'] === true ? ['zstd'] : []),
    ];
    expect(announced).toEqual(Object.keys(encoders).filter((name) => encoders[name] !== undefined));
    for (const [encoding, encode] of Object.entries(encoders)) {
      const run = newRun();
      // Where it cannot be encoded here it cannot be decoded there either: what it is does not matter.
      const bytes = (encode ?? gzipSync)(`${part(`post.${run.id}`, run)}--B--\r\n`);
      const answer = await sendParts(new Uint8Array(bytes), { 'content-encoding': encoding });
      if (announced.includes(encoding)) expect(answer).toMatchObject({ status: 202, body: { stored: 1 } });
      else expect(answer).toMatchObject({ status: 415, body: { code: 'unsupported-encoding' } });
      const broken = await sendParts('not encoded', { 'content-encoding': encoding });
      const code = announced.includes(encoding) ? 'bad-encoding' : 'unsupported-encoding';
      expect(broken.body).toMatchObject({ code, error: expect.stringContaining(encoding) as unknown });
    }
  });
});

describe('a run that comes in two', () => {
  test('row 9: null in an update leaves what was said', async () => {
    const root = newRun();
    const child = newRun({ trace_id: root.id, parent_run_id: root.id, name: 'child', inputs: { a: 1 }, tags: ['t'] });
    child.dotted_order = `${root.dotted_order}.${child.dotted_order}`;
    await sendRecords(server.url, [root, child]);
    const fields = ['name', 'run_type', 'start_time', 'session_name', 'session_id', 'parent_run_id', 'inputs', 'tags'];
    const nulls = Object.fromEntries(
      [...fields, 'extra', 'error', 'events', 'serialized'].map((field) => [field, null]),
    );
    const patch = { ...nulls, id: child.id, trace_id: root.id, dotted_order: child.dotted_order };
    await postJson(`${server.url}/runs/batch`, { patch: [{ ...patch, end_time: '2026-03-01T10:00:01Z' }] });
    expect(await read(child.id)).toMatchObject({
      name: 'child',
      parent_run_id: root.id,
      session_id: await projectId('rows'),
      inputs: { a: 1 },
      tags: ['t'],
      status: 'success',
    });
  });

  test('row 11: an update before its create is kept, and is whole when that comes', async () => {
    const run = newRun();
    const end = { outputs: { done: true }, end_time: '2026-03-01T10:00:01Z' };
    await postJson(`${server.url}/runs/batch`, { patch: [{ ...run, name: 'of the end', ...end }] });
    expect(await read(run.id)).toMatchObject({ status: 'success', outputs: { done: true } });
    await postJson(`${server.url}/runs/batch`, { post: [{ ...run, inputs: { a: 1 }, outputs: {} }] });
    expect(await read(run.id)).toMatchObject({ status: 'success', inputs: { a: 1 }, outputs: { done: true } });
  });

  test('row 35: is read as soon as it was acknowledged, alone and in lists', async () => {
    for (let round = 0; round < 5; round++) {
      const run = newRun({ session_name: `at once ${round}` });
      await sendRecords(server.url, [run]);
      expect((await query({ trace: run.id })).runs.map(({ id }) => id)).toEqual([run.id]);
      expect((await query({ session: [await projectId(`at once ${round}`)] })).runs).toHaveLength(1);
      expect(await read(run.id)).toMatchObject({ status: 'pending' });
      await postJson(`${server.url}/runs/${run.id}`, { end_time: '2026-03-01T10:00:01Z' }, 'PATCH');
      expect(await read(run.id)).toMatchObject({ status: 'success' });
    }
  });
});

describe('orders and ids', () => {
  test('row 13: runs of the same millisecond are in the order of their dotted orders', async () => {
    const root = newRun({ session_name: 'siblings' });
    const children = Array.from({ length: 8 }, (_, i) => {
      const id = randomUUID();
      const dotted_order = `${root.dotted_order}.20260301T10000000000${i + 2}Z${id}`;
      return newRun({ id, trace_id: root.id, dotted_order, name: `child ${i}`, session_name: 'siblings' });
    });
    const sent = fc.sample(fc.shuffledSubarray([root, ...children], { minLength: 9 }), 1).flat();
    for (const run of sent) await sendRecords(server.url, [run]);
    const inOrder = ['run', ...children.map(({ name }) => name)];
    const outline = `${server.url}/api/app/traces/${root.id}/outline?format=json`;
    expect((await ask<OutlineAnswer>(outline)).body.rows.map(({ name }) => name)).toEqual(inOrder);
    const v2 = `${server.url}/api/v2/traces/${root.id}/runs?project_id=${await projectId('siblings')}&selects=NAME`;
    expect((await ask<{ items: { name: string }[] }>(v2)).body.items.map(({ name }) => name)).toEqual(inOrder);
    const v1 = (await query({ trace: root.id })).runs.toSorted((a, b) => (a.dotted_order < b.dotted_order ? -1 : 1));
    expect(v1.map(({ name }) => name)).toEqual(inOrder);
  });

  test.each(['', '5', '512', '512000', '512000123'])(
    'row 14: a time with the fraction %j in a dotted order tells the parent',
    async (fraction) => {
      const [root, child] = [randomUUID(), randomUUID()];
      const time = `20260301T100000${fraction}Z`;
      const ofRoot = newRun({ id: root, dotted_order: time + root });
      const ofChild = newRun({ id: child, trace_id: root, dotted_order: `${time}${root}.${time}${child}` });
      expect((await sendRecords(server.url, [ofChild, ofRoot])).body).toMatchObject({ stored: 2, rejected: [] });
      expect(await read(child)).toMatchObject({ parent_run_id: root, trace_id: root });
    },
  );

  test('row 15: ids of any version and none, in any spelling, are ids', async () => {
    const ofVersions = Array.from('0123456789abcdef', (version) => randomUUID().replace(/^(.{14})./u, `$1${version}`));
    const ids = [...ofVersions, '00000000-0000-0000-a1b2-c3d4e5f60718', 'ffffffff-ffff-ffff-ffff-ffffffffffff'];
    const spelt = ids.flatMap((id, i) => [i % 2 === 0 ? id.toUpperCase() : id.replaceAll('-', '')]);
    const answer = await sendRecords(
      server.url,
      spelt.map((id) => newRun({ id, trace_id: id, dotted_order: begin + id })),
    );
    expect(answer.body).toMatchObject({ stored: ids.length, rejected: [] });
    for (const id of ids) expect(await read(id)).toMatchObject({ id, trace_id: id, parent_run_id: null });
  });
});

describe('lists', () => {
  test('row 25: no page is empty and leads to another', async () => {
    const paged = Array.from({ length: 60 }, (_, i) =>
      newRun({ name: `n ${i % 20}`, session_name: 'paged', start_time: new Date(1_772_000_000_000 + i).toISOString() }),
    );
    await sendRecords(server.url, paged);
    const session = [await projectId('paged')];
    // A limit that the number of runs is a multiple of, one found at each end, and nothing found.
    for (const asked of [{ limit: 30 }, { limit: 1, filter: 'eq(name, "n 0")' }, { filter: 'eq(name, "none")' }]) {
      const found: string[] = [];
      for (let cursor: string | null | undefined; cursor !== null;) {
        const page: Page = await query({ session, ...asked, cursor });
        if (page.cursors.next !== null) expect(page.runs).not.toEqual([]);
        found.push(...page.runs.map(({ id }) => id));
        cursor = page.cursors.next;
      }
      const name = asked.filter?.slice(10, -2);
      const wanted = paged.filter((run) => name === undefined || run.name === name).map(({ id }) => id);
      expect(found).toEqual(wanted.toReversed());
    }
  });

  test('row 26: a key and a value that stand together are of one pair', async () => {
    const users = [
      { user: 'a', team: 'b' },
      { user: 'b', team: 'a' },
    ];
    const runs = users.map((metadata) => newRun({ name: metadata.user, session_name: 'pairs', extra: { metadata } }));
    await sendRecords(server.url, runs);
    const pair = (key: string, value: string): string =>
      `and(eq(metadata_key, "${key}"), eq(metadata_value, "${value}"))`;
    const session = [await projectId('pairs')];
    const found = async (filter: string): Promise<string[]> =>
      (await query({ session, filter })).runs.map(({ name }) => name);
    expect(await found(pair('user', 'a'))).toEqual(['a']);
    expect(await found(pair('team', 'a'))).toEqual(['b']);
    expect(await found(`and(${pair('user', 'a')}, ${pair('team', 'a')})`)).toEqual([]);
    expect(await found(`and(${pair('user', 'a')}, ${pair('team', 'b')})`)).toEqual(['a']);
  });
});

test('row 29: spans of OpenTelemetry are refused in words, wherever exporters send them', async () => {
  for (const prefix of ['', '/api', '/api/v1'])
    for (const path of ['/otel', '/otel/v1/traces']) {
      const headers = { 'content-type': 'application/x-protobuf', 'content-encoding': 'gzip' };
      const init = { method: 'POST', body: gzipSync('spans'), headers };
      const { status, body } = await ask<{ code: string; detail: string; remedy: string }>(
        server.url + prefix + path,
        init,
      );
      expect([status, body.code]).toEqual([404, 'out-of-scope']);
      expect(body.detail).toContain('OpenTelemetry');
      expect(body.remedy).toContain('LANGSMITH_OTEL_ENABLED');
    }
});
