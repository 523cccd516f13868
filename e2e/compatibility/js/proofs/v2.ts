/** The generated client's questions (v2), to which programs move from the deprecated ones. */
import { deepEqual, equal, match } from 'node:assert/strict';
import { freshName, has, writeTree, type Proof } from '../proof.js';
import { collect, type Trial } from '../trial.js';

const selects = [
  'ID',
  'NAME',
  'STATUS',
  'INPUTS',
  'OUTPUTS',
  'ERROR',
  'TAGS',
  'TOTAL_TOKENS',
  'PARENT_RUN_IDS',
] as const;
type Select = (typeof selects)[number];
const named: Select[] = [...selects];

/** Two traces of a thread and one beside it. */
async function writeThreads(trial: Trial): Promise<{ projectId: string; roots: [string, string, string] }> {
  const project = freshName(trial, 'v2 threads');
  const began = Date.now() - 10_000;
  const ids: string[] = [];
  let projectId = '';
  for (const [index, threadId] of ['tides', 'tides', 'stars'].entries()) {
    const tree = await writeTree(trial.client, project, { threadId, startedAt: new Date(began + index * 1000) });
    ids.push(tree.rootId);
    ({ projectId } = tree);
  }
  return { projectId, roots: ids as [string, string, string] };
}

export const v2Proofs: Proof[] = [
  {
    methods: ['runs.query', 'runs.queryV2'],
    note: 'three runs, by every condition and in pages',
    async prove(trial) {
      const { generated, client } = trial;
      const { projectId, rootId, childId, leafId } = await writeTree(client, freshName(trial, 'v2'));
      for (const ask of [generated.runs.query, generated.runs.queryV2]) {
        const runs = await collect(
          ask.call(generated.runs, { project_ids: [projectId], selects: named, sort_order: 'ASC' }),
        );
        deepEqual(
          runs.map(({ id }) => id),
          [rootId, childId, leafId],
        );
        has(runs[0], { name: 'ask', inputs: { question: 'Why are there tides?' }, outputs: { answer: 'The moon.' } });
        has(runs[2], { error: 'Error: out of tokens', total_tokens: 10, parent_run_ids: [rootId, childId] });
      }
      const ids = async (asked: object): Promise<unknown[]> =>
        (await collect(generated.runs.query({ project_ids: [projectId], ...asked }))).map(({ id }) => id);
      deepEqual(await ids({ page_size: 1, sort_order: 'ASC' }), [rootId, childId, leafId]);
      deepEqual(await ids({ is_root: true }), [rootId]);
      deepEqual(await ids({ has_error: true }), [leafId]);
      deepEqual(await ids({ run_type: 'RETRIEVER' }), [childId]);
      deepEqual(await ids({ ids: [childId] }), [childId]);
      deepEqual(await ids({ filter: 'search("pulls")' }), [childId]);
      deepEqual(await ids({ tree_filter: 'eq(name, "answer")', is_root: true }), [rootId]);
    },
  },
  {
    methods: ['runs.retrieve', 'runs.retrieveV2', 'runs.getURL'],
    note: 'a run and the address of its page',
    async prove(trial) {
      const { generated } = trial;
      const { projectId, rootId, startedAt } = await writeTree(trial.client, freshName(trial, 'v2 one'));
      for (const ask of [generated.runs.retrieve, generated.runs.retrieveV2]) {
        const where = { project_id: projectId, start_time: startedAt, selects: named };
        has(await ask.call(generated.runs, rootId, where), {
          id: rootId,
          status: 'SUCCESS',
          outputs: { answer: 'The moon.' },
          tags: ['moon', 'tea'],
        });
      }
      const { url } = await generated.runs.getURL(rootId, {
        project_id: projectId,
        trace_id: rootId,
        start_time: startedAt,
      });
      equal((await fetch(url ?? '', { headers: { accept: 'text/html' } })).status, 200);
    },
  },
  {
    methods: ['traces.query', 'traces.listRuns'],
    note: 'a trace, its sums and its runs',
    async prove(trial) {
      const { generated } = trial;
      const { projectId, rootId, childId, leafId } = await writeTree(trial.client, freshName(trial, 'v2 traces'));
      const [trace] = await collect(
        generated.traces.query({ project_id: projectId, selects: named, min_start_time: '2026-01-01T00:00:00Z' }),
      );
      has(trace?.root_run, { id: rootId, name: 'ask', outputs: { answer: 'The moon.' } });
      has(trace?.trace_aggregates, { total_tokens: 10 });
      const { items } = await generated.traces.listRuns(rootId, { project_id: projectId, selects: named });
      deepEqual(items?.map(({ id }) => id).toSorted(), [rootId, childId, leafId].toSorted());
    },
  },
  {
    methods: ['threads.query', 'threads.listTraces', 'threads.stats'],
    note: 'two conversations: traces, counts, tokens',
    async prove(trial) {
      const { generated } = trial;
      const { projectId, roots } = await writeThreads(trial);
      const threads = await collect(generated.threads.query({ project_id: projectId }));
      deepEqual(
        threads.map((thread) => [thread.thread_id, thread.count, thread.total_tokens]),
        [
          ['stars', 1, 10],
          ['tides', 2, 20],
        ],
      );
      const traces = await collect(
        generated.threads.listTraces('tides', {
          project_id: projectId,
          selects: ['TRACE_ID', 'TOTAL_TOKENS', 'OUTPUTS'],
        }),
      );
      deepEqual(
        traces
          .map((trace) => [trace.trace_id, trace.total_tokens, trace.outputs])
          .toSorted((a, b) => String(a).localeCompare(String(b))),
        [
          [roots[0], 10, { answer: 'The moon.' }],
          [roots[1], 10, { answer: 'The moon.' }],
        ],
      );
      has(await generated.threads.stats('tides', { session_id: projectId, selects: ['TURNS', 'TOTAL_TOKENS'] }), {
        turns: 2,
        total_tokens: 20,
      });
    },
  },
  {
    methods: [
      'runs.streaming.queryV2',
      'runs.streaming.queryV2Items',
      'traces.streaming.query',
      'traces.streaming.queryItems',
    ],
    note: 'the same pages as events',
    async prove(trial) {
      const { runs, traces } = trial.generated;
      const { projectId, rootId, childId, leafId } = await writeTree(trial.client, freshName(trial, 'v2 streamed'));
      const asked = { project_ids: [projectId], selects: named, page_size: 2, sort_order: 'ASC' as const };
      const streamed = await collect(runs.streaming.queryV2Items(asked));
      deepEqual(
        streamed.map(({ id }) => id),
        [rootId, childId, leafId],
      );
      const [first] = await collect(await runs.streaming.queryV2(asked));
      equal(first?.[0]?.path, '');
      const inProject = { project_id: projectId, selects: named };
      const [trace] = await collect(traces.streaming.queryItems(inProject));
      has(trace?.root_run, { id: rootId });
      equal((await collect(await traces.streaming.query(inProject))).length, 1);
    },
  },
  {
    methods: ['threads.streaming.query', 'threads.streaming.queryItems'],
    note: 'the same pages as events',
    async prove(trial) {
      const { streaming } = trial.generated.threads;
      const { projectId } = await writeThreads(trial);
      const threads = await collect(streaming.queryItems({ project_id: projectId }));
      deepEqual(
        threads.map(({ thread_id: id }) => id),
        ['stars', 'tides'],
      );
      equal((await collect(await streaming.query({ project_id: projectId }))).length, 1);
    },
  },
  {
    methods: ['runs.share.create', 'runs.share.delete', 'public.runs.retrieve', 'public.runs.query'],
    note: 'what the link shows before and after',
    async prove(trial) {
      const { generated } = trial;
      const { projectId, rootId, childId, startedAt } = await writeTree(trial.client, freshName(trial, 'v2 shared'));
      const { share_token: token = '' } = await generated.runs.share.create(rootId, {
        session_id: projectId,
        trace_id: rootId,
      });
      match(token, /^[0-9a-f-]{36}$/);
      const child = await generated.public.runs.retrieve(childId, {
        share_token: token,
        start_time: startedAt,
        selects: ['ID', 'OUTPUTS'],
      });
      has(child, { id: childId, outputs: { documents: [{ page_content: 'The moon pulls.', metadata: {} }] } });
      const { items } = await generated.public.runs.query(token, { selects: ['ID', 'NAME'] });
      deepEqual(items?.map(({ name }) => name).toSorted(), ['answer', 'ask', 'search']);
      await generated.runs.share.delete(rootId, { session_id: projectId });
      equal((await fetch(`${trial.url}/public/${token}/run`)).status, 404);
    },
  },
  {
    methods: ['sessions.create', 'sessions.update'],
    note: 'a project made and described anew',
    async prove(trial) {
      const { sessions } = trial.generated;
      const name = freshName(trial, 'generated');
      const { id } = await sessions.create({ name, description: 'first', extra: { metadata: { a: 1 } } });
      await sessions.update(id, { description: 'second' });
      const read = await trial.client.readProject({ projectName: name });
      has(read, { id, description: 'second', extra: { metadata: { a: 1 } } });
    },
  },
  {
    methods: ['sessions.retrieve', 'sessions.delete'],
    note: 'a project read and deleted',
    async prove(trial) {
      const { sessions } = trial.generated;
      const name = freshName(trial, 'generated');
      const { id } = await sessions.create({ name, description: 'first' });
      has(await sessions.retrieve(id, { include_stats: true }), { name, description: 'first' });
      await sessions.delete(id);
      equal(await trial.client.hasProject({ projectName: name }), false);
    },
  },
  {
    methods: ['sessions.listV2'],
    note: 'two projects by a part of their names, in pages',
    async prove(trial) {
      const base = freshName(trial, 'listed in v2');
      for (const end of ['a', 'b']) await trial.client.createProject({ projectName: `${base} ${end}` });
      const found = await collect(trial.generated.sessions.listV2({ name_contains: base, page_size: 1 }));
      deepEqual(found.map(({ name }) => name).toSorted(), [`${base} a`, `${base} b`]);
    },
  },
  {
    methods: ['threads.aggregateStats'],
    note: 'sums over two conversations of three traces',
    async prove(trial) {
      const { projectId } = await writeThreads(trial);
      const sums = await trial.generated.threads.aggregateStats({
        project_id: projectId,
        select: ['THREAD_COUNT', 'TRACE_COUNT', 'TOTAL_TOKENS', 'ERROR_RATE'],
      });
      has(sums, { thread_count: 2, trace_count: 3, total_tokens: 30, error_rate: 0 });
    },
  },
  {
    methods: ['info.list'],
    note: 'what the server announces',
    async prove(trial) {
      has((await trial.generated.info.list()).batch_ingest_config, { use_multipart_endpoint: true });
    },
  },
];
