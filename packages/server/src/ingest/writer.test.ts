import { randomUUID } from 'node:crypto';
import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { mergeRecords } from 'tracenest/wire';
import type { Json, RunRecord } from 'tracenest/wire';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Store } from '../store/store.js';
import { projectIdOf } from '../store/projects.js';
import { readRunRecords, readTraceRecords } from '../store/records.js';
import {
  nilId,
  type ChangeRow,
  type PayloadRow,
  type RunIdRow,
  type RunRow,
  type TraceIndexRow,
} from '../store/rows.js';
import { sql } from '../store/sql.js';
import { allRows, emptyStore, makeTempDirectory, openTempStore } from '../store/temp-store.fixture.js';
import { Writer } from './writer.js';

const A = 'aaaaaaaa-0000-4000-8000-00000000000a';
const B = 'bbbbbbbb-0000-4000-8000-00000000000b';
const C = 'cccccccc-0000-4000-8000-00000000000c';

let store: Store;
let remove: () => Promise<void>;
beforeAll(async () => ({ store, remove } = await openTempStore()));
afterAll(() => remove());
beforeEach(() => emptyStore(store));

const write = async (...records: RunRecord[]): Promise<void> => {
  const writer = new Writer(store);
  expect(await writer.write(records)).toEqual({ status: 'stored' });
  await writer.close();
};
const create = (id: string, fields: Partial<RunRecord> = {}): RunRecord => ({ op: 'create', id, ...fields });
const update = (id: string, fields: Partial<RunRecord> = {}): RunRecord => ({ op: 'update', id, ...fields });

