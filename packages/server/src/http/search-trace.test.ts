/** Runs of one trace by a text in what was recorded of them. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunRecord, TraceSearchAnswer } from 'tracenest/wire';
import { ask, sendRecords, startTestServer, type TestServer } from '../server.fixture.js';

let server: TestServer;
const ids = { root: randomUUID(), model: randomUUID(), early: randomUUID(), trick: randomUUID(), other: randomUUID() };
const trick = 'takes 50% "off"\\';

beforeAll(async () => {
  server = await startTestServer();
  // Nobody knows yet of which trace it is.
  const update = {
    op: 'update' as const,
    id: ids.early,
    outputs: { bird: 'kookaburra' },
    end_time: new Date().toISOString(),
  };
  expect((await sendRecords(server.url, [update])).status).toBe(202);
  const { status } = await sendRecords(server.url, [
    run(ids.root, { name: 'Refund order', extra: { metadata: { thread_id: 'chat-ünïque-81' } } }),
    run(ids.model, {
      trace_id: ids.root,
      parent_run_id: ids.root,
      inputs: { question: 'Where is the marsupial?' },
      error: 'RateLimitError: slow down',
    }),
    run(ids.early, { trace_id: ids.root, parent_run_id: ids.root, end_time: null }),
    run(ids.trick, { trace_id: ids.root, parent_run_id: ids.root, inputs: { trick } }),
    run(ids.other, { name: 'another trace' }),
  ]);
  expect(status).toBe(202);
});

afterAll(() => server.remove());

function run(id: string, fields: Partial<RunRecord>): Partial<RunRecord> {
  const times = { start_time: new Date().toISOString(), end_time: new Date().toISOString() };
  return { op: 'create', id, trace_id: id, name: 'run', run_type: 'chain', session_name: 'shop', ...times, ...fields };
}

async function within(traceId: string, q: string): Promise<TraceSearchAnswer> {
  const query = new URLSearchParams({ q }).toString();
  return (await ask<TraceSearchAnswer>(`${server.url}/api/app/traces/${traceId}/search?${query}`)).body;
}

test.each([
  ['the MARSUPIAL?', 'model'],
  ['slow down', 'model'],
  ['CHAT-ÜNÏQUE', 'root'],
  [trick, 'trick'],
  ['%', 'trick'],
  ['kookaburra', 'early'],
] as const)('%j is found', async (text, name) => {
  expect(await within(ids.root, text)).toEqual({ run_ids: [ids[name]], is_complete: true });
});

test('other traces are left alone', async () => {
  expect(await within(ids.other, 'marsupial')).toEqual({ run_ids: [], is_complete: true });
});

test('an empty text is refused by name', async () => {
  const answer = await fetch(`${server.url}/api/app/traces/${ids.root}/search?q=%20`);
  expect(answer.status).toBe(422);
  expect(await answer.text()).toContain('q is \\"\\"');
});
