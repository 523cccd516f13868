/** Lists of what was counted: they say what the traces say, and what arrives afterwards is there at once. */
import { randomUUID } from 'node:crypto';
import { unpackTrace } from 'tracenest/wire';
import type {
  PackedTrace,
  ProjectSummary,
  RunDetail,
  RunRecord,
  ThreadSummary,
  TraceAnswer,
  TracePage,
  TraceSummary,
} from 'tracenest/wire';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask, sendRecords, startTestServer, type TestServer } from '../server.fixture.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.remove());

const patience = { timeout: 20_000, interval: 200 };

/** A root and a child that failed, both ended; `more`: said by both. */
function recordsOf(project: string, more: Partial<RunRecord> = {}): Partial<RunRecord>[] {
  const root = randomUUID();
  const beginMs = Date.now() - 60_000;
  const both = { op: 'create', trace_id: root, session_name: project, ...more } as const;
  const at = (ms: number): string => new Date(beginMs + ms).toISOString();
  return [
    {
      ...both,
      id: root,
      name: 'answer',
      run_type: 'chain',
      start_time: at(0),
      end_time: at(900),
      inputs: { question: 'why?' },
      outputs: { answer: 'because' },
      extra: { metadata: { thread_id: `thread of ${project}` } },
    },
    {
      ...both,
      id: randomUUID(),
      parent_run_id: root,
      name: 'step',
      run_type: 'tool',
      start_time: at(100),
      end_time: at(200),
      error: 'it broke',
    },
  ];
}

const listOf = async (project: string): Promise<TraceSummary[]> =>
  (await ask<TracePage>(`${server.url}/api/app/projects/${project}/traces?limit=50`)).body.traces;
const projectOf = async (name: string): Promise<ProjectSummary | undefined> =>
  (await ask<{ projects: ProjectSummary[] }>(`${server.url}/api/app/projects`)).body.projects.find(
    (project) => project.name === name,
  );
const threadsOf = async (project: string): Promise<ThreadSummary[]> =>
  (await ask<{ threads: ThreadSummary[] }>(`${server.url}/api/app/projects/${project}/threads?limit=50`)).body.threads;
const runOf = async (id: string): Promise<RunDetail> => (await ask<RunDetail>(`${server.url}/api/app/runs/${id}`)).body;
const treeOf = async (id: string): Promise<TraceAnswer> =>
  unpackTrace((await ask<PackedTrace>(`${server.url}/api/app/traces/${id}`)).body);

async function untilCounted(project: string): Promise<TraceSummary> {
  const first = async (): Promise<TraceSummary | undefined> => (await listOf(project))[0];
  await expect.poll(async () => (await first())?.finding_count, patience).toEqual(expect.any(Number));
  const summary = await first();
  if (summary === undefined) throw new Error('The trace was in the list and is not any more.');
  return summary;
}

test('a line of a list says the same before and after it is counted, but for what must be counted', async () => {
  await sendRecords(server.url, recordsOf('same'));
  const [before] = await listOf('same');
  const after = await untilCounted('same');
  expect(after).toMatchObject({ run_count: 2, error_count: 1, inputs_preview: 'why?', outputs_preview: 'because' });
  const { cost: _, finding_count: _1, warning_count: _2, ...seen } = before ?? {};
  expect(after).toMatchObject(seen);
  const tree = await treeOf(after.trace_id);
  expect(after).toMatchObject({ status: tree.status, tokens: tree.tokens, cost: tree.cost });
});

test('what is added to a trace that was counted is in all lists as soon as it is acknowledged', async () => {
  const records = recordsOf('later');
  await sendRecords(server.url, records);
  const counted = await untilCounted('later');
  const more = { ...records[1], id: randomUUID(), error: null, name: 'another step' };
  await sendRecords(server.url, [more, { op: 'update', id: counted.trace_id, error: 'the end' }]);
  expect(await listOf('later')).toMatchObject([
    { trace_id: counted.trace_id, run_count: 3, error_count: 2, status: 'error', error_preview: 'the end' },
  ]);
  expect(await projectOf('later')).toMatchObject({ trace_count: 1, run_count: 3, error_count: 1 });
  expect(await threadsOf('later')).toMatchObject([{ turn_count: 1, error_count: 1, first_input: 'why?' }]);
});

test('projects and threads say the same before and after their traces are counted', async () => {
  await sendRecords(server.url, [...recordsOf('sums'), ...recordsOf('sums')]);
  const said = async (): Promise<unknown> => {
    const { trace_count, run_count, error_count, last_start_time } = (await projectOf('sums')) ?? {};
    const threads = (await threadsOf('sums')).map(({ tokens: _, cost: _1, ...thread }) => thread);
    return { trace_count, run_count, error_count, last_start_time, threads };
  };
  const before = await said();
  await untilCounted('sums');
  expect(before).toMatchObject({ trace_count: 2, run_count: 4, error_count: 0, threads: [{ turn_count: 2 }] });
  expect(await said()).toEqual(before);
});

test('a run of a trace with nothing wrong is told as it is told with its tree', async () => {
  const records = recordsOf('plain');
  await sendRecords(server.url, records);
  const id = records[1]?.id ?? '';
  const before = await runOf(id);
  const { trace_id } = await untilCounted('plain');
  const { first_received: _, last_received: _1, ...seen } = before;
  expect(await runOf(id)).toMatchObject({ ...seen, findings: [] });
  // What is wrong from now on is said at once.
  await sendRecords(server.url, [{ ...records[1], parent_run_id: trace_id, name: 'told otherwise', end_time: null }]);
  expect((await runOf(id)).findings.map(({ code }) => code)).toContain('duplicate-id');
});