describe('rows', () => {
  test('a record fills every table', async () => {
    const before = Date.now() * 1000;
    await write(
      create(A, {
        trace_id: A,
        name: 'root',
        run_type: 'llm',
        start_time: '2026-11-20T10:00:00.123456789Z',
        session_name: 'alpha',
        inputs: { messages: [{ role: 'user', content: 'hi' }], model: 'm-1' },
        extra: { metadata: { thread_id: 't', service_name: 's' }, tracenest: { v: 1, placement: 'root' } },
      }),
      create(B, {
        parent_run_id: A,
        end_time: 1795207341324,
        error: `E\n${'x'.repeat(500)}`,
        outputs: { usage_metadata: { input_tokens: 2, output_tokens: 3 } },
        events: [{ name: 'new_token', time: '2026-11-20T10:00:01Z' }],
      }),
    );
    const [root, child] = await allRows<RunRow>(store, 'runs');
    expect(root).toMatchObject({
      trace_id: A,
      id: A,
      op: 'create',
      said_trace_id: A,
      parent_run_id: null,
      name: 'root',
      run_type: 'llm',
      is_root: true,
      dialect: 'langsmith',
      start_time: '2026-11-20T10:00:00.123456789Z',
      start_at: '2026-11-20T10:00:00.123456Z',
      end_time: null,
      end_at: null,
      project: 'alpha',
      project_id: projectIdOf('alpha'),
      thread_id: 't',
      service: 's',
      model: 'm-1',
      tracenest: '{"v":1,"placement":"root"}',
      inputs_preview: 'hi',
      outputs_preview: null,
      total_tokens: null,
      error: null,
    });
    expect(child).toMatchObject({
      trace_id: A,
      id: B,
      said_trace_id: null,
      parent_run_id: A,
      is_root: false,
      project: null,
      project_id: nilId,
      end_time: '2026-11-20T20:42:21.324Z',
      prompt_tokens: 2,
      completion_tokens: 3,
      total_tokens: 5,
      first_token_time: '2026-11-20T10:00:01Z',
    });
    expect(child?.error).toHaveLength(300);
    expect(root?.arrived).toBeGreaterThanOrEqual(before);
    expect(child?.arrived).toBeGreaterThan(root?.arrived ?? Infinity);

    const payloads = await allRows<PayloadRow>(store, 'payloads');
    expect(payloads.map(({ id, inputs, outputs }) => [id, inputs === '', outputs])).toEqual([
      [A, false, ''],
      [B, true, '{"usage_metadata":{"input_tokens":2,"output_tokens":3}}'],
    ]);
    const runIds = await allRows<RunIdRow>(store, 'run_ids');
    expect(runIds.map(({ id, role, trace_id, other_id }) => [id, role, trace_id, other_id])).toEqual([
      [A, 'run', A, nilId],
      [A, 'parent', A, B],
      [B, 'run', A, nilId],
    ]);
    expect(await allRows<TraceIndexRow>(store, 'traces')).toMatchObject([
      { project_id: projectIdOf('alpha'), trace_id: A, start_at: '2026-11-20T10:00:00.123456Z' },
    ]);
    expect((await allRows<{ name: string }>(store, 'projects')).map(({ name }) => name).toSorted()).toEqual([
      'alpha',
      'default',
    ]);
    expect(await allRows<ChangeRow>(store, 'changes')).toMatchObject([
      { project_id: projectIdOf('alpha'), trace_id: A },
    ]);
  });

  test('the project default exists before anything was written', async () => {
    const writer = new Writer(store);
    await writer.open();
    expect(await allRows<{ id: string; name: string }>(store, 'projects')).toMatchObject([
      { id: projectIdOf('default'), name: 'default' },
    ]);
    await writer.close();
  });

  test('an exact retry is one row after merging, and the first arrival stands', async () => {
    const record = update(A, { trace_id: A, outputs: { n: 1 } });
    await write(record);
    const [first] = await allRows<RunRow>(store, 'runs');
    await write(record);
    await store.command(sql`OPTIMIZE TABLE runs FINAL`);
    const rows = await allRows<RunRow>(store, 'runs');
    expect(rows.map(({ arrived }) => arrived)).toEqual([first?.arrived]);
  });

  test('text that UTF-8 cannot say, years that a column cannot hold and values of any depth are stored', async () => {
    const deep: Json = JSON.parse(`${'['.repeat(20_000)}${']'.repeat(20_000)}`) as Json;
    await write(
      create(A, {
        trace_id: A,
        name: 'lone \ud800',
        session_name: '\udfff',
        error: 'x\udc00',
        start_time: '0000-01-01T00:00:00Z',
        end_time: '9999-12-31T23:59:59.999999999Z',
        tags: ['\ud800'],
        inputs: { '\ud800': '\0' },
      }),
      create(B, { trace_id: A, parent_run_id: A, inputs: { deep } }),
    );
    const found = await readRunRecords(store, A);
    expect(found?.records[0]?.record).toMatchObject({
      name: 'lone \ud800',
      tags: ['\ud800'],
      inputs: { '\ud800': '\0' },
      start_time: '0000-01-01T00:00:00Z',
    });
    const [row] = await allRows<RunRow>(store, 'runs');
    expect(row).toMatchObject({
      start_time: '0000-01-01T00:00:00Z',
      start_at: '1900-01-01T00:00:00.000000Z',
      end_at: '2199-12-31T23:59:59.999999Z',
    });
    expect((await readTraceRecords(store, A, { payloads: true })).map(({ record }) => record.id)).toEqual([A, B]);
  });

  test('a payload of many megabytes', async () => {
    const text = 'x\u{1F600}"\\\n'.repeat(3 * 2 ** 20);
    await write(create(A, { inputs: { text } }));
    const [first] = (await readRunRecords(store, A))?.records ?? [];
    // Compared by hand: a difference of such texts would take minutes to print.
    expect(JSON.stringify(first?.record.inputs) === JSON.stringify({ text })).toBe(true);
  });
});

