/** What the store knows beyond the runs of a trace: arrivals, other traces, other projects. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unpackTrace } from 'tracenest/wire';
import type { PackedTrace, RunDetail, RunRecord, TraceAnswer } from 'tracenest/wire';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Writer } from '../ingest/writer.js';
import { openStore, type Store } from '../store/connect.js';
import { sql } from '../store/sql.js';
import { askStore, type Questions } from './questions.js';

let folder: string;
let store: Store;
let writer: Writer;
let questions: Questions;
// Runs ahead of the system's clock: the store forgets changes that are an hour old.
let nowMs = Date.now();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracenest-query-'));
  store = await openStore(folder);
  writer = new Writer(store, { nowUs: () => nowMs * 1000 });
  questions = askStore(store, () => nowMs);
});

afterAll(async () => {
  await questions.close();
  await writer.close();
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

async function send(fields: Partial<RunRecord> & { id: string }): Promise<void> {
  await writer.write([
    {
      op: 'create',
      name: 'run',
      run_type: 'chain',
      start_time: new Date(nowMs).toISOString(),
      session_name: 'here',
      ...fields,
    },
  ]);
}

const decoder = new TextDecoder();

async function traceOf(traceId: string): Promise<TraceAnswer | null> {
  const bytes = await questions.trace(traceId);
  return bytes === null ? null : unpackTrace(JSON.parse(decoder.decode(bytes)) as PackedTrace);
}

async function runOf(runId: string, traceId: string | null): Promise<RunDetail | null> {
  const bytes = await questions.run(runId, traceId, 'whole');
  return bytes === null ? null : (JSON.parse(decoder.decode(bytes)) as RunDetail);
}

async function findingsOf(traceId: string): Promise<[string, unknown][]> {
  const trace = await traceOf(traceId);
  return (trace?.findings ?? []).map((finding) => [finding.code, finding.evidence?.['elsewhere']]);
}

describe('a parent that did not come', () => {
  test('is awaited for ten seconds, then missing; a trace that waits is live', async () => {
    const traceId = randomUUID();
    await send({ id: randomUUID(), trace_id: traceId, parent_run_id: traceId });
    expect((await traceOf(traceId))?.is_live).toBe(true);
    expect((await findingsOf(traceId)).map(([code]) => code)).toEqual(['pending-parent']);
    nowMs += 11_000;
    expect((await findingsOf(traceId)).map(([code]) => code)).toEqual(['missing-parent']);
  });

  test.each([
    ['here', 'other-trace'],
    ['there', 'other-project'],
  ])('and was sent to another trace in project %s is known to be in another place', async (project, elsewhere) => {
    const other = randomUUID();
    await send({ id: other, trace_id: other, session_name: project });
    const traceId = randomUUID();
    await send({ id: traceId, trace_id: traceId });
    await send({ id: randomUUID(), trace_id: traceId, parent_run_id: other });
    nowMs += 11_000;
    expect(await findingsOf(traceId)).toEqual([['missing-parent', elsewhere]]);
    const explained = (await traceOf(traceId))?.findings[0];
    expect(explained?.sentence).not.toMatch(/[{}]/);
    expect(explained?.remedy).not.toMatch(/[{}]/);
  });
});

test('what to write is in the language that the run above says, wherever the finding is shown', async () => {
  const at = (seconds: number): string => new Date(nowMs + seconds * 1000).toISOString();
  for (const [runtime, language] of [
    ['python', /^answer = await child/],
    ['node', /^const answer = await child/],
  ] as const) {
    const root = randomUUID();
    await send({ id: root, trace_id: root, end_time: at(1), extra: { runtime: { runtime } } });
    const child = randomUUID();
    await send({ id: child, trace_id: root, parent_run_id: root, start_time: at(60), end_time: at(61) });
    const shown = [...((await traceOf(root))?.findings ?? []), ...((await runOf(child, root))?.findings ?? [])];
    const late = shown.filter(({ code }) => code === 'late-child');
    expect(late.map(({ code_to_copy }) => code_to_copy)).toEqual([
      expect.stringMatching(language),
      expect.stringMatching(language),
    ]);
  }
});

test('a run that nobody ended is live until nothing has come for a quarter of an hour', async () => {
  const traceId = randomUUID();
  await send({ id: traceId, trace_id: traceId });
  expect((await traceOf(traceId))?.is_live).toBe(true);
  nowMs += 16 * 60_000;
  const trace = await traceOf(traceId);
  expect(trace?.is_live).toBe(false);
  expect(trace?.findings.map((finding) => finding.code)).toEqual(['unfinished']);
});

test('runs sent one by one, the child first, without a trace id, are one trace under the root', async () => {
  const root: string = randomUUID();
  const child: string = randomUUID();
  await send({ id: child, parent_run_id: root, name: 'child' });
  const early = await traceOf(root);
  expect(early?.rows.map((row) => [row.name, row.placeholder])).toEqual([
    ['(not received)', 'pending'],
    ['child', null],
  ]);
  await send({ id: root, name: 'root' });
  const whole = await traceOf(root);
  expect(whole?.rows.map((row) => [row.name, row.depth])).toEqual([
    ['root', 0],
    ['child', 1],
  ]);
  expect(await runOf(child, null)).toMatchObject({ trace_id: root, parent_run_id: root });
  const listed = await questions.traces({ project: 'here', after: null, limit: 100 });
  expect(listed?.traces.filter((trace) => [root, child].includes(trace.trace_id)).map((trace) => trace.name)).toEqual([
    'root',
  ]);
});

test('the details of a run follow what arrives, also while its tree is kept', async () => {
  const root: string = randomUUID();
  const child: string = randomUUID();
  const codes = async (): Promise<string[] | undefined> =>
    (await runOf(child, root))?.findings.map((finding) => finding.code);
  await send({ id: child, trace_id: root, parent_run_id: root });
  await traceOf(root);
  expect(await codes()).toEqual(['pending-parent']);
  await send({ id: root, trace_id: root, name: 'root' });
  expect(await codes()).toEqual([]);
  await send({ id: root, trace_id: root, op: 'update', end_time: new Date(nowMs).toISOString() });
  nowMs += 5_000;
  await send({ id: child, trace_id: root, op: 'update', start_time: null, end_time: new Date(nowMs).toISOString() });
  expect(await codes()).toEqual([]);
  nowMs += 60 * 60_000;
  expect(await codes()).toEqual([]);
});

test('a trace that was deleted is not shown from what is kept, though no change of it is noted any more', async () => {
  const id = randomUUID();
  const forgetChanges = (): Promise<void> => store.command(sql`TRUNCATE TABLE changes`);
  await send({ id, trace_id: id, session_name: 'deleted', end_time: new Date(nowMs).toISOString() });
  await forgetChanges();
  expect(await traceOf(id)).toMatchObject({ project: 'deleted' });
  const project = await questions.findProject('deleted');
  const through = await writer.between(async (latest) => latest);
  expect(await questions.deleteRuns({ projectId: project?.id ?? '', traceIds: [id], through })).toBe(1);
  await forgetChanges();
  expect(await traceOf(id)).toBeNull();
});

test('a trace asked for by the id of one of its runs is that trace', async () => {
  const root = randomUUID();
  const child = randomUUID();
  await send({ id: root, trace_id: root, name: 'root' });
  await send({ id: child, trace_id: root, parent_run_id: root });
  expect(await traceOf(child)).toMatchObject({ trace_id: root, rows: [{ name: 'root' }, { id: child }] });
});

test('a project that runs name by its id is shown by its name', async () => {
  const project = await questions.createProject({ name: 'by id', description: 'kept', extra: null, upsert: false });
  const id = randomUUID();
  await send({ id, trace_id: id, session_name: null, session_id: project?.id ?? null });
  expect(await traceOf(id)).toMatchObject({ project: 'by id' });
  expect(await runOf(id, null)).toMatchObject({ project: 'by id' });
  const listed = await questions.traces({ project: 'by id', after: null, limit: 10 });
  expect(listed?.traces.map((trace) => [trace.trace_id, trace.project])).toEqual([[id, 'by id']]);
  const another = randomUUID();
  await send({ id: another, trace_id: another, session_name: 'by id' });
  expect(await questions.findProject('by id')).toMatchObject({ id: project?.id, description: 'kept' });
});
