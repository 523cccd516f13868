/** Beats of processes over HTTP: what a trace says of a run whose process works, is gone, or never said anything. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { unpackTrace } from 'tracenest/wire';
import type { ErrorAnswer, LiveChange, PackedTrace, ProcessBeat, RunRecord, TraceAnswer } from 'tracenest/wire';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { ask, postJson, sendRecords, startTestServer, type TestServer } from '../server.fixture.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.remove());

const beatOf = (instance: string, change: Partial<ProcessBeat> = {}): ProcessBeat => ({
  process: { instance, pid: 7, host: 'box', sdk: 'tracenest-js/0.1.0' },
  time: Date.now(),
  open_runs: 1,
  traces: [],
  ...change,
});

async function beat(sent: ProcessBeat, at = server): Promise<void> {
  const answer = await fetch(`${at.url}/api/app/processes`, { method: 'POST', body: JSON.stringify(sent) });
  expect([answer.status, await answer.text()]).toEqual([204, '']);
}

/** A root that is open, of a process, and a child that names none. */
async function sendOpenTrace(instance: string): Promise<string> {
  const id = randomUUID();
  const open: Partial<RunRecord> = { op: 'create', trace_id: id, start_time: new Date().toISOString() };
  const process = { instance, sdk: 'tracenest-js/0.1.0' };
  await sendRecords(server.url, [
    { ...open, id, name: 'job', extra: { tracenest: { v: 1, placement: 'root', process } } },
    { ...open, id: randomUUID(), parent_run_id: id, extra: { tracenest: { v: 1, placement: 'context' } } },
  ]);
  return id;
}

async function traceOf(id: string): Promise<TraceAnswer> {
  return unpackTrace((await ask<PackedTrace>(`${server.url}/api/app/traces/${id}`)).body);
}

describe('a run without an end', () => {
  test('of a process that beats: nothing is wrong, and the trace is live', async () => {
    const instance = randomUUID();
    const id = await sendOpenTrace(instance);
    await beat(beatOf(instance, { traces: [id] }));
    const trace = await traceOf(id);
    expect([trace.is_live, trace.findings]).toEqual([true, []]);
    expect(trace.processes).toMatchObject([
      { instance, host: 'box', pid: 7, state: 'alive', ended: null, open_runs: 1 },
    ]);
  });

  test.each([
    [{ reason: 'finished', code: 0 }, /ended normally at \d\d:\d\d:\d\d UTC without ending this run/],
    [{ reason: 'exit', code: 3 }, /process\.exit\(\) \(exit code 3\)/],
    [{ reason: 'uncaught-error', code: 1 }, /by an uncaught error/],
  ] as const)('of a process that said %j', async (ended, words) => {
    const instance = randomUUID();
    const id = await sendOpenTrace(instance);
    await beat(beatOf(instance, { ended, traces: [id] }));
    const trace = await traceOf(id);
    expect(trace.is_live).toBe(false);
    expect(trace.findings.map(({ code, severity }) => [code, severity])).toEqual([
      ['unfinished', 'warning'],
      ['unfinished', 'warning'],
    ]);
    expect(trace.findings[0]?.sentence).toMatch(words);
    expect(trace.processes).toMatchObject([{ state: 'gone', ended }]);
  });

  test('of a process that never said anything', async () => {
    const instance = randomUUID();
    const trace = await traceOf(await sendOpenTrace(instance));
    expect([trace.is_live, trace.findings]).toEqual([true, []]);
    expect(trace.processes).toMatchObject([{ instance, state: 'unknown', last_seen: null }]);
  });

  test('a beat that comes late, and again, does not bring a process back that said its end', async () => {
    const instance = randomUUID();
    const id = await sendOpenTrace(instance);
    const time = Date.now() - 1_000;
    const end = beatOf(instance, { time, ended: { reason: 'exit', code: 0 }, open_runs: 2 });
    for (const sent of [end, beatOf(instance, { time: time - 10_000, open_runs: 9 }), end]) await beat(sent);
    expect((await traceOf(id)).processes).toMatchObject([{ state: 'gone', open_runs: 2 }]);
  });
});

test('pages that watch are told of the first beat and of the end, not of every beat', async () => {
  const instance = randomUUID();
  const id = await sendOpenTrace(instance);
  const page = new WebSocket(`ws://127.0.0.1:${server.port}/api/app/live`);
  const told: LiveChange['changed'] = [];
  page.on('message', (data: Buffer) => told.push(...(JSON.parse(data.toString('utf8')) as LiveChange).changed));
  await once(page, 'open');
  page.send(JSON.stringify({ watch: { trace: id } }));
  await expect.poll(() => told.length, { timeout: 5_000 }).toBe(1);
  await beat(beatOf(instance, { traces: [id] }));
  await expect.poll(() => told.length, { timeout: 5_000 }).toBe(2);
  for (let i = 0; i < 3; i++) await beat(beatOf(instance, { traces: [id] }));
  await sleep(800);
  expect(told).toHaveLength(2);
  // The last beat need not name the traces: those of the beat before it count too.
  await beat(beatOf(instance, { ended: { reason: 'finished', code: 0 } }));
  await expect.poll(() => told.length, { timeout: 5_000 }).toBe(3);
  page.terminate();
});

describe('what is not understood is named', () => {
  test.each<[unknown, string]>([
    [[], 'JSON object'],
    [{}, 'process'],
    [{ process: { instance: 'x' }, time: 1 }, 'process.instance'],
    [{ process: { instance: randomUUID(), host: 7 }, time: 1 }, 'process.host'],
    [{ process: { instance: randomUUID() } }, 'time'],
    [{ process: { instance: randomUUID() }, time: 1e300 }, 'time'],
    [{ process: { instance: randomUUID() }, time: 1, open_runs: -1 }, 'open_runs'],
    [{ process: { instance: randomUUID() }, time: 1, traces: 'x' }, 'traces'],
    [{ process: { instance: randomUUID() }, time: 1, ended: { reason: 'magic' } }, 'ended.reason'],
  ])('%j', async (body, field) => {
    const answer = await postJson<ErrorAnswer>(`${server.url}/api/app/processes`, body);
    expect(answer.status).toBe(422);
    expect(answer.body.error.message).toContain(field);
  });

  test('more traces than are read, a half character, a pid of null', async () => {
    const traces = Array.from({ length: 500 }, () => randomUUID());
    const process = { instance: randomUUID(), host: 'a\ud800', pid: null, sdk: null };
    const answer = await fetch(`${server.url}/api/app/processes`, {
      method: 'POST',
      body: JSON.stringify({ process, time: Date.now(), traces: [...traces, 7, 'no id'] }),
    });
    expect(answer.status).toBe(204);
  });
});