describe('where records are kept', () => {
  test('a root without a trace id is its own trace; runs below it follow, in whatever order one body has them', async () => {
    await write(
      create(C, { parent_run_id: B }),
      create(B, { parent_run_id: A }),
      create(A, { name: 'root' }),
      update(C, { end_time: 5 }),
    );
    expect((await allRows<RunRow>(store, 'runs')).map(({ id, trace_id }) => [id, trace_id])).toEqual([
      [A, A],
      [B, A],
      [C, A],
      [C, A],
    ]);
  });

  test('an update finds its run, a child its parent, from requests long past and other processes', async () => {
    await write(create(A, { name: 'root' }));
    await write(create(B, { parent_run_id: A }));
    await write(update(B, { end_time: 5 }));
    expect((await allRows<RunRow>(store, 'runs')).map(({ trace_id }) => trace_id)).toEqual([A, A, A]);
  });

  test('the first id of a dotted order is the trace', async () => {
    const order = `20261120T100000000000Z${A}.20261120T100001000000Z${B}`;
    await write(update(B, { dotted_order: order, end_time: 5 }));
    expect(await allRows<RunRow>(store, 'runs')).toMatchObject([{ trace_id: A, said_trace_id: null }]);
    expect(await allRows<TraceIndexRow>(store, 'traces')).toMatchObject([
      { trace_id: A, start_at: '2026-11-20T10:00:00.000000Z' },
    ]);
  });

  test('what cannot be placed is listed under the parent that it names', async () => {
    await write(create(B, { parent_run_id: A }), update(C, { end_time: 5 }));
    expect((await allRows<RunRow>(store, 'runs')).map(({ trace_id }) => trace_id)).toEqual([nilId, nilId]);
    expect((await allRows<TraceIndexRow>(store, 'traces')).map(({ trace_id }) => trace_id).toSorted()).toEqual([A, C]);
  });

  test('a record that names no project is listed in that of its trace', async () => {
    await write(create(A, { session_name: 'alpha' }));
    await write(create(B, { parent_run_id: A, trace_id: A }), update(A, { end_time: 5 }));
    expect(new Set((await allRows<TraceIndexRow>(store, 'traces')).map(({ project_id }) => project_id))).toEqual(
      new Set([projectIdOf('alpha')]),
    );
  });

  test('a project known only by its id is one, and the same as one of that name', async () => {
    await write(create(A, { session_id: C }), create(B, { session_name: C }));
    const projects = await allRows<{ id: string; name: string }>(store, 'projects');
    expect(projects.filter(({ name }) => name !== 'default')).toMatchObject([{ id: C, name: C }]);
  });

  test('an earlier start that becomes known later moves the trace in the list', async () => {
    const writer = new Writer(store);
    await writer.write([create(B, { trace_id: A, parent_run_id: A, start_time: '2026-11-20T10:00:02Z' })]);
    await writer.write([create(A, { trace_id: A, start_time: '2026-11-20T10:00:01Z' })]);
    await writer.write([create(C, { trace_id: A, parent_run_id: A, start_time: '2026-11-20T10:00:03Z' })]);
    await writer.close();
    expect((await allRows<TraceIndexRow>(store, 'traces')).map(({ start_at }) => start_at)).toEqual([
      '2026-11-20T10:00:01.000000Z',
      '2026-11-20T10:00:02.000000Z',
    ]);
  });
});

