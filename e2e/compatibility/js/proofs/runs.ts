/** Runs one by one: written and read back, alone, in lists and summed up. */
import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { uuid7 } from 'tracenest';
import { freshName, has, writeTree, type Proof } from '../proof.js';
import { collect } from '../trial.js';

export const runProofs: Proof[] = [
  {
    methods: ['createRun', 'updateRun', 'awaitPendingTraceBatches', 'readRun'],
    note: 'a tree of three runs: ids, places, times, payloads, tags, metadata, error, tokens',
    async prove(trial) {
      const { client } = trial;
      const project = freshName(trial, 'runs');
      const { rootId, childId, leafId, startedAt, projectId } = await writeTree(client, project);
      const root = await client.readRun(rootId, { loadChildRuns: true });
      has(root, {
        id: rootId,
        trace_id: rootId,
        session_id: projectId,
        name: 'ask',
        run_type: 'chain',
        status: 'success',
        inputs: { question: 'Why are there tides?' },
        outputs: { answer: 'The moon.' },
        tags: ['moon', 'tea'],
      });
      equal(Number(new Date(root.start_time ?? 0)), Date.parse(startedAt));
      equal(Number(new Date(root.end_time ?? 0)), Date.parse(startedAt) + 100);
      equal(root.extra?.['metadata']?.depth, 0);
      const [child] = root.child_runs ?? [];
      has(child, {
        id: childId,
        parent_run_id: rootId,
        outputs: { documents: [{ page_content: 'The moon pulls.', metadata: {} }] },
      });
      const [leaf] = child?.child_runs ?? [];
      has(leaf, { id: leafId, parent_run_id: childId, error: 'Error: out of tokens', status: 'error' });
      equal(leaf?.total_tokens, 10);
    },
  },
  {
    methods: ['listRuns'],
    note: 'every parameter, each with the runs it must give',
    async prove(trial) {
      const { client } = trial;
      const project = freshName(trial, 'listed');
      const { rootId, childId, leafId, projectId, startedAt } = await writeTree(client, project);
      const ids = async (asked: Parameters<typeof client.listRuns>[0]): Promise<string[]> =>
        (await collect(client.listRuns({ projectId, ...asked }))).map(({ id }) => id);
      const all = [rootId, childId, leafId];
      deepEqual((await ids({})).toSorted(), all.toSorted());
      deepEqual(await ids({ order: 'asc' }), all);
      deepEqual(await ids({ order: 'desc' }), all.toReversed());
      deepEqual(await ids({ projectName: project, isRoot: true }), [rootId]);
      deepEqual((await ids({ isRoot: false })).toSorted(), [childId, leafId].toSorted());
      deepEqual(await ids({ traceId: rootId, order: 'asc' }), all);
      deepEqual(await ids({ parentRunId: rootId }), [childId]);
      deepEqual(await ids({ runType: 'llm' }), [leafId]);
      deepEqual(await ids({ error: true }), [leafId]);
      deepEqual((await ids({ error: false })).toSorted(), [rootId, childId].toSorted());
      deepEqual(await ids({ id: [childId] }), [childId]);
      deepEqual(await ids({ executionOrder: 1 }), [rootId]);
      deepEqual(await ids({ referenceExampleId: uuid7() }), []);
      deepEqual(await ids({ limit: 2, order: 'asc' }), [rootId, childId]);
      deepEqual(await ids({ startTime: new Date(Date.parse(startedAt) + 15) }), [leafId]);
      await rejects(ids({ query: 'those that failed' }), /question in words/);
      deepEqual(await ids({ filter: 'and(eq(name, "answer"), gt(total_tokens, 9))' }), [leafId]);
      deepEqual(await ids({ filter: 'eq(run_type, "llm")', traceFilter: 'has(tags, "moon")' }), [leafId]);
      deepEqual(await ids({ isRoot: true, treeFilter: 'eq(name, "answer")' }), [rootId]);
      deepEqual(await ids({ isRoot: true, treeFilter: 'eq(name, "nobody")' }), []);
      const [selected] = await collect(client.listRuns({ projectId, id: [rootId], select: ['id', 'name', 'tags'] }));
      has(selected, { id: rootId, name: 'ask', tags: ['moon', 'tea'], inputs: undefined });
    },
  },
  {
    methods: ['getRunStats'],
    note: 'counts and tokens under every condition',
    async prove(trial) {
      const { client } = trial;
      const { project, projectId, rootId, leafId } = await writeTree(client, freshName(trial, 'stats'));
      const stats = (await client.getRunStats({ projectNames: [project] })) as Record<string, unknown>;
      has(stats, { run_count: 3, total_tokens: 10, prompt_tokens: 7, completion_tokens: 3 });
      const count = async (asked: Parameters<typeof client.getRunStats>[0]): Promise<unknown> =>
        ((await client.getRunStats({ projectIds: [projectId], ...asked })) as { run_count: unknown }).run_count;
      equal(await count({ runType: 'llm' }), 1);
      equal(await count({ isRoot: true }), 1);
      equal(await count({ error: true }), 1);
      equal(await count({ id: [leafId] }), 1);
      equal(await count({ trace: rootId }), 3);
      equal(await count({ parentRun: rootId }), 1);
      equal(await count({ filter: 'eq(name, "search")' }), 1);
      equal(await count({ startTime: new Date(Date.now() + 60_000).toISOString() }), 0);
    },
  },
  {
    methods: ['listGroupRuns', 'listThreads', 'readThread'],
    note: 'two conversations of three traces: ids, counts, tokens',
    async prove(trial) {
      const { client } = trial;
      const project = freshName(trial, 'threads');
      const began = Date.now() - 10_000;
      const first = await writeTree(client, project, { threadId: 'tides', startedAt: new Date(began) });
      const second = await writeTree(client, project, { threadId: 'tides', startedAt: new Date(began + 1000) });
      const other = await writeTree(client, project, { threadId: 'stars', startedAt: new Date(began + 2000) });
      const runs = await collect(client.readThread({ threadId: 'tides', projectName: project }));
      deepEqual(
        runs.map(({ id }) => id),
        [first.rootId, second.rootId],
      );
      const threads = await client.listThreads({ projectName: project });
      deepEqual(
        threads.map(({ thread_id: id, count, runs: own }) => [id, count, own.map((run) => run.id)]),
        [
          ['stars', 1, [other.rootId]],
          ['tides', 2, [first.rootId, second.rootId]],
        ],
      );
      const groups = await collect(client.listGroupRuns({ projectName: project, groupBy: 'conversation' }));
      deepEqual(
        groups
          .map((group) => [Reflect.get(group, 'group_key'), group.count, group.total_tokens])
          .toSorted((a, b) => String(a).localeCompare(String(b))),
        [
          ['stars', 1, 10],
          ['tides', 2, 20],
        ],
      );
    },
  },
  {
    methods: ['getRunUrl', 'getHostUrl', 'getProjectUrl'],
    note: 'each address opens a page',
    async prove(trial) {
      const { client, url } = trial;
      const { rootId, project, projectId } = await writeTree(client, freshName(trial, 'addresses'));
      equal(client.getHostUrl(), url);
      const run = await client.readRun(rootId);
      for (const address of [
        await client.getRunUrl({ runId: rootId }),
        await client.getRunUrl({ run, projectOpts: { projectId } }),
        await client.getProjectUrl({ projectName: project }),
      ]) {
        ok(address.startsWith(url), address);
        const page = await fetch(address, { headers: { accept: 'text/html' } });
        equal(page.status, 200, address);
        match(page.headers.get('content-type') ?? '', /^text\/html/);
      }
    },
  },
];
