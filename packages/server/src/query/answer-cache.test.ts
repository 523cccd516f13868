/** A trace that is asked for again is answered from what is kept, and never with what is not so any more. */
import { randomUUID } from 'node:crypto';
import type { PackedTrace, RunRecord } from 'tracenest/wire';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Writer } from '../ingest/writer.js';
import { processRow } from '../store/processes.js';
import { openTempStore } from '../store/temp-store.fixture.js';
import { AnswerCache } from './answer-cache.js';
import { askTrees, type TreeQuestions } from './tree-questions.js';

const startMs = Date.now();
const at = (ms: number): string => new Date(startMs + ms).toISOString();

let temp: Awaited<ReturnType<typeof openTempStore>>;
let writer: Writer;
let trees: TreeQuestions;
/** How often the records of a trace were read. */
let reads = 0;

beforeAll(async () => {
  temp = await openTempStore();
  const { store } = temp;
  writer = new Writer(store);
  trees = askTrees({
    query: (...args) => store.query(...args),
    insert: (...args) => store.insert(...args),
    queryLists: (sql, limits) => {
      if (sql.text.includes('FROM runs')) reads += 1;
      return store.queryLists(sql, limits);
    },
  });
});

afterAll(async () => {
  await writer.close();
  await temp.remove();
});

const send = (...records: (Omit<RunRecord, 'op'> & { op?: RunRecord['op'] })[]): Promise<unknown> =>
  writer.write(records.map((record) => ({ op: 'create', name: 'run', start_time: at(0), ...record })));

async function traceAt(ms: number, traceId: string, from: TreeQuestions = trees): Promise<PackedTrace> {
  const bytes = await from.trace(traceId, true, null, startMs + ms);
  return JSON.parse(new TextDecoder().decode(bytes ?? new Uint8Array())) as PackedTrace;
}

/** Whether the trace is read for an answer, and the moment that the answer says. */
async function askedAt(ms: number, traceId: string): Promise<{ isRead: boolean; now: string }> {
  const before = reads;
  const { now } = await traceAt(ms, traceId);
  return { isRead: reads > before, now };
}
const isReadAt = async (ms: number, traceId: string): Promise<boolean> => (await askedAt(ms, traceId)).isRead;

async function sendEnded(): Promise<{ root: string; child: string }> {
  const [root, child] = [randomUUID(), randomUUID()];
  await send(
    { id: root, trace_id: root, end_time: at(9) },
    { id: child, trace_id: root, parent_run_id: root, end_time: at(5) },
  );
  return { root, child };
}

describe('a trace of which everything has ended', () => {
  test('is answered from what is kept, each time with bytes of its own', async () => {
    const { root } = await sendEnded();
    expect(await askedAt(1_000, root)).toEqual({ isRead: true, now: at(1_000) });
    const bytes = await trees.trace(root, true, null, startMs + 2_000);
    bytes?.fill(0);
    expect(await askedAt(3_000, root)).toEqual({ isRead: false, now: at(3_000) });
    expect(await isReadAt(3_600_000, root)).toBe(true);
  });

  test.each<[string, (ids: { root: string; child: string }) => Promise<unknown>]>([
    ['a run arrives', ({ root }) => send({ id: randomUUID(), trace_id: root, parent_run_id: root, end_time: at(7) })],
    ['an error arrives', ({ root, child }) => send({ op: 'update', id: child, trace_id: root, error: 'late' })],
    ['a run arrives that names only its parent', ({ child }) => send({ id: randomUUID(), parent_run_id: child })],
    [
      'a run is told to be of another trace',
      ({ child }) => send({ op: 'update', id: child, trace_id: randomUUID(), error: 'elsewhere' }),
    ],
    [
      'a run of another trace links to it',
      async ({ root, child }) => {
        const row = { linked_trace_id: root, linked_run_id: child, trace_id: randomUUID(), run_id: randomUUID() };
        await temp.store.insert('links', [{ ...row, kind: 'follows' }]);
      },
    ],
  ])('is put together again when %s', async (_, change) => {
    const ids = await sendEnded();
    const before = await traceAt(1_000, ids.root);
    await change(ids);
    const after = await traceAt(2_000, ids.root);
    expect(after).toEqual(await traceAt(2_000, ids.root, askTrees(temp.store)));
    expect(after).not.toEqual({ ...before, now: after.now });
  });
});

test('what the clock has a say in is not kept', async () => {
  const running = randomUUID();
  await send({ id: running, trace_id: running });
  await traceAt(1_000, running);
  expect(await isReadAt(1_001, running)).toBe(true);

  const [root, child] = [randomUUID(), randomUUID()];
  await send({ id: child, trace_id: root, parent_run_id: root, end_time: at(5) });
  await traceAt(60_000, root);
  expect(await isReadAt(60_001, root)).toBe(true);

  // It failed and never said that it ended: how long it has been silent is told.
  const failed = randomUUID();
  await send({ id: failed, trace_id: failed, error: 'broke' });
  const [before, after] = [await traceAt(20 * 60_000, failed), await traceAt(21 * 60_000, failed)];
  expect(after.findings).not.toEqual(before.findings);
});

test('a process of a kept trace is told as it is now', async () => {
  const [root, instance] = [randomUUID(), randomUUID()];
  const beat = { instance, sdk: 'tracenest-js/1.0.0', pid: 7 };
  const tracenest = { v: 1 as const, placement: 'root' as const, process: beat };
  await send({ id: root, trace_id: root, end_time: at(9), extra: { tracenest } });
  expect((await traceAt(1_000, root)).processes).toMatchObject([{ instance, state: 'unknown' }]);
  await temp.store.insert('processes', [
    processRow({ process: beat, time: startMs, open_runs: 0, traces: [] }, startMs),
  ]);
  const { isRead } = await askedAt(2_000, root);
  expect(isRead).toBe(false);
  expect((await traceAt(3_000, root)).processes).toMatchObject([{ instance, pid: 7, state: 'alive' }]);
  expect((await traceAt(120_000, root)).processes).toMatchObject([{ instance, state: 'gone' }]);
});

test('more than 64 MB are not kept: the oldest goes first', () => {
  const answers = new AnswerCache();
  const half = { bytes: new Uint8Array(30 * 2 ** 20), named: [] };
  for (const question of ['first', 'second', 'third']) answers.keep(question, half, 'as it is', 0);
  answers.keep('too large', { bytes: new Uint8Array(65 * 2 ** 20), named: [] }, 'as it is', 0);
  const kept = ['first', 'second', 'third', 'too large'].map((question) => answers.get(question, 'as it is', 1));
  expect(kept).toEqual([null, half, half, null]);
  expect(answers.get('third', 'as it became', 1)).toBeNull();
  expect(answers.get('third', 'as it is', 1)).toBeNull();
});