describe('writing', () => {
  test('requests of one moment share flushes, and arrive in the order of their writes', async () => {
    const writer = new Writer(store, { nowUs: () => 1_000_000 });
    const ids = Array.from({ length: 60 }, () => randomUUID());
    await Promise.all(ids.map((id) => writer.write([create(id)])));
    await writer.close();
    const rows = await allRows<RunRow>(store, 'runs');
    expect(rows.toSorted((a, b) => a.arrived - b.arrived).map(({ id }) => id)).toEqual(ids);
    expect(new Set(rows.map(({ arrived }) => arrived)).size).toBe(60);
    const [inserts] = await store.query<{ parts: number }>(sql`SELECT uniqExact(_part) AS parts FROM runs`);
    expect(inserts?.parts).toBeLessThan(30);
  });

  test('arrivals go on from what is stored, though the clock was set back', async () => {
    const later = new Writer(store, { nowUs: () => 2_000_000_000_000_000 });
    await later.write([update(A, { outputs: { n: 1 } })]);
    await later.close();
    await write(update(A, { outputs: { n: 2 } }));
    const found = await readRunRecords(store, A);
    expect(mergeRecords(found?.records ?? []).outputs).toEqual({ n: 2 });
  });

  test('a full writer takes nothing and says so; it takes again when there is room', async () => {
    const writer = new Writer(store, { maxWaitingRows: 3 });
    const first = writer.write([create(A), create(B), create(C)]);
    const refused = await writer.write([create(randomUUID())]);
    expect(refused).toEqual({ status: 'full', retryAfterSeconds: expect.any(Number) as number });
    expect(await first).toEqual({ status: 'stored' });
    expect(await writer.write([update(A)])).toEqual({ status: 'stored' });
    await writer.close();
    expect((await allRows<RunRow>(store, 'runs')).map(({ id }) => id).toSorted()).toEqual([A, A, B, C]);
  });

  test('bytes count too; one request larger than the bound is taken when nothing waits', async () => {
    const writer = new Writer(store, { maxWaitingBytes: 1_000 });
    const first = writer.write([create(A, { inputs: { text: 'x'.repeat(5_000) } })]);
    await writer.open();
    await new Promise((resolve) => setImmediate(resolve));
    expect((await writer.write([create(B)])).status).toBe('full');
    expect((await first).status).toBe('stored');
    await writer.close();
  });

  test('close writes what waits, and takes no more', async () => {
    const writer = new Writer(store);
    const writes = [A, B, C].map((id) => writer.write([create(id)]));
    await writer.close();
    expect(await Promise.all(writes)).toEqual([{ status: 'stored' }, { status: 'stored' }, { status: 'stored' }]);
    expect(await allRows(store, 'runs')).toHaveLength(3);
    await expect(writer.write([create(A)])).rejects.toThrow(/closed/u);
  });

  test('a flush that fails rejects its writers; the next one goes on, and nothing is forgotten', async () => {
    const writer = new Writer(store);
    await writer.open();
    await store.command(sql`RENAME TABLE runs TO runs_away`);
    await expect(writer.write([create(A, { session_name: 'alpha' })])).rejects.toThrow(/runs/u);
    await store.command(sql`RENAME TABLE runs_away TO runs`);
    await writer.write([create(A, { session_name: 'alpha' })]);
    await writer.close();
    expect(await readTraceRecords(store, A, { payloads: true })).toHaveLength(1);
    expect(await allRows<TraceIndexRow>(store, 'traces')).not.toHaveLength(0);
  });

  test('nothing to write is stored', async () => {
    await write();
    expect(await allRows(store, 'runs')).toEqual([]);
  });
});

describe('kill -9', () => {
  test('every acknowledged record is there when the directory is opened again', async () => {
    const directory = makeTempDirectory();
    const child = runScript('kill-writer.fixture.ts', 'write', directory);
    const acknowledged: string[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      acknowledged.push(...line.split(' '));
      if (acknowledged.length >= 2_000) child.kill('SIGKILL');
    }
    const reader = runScript('kill-writer.fixture.ts', 'read', directory);
    const found = new Set<string>();
    for await (const line of createInterface({ input: reader.stdout })) found.add(line);
    rmSync(directory, { recursive: true, force: true });
    expect(acknowledged.length).toBeGreaterThanOrEqual(2_000);
    expect(acknowledged.filter((id) => !found.has(id))).toEqual([]);
  });

  function runScript(name: string, ...args: string[]): ChildProcess & { stdout: NonNullable<ChildProcess['stdout']> } {
    const script = fileURLToPath(new URL(name, import.meta.url));
    return spawn(process.execPath, ['--conditions=@tracenest/source', '--import', 'tsx', script, ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  }
});
