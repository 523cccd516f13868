/** Processes that fall silent, by a clock of the test, on a real store; also over a restart. */
import { randomUUID } from 'node:crypto';
import type { ProcessBeat } from 'tracenest/wire';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { askStore, type Questions } from '../query/questions.js';
import { GONE_MS, readProcesses } from '../store/processes.js';
import type { Store } from '../store/store.js';
import { openTempStore } from '../store/temp-store.fixture.js';
import { Beats } from './beats.js';
import { Writer } from './writer.js';

let store: Store;
let remove: () => Promise<void>;
let writer: Writer;
let questions: Questions;
let nowMs = Date.now();
const clock = (): number => nowMs;
beforeAll(async () => {
  ({ store, remove } = await openTempStore());
  writer = new Writer(store, { nowUs: () => nowMs * 1000 });
  questions = askStore(store, clock);
});
afterAll(async () => {
  await questions.close();
  await writer.close();
  await remove();
});

const beatOf = (instance: string, traces: string[], time = nowMs): ProcessBeat => ({
  process: { instance, sdk: 'tracenest-js/0.1.0' },
  time,
  open_runs: 1,
  traces,
});

async function sendOpenRun(instance: string): Promise<string> {
  const id = randomUUID();
  const process = { instance, sdk: 'tracenest-js/0.1.0' };
  await writer.write([
    {
      op: 'create',
      id,
      trace_id: id,
      start_time: new Date(nowMs).toISOString(),
      extra: { tracenest: { v: 1, placement: 'root', process } },
    },
  ]);
  return id;
}

async function sentenceOf(id: string): Promise<string | undefined> {
  const answer = JSON.parse(new TextDecoder().decode((await questions.trace(id)) ?? undefined)) as {
    findings: { sentence: string }[];
  };
  return answer.findings[0]?.sentence;
}

test('a process that falls silent is gone after half a minute, pages are told once, and it may come back', async () => {
  const instance = randomUUID();
  const id = await sendOpenRun(instance);
  const beats = new Beats(store, clock);
  await beats.open();
  await beats.take(beatOf(instance, [id]));
  nowMs += GONE_MS;
  expect(await sentenceOf(id)).toBeUndefined();
  const lastMs = nowMs - GONE_MS;
  nowMs += 1;
  expect(await sentenceOf(id)).toContain(
    `ended by SIGKILL or a crash at about ${new Date(lastMs).toISOString().slice(11, 19)} UTC`,
  );
  await beats.lookForSilence();
  const told = (): Promise<number> =>
    questions.changes(nowMs * 1000 - 1).then((changes) => changes.filter(({ trace_id }) => trace_id === id).length);
  expect(await told()).toBe(1);
  nowMs += 10;
  await beats.lookForSilence();
  expect(await told()).toBe(0);
  await beats.take(beatOf(instance, [id]));
  expect([await told(), await sentenceOf(id)]).toEqual([1, undefined]);
  await beats.close();
});

test('a process that was alive before a restart is noticed when it stays silent after it', async () => {
  const instance = randomUUID();
  const id = await sendOpenRun(instance);
  const before = new Beats(store, clock);
  await before.take(beatOf(instance, [id]));
  await before.close();
  nowMs += GONE_MS + 1;
  const after = new Beats(store, clock);
  await after.open();
  await after.lookForSilence();
  expect((await questions.changes(nowMs * 1000 - 1)).map(({ trace_id }) => trace_id)).toContain(id);
  await after.close();
});

test('a run that arrives is a sign of life: beats stop while nothing is open', async () => {
  const instance = randomUUID();
  const beats = new Beats(store, clock);
  await beats.take(beatOf(instance, []));
  nowMs += 10 * GONE_MS;
  const id = await sendOpenRun(instance);
  nowMs += GONE_MS - 1;
  expect(await sentenceOf(id)).toBeUndefined();
  nowMs += 2;
  expect(await sentenceOf(id)).toContain('SIGKILL');
  await beats.close();
});

test('beats that come late or by a clock that is off do not make a process younger', async () => {
  const instance = randomUUID();
  const beats = new Beats(store, clock);
  // Its clock is an hour behind; the third was kept in a file for a minute.
  const behind = 3_600_000;
  const first = nowMs;
  await beats.take(beatOf(instance, [], nowMs - behind));
  nowMs += 10_000;
  await beats.take(beatOf(instance, [], nowMs - behind));
  nowMs += 70_000;
  await beats.take(beatOf(instance, [], first + 20_000 - behind));
  const [known] = await readProcesses(store, [instance]);
  expect(known).toMatchObject({ firstSeen: first, lastSeen: first + 20_000, ended: null });
  await beats.close();
});

test('beats of one moment share an insert and are all stored', async () => {
  const beats = new Beats(store, clock);
  const instances = Array.from({ length: 50 }, () => randomUUID());
  await Promise.all(instances.map((instance) => beats.take(beatOf(instance, []))));
  expect(await readProcesses(store, instances)).toHaveLength(50);
  await beats.close();
});
