/** Projects: made, found, changed, summed up and deleted. */
import { deepEqual, equal, rejects } from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { freshName, has, soon, writeTree, type Proof } from '../proof.js';
import { collect } from '../trial.js';

export const projectProofs: Proof[] = [
  {
    methods: ['createProject', 'readProject', 'hasProject', 'updateProject'],
    note: 'description, metadata; a new name: the project keeps its id and its runs, the old name begins another',
    async prove(trial) {
      const { client } = trial;
      const projectName = freshName(trial, 'project');
      const made = await client.createProject({
        projectName,
        description: 'Answers on tides',
        metadata: { team: 'moon' },
        projectExtra: { colour: 'blue' },
      });
      has(made, {
        name: projectName,
        description: 'Answers on tides',
        extra: { colour: 'blue', metadata: { team: 'moon' } },
      });
      await rejects(client.createProject({ projectName }), /409|exists/);
      equal((await client.createProject({ projectName, upsert: true })).id, made.id);
      has(await client.readProject({ projectId: made.id }), { id: made.id, name: projectName });
      has(await client.readProject({ projectName }), { id: made.id, description: 'Answers on tides' });
      equal(await client.hasProject({ projectName }), true);
      equal(await client.hasProject({ projectId: made.id }), true);
      equal(await client.hasProject({ projectName: `${projectName} of another` }), false);
      const metadata = { team: 'tide' };
      await client.updateProject(made.id, { description: 'On the moon', metadata });
      has(await client.readProject({ projectId: made.id }), { description: 'On the moon', extra: { metadata } });
      const { rootId } = await writeTree(client, projectName);
      const name = `${projectName}, renamed`;
      has(await client.updateProject(made.id, { name }), { id: made.id, name });
      has(await client.readProject({ projectName: name }), { id: made.id, extra: { metadata } });
      equal((await client.readRun(rootId)).session_id, made.id);
      equal(await client.hasProject({ projectName }), false);
      const next = await writeTree(client, projectName);
      equal(next.projectId === made.id, false);
      equal((await client.readRun(next.rootId)).session_id, next.projectId);
    },
  },
  {
    methods: ['createRun (address)', 'sessions.resolve'],
    note: 'runs sent to an agent are in the project of the agent and its environment',
    async prove(trial) {
      const { client } = trial;
      const agent = freshName(trial, 'agent')
        .toLowerCase()
        .replaceAll(/[^a-z0-9]+/gu, '-')
        .slice(0, 60);
      const address = new trial.library.main.AgentAddress(`a${agent}z`, 'production');
      const id = randomUUID();
      await client.createRun({ id, name: 'asked', run_type: 'chain', inputs: { q: 1 }, address });
      await client.awaitPendingTraceBatches();
      const { session_id } = await trial.generated.sessions.resolve({
        kind: 'AGENT',
        id: address.id,
        environment: 'PRODUCTION',
      });
      has(await client.readProject({ projectId: session_id }), { name: `${address.id}/production` });
      equal((await client.readRun(id)).session_id, session_id);
    },
  },
  {
    methods: ['deleteProject'],
    note: 'neither the project nor its runs are found any more',
    async prove(trial) {
      const { client } = trial;
      const { project: projectName, rootId } = await writeTree(client, freshName(trial, 'deleted'));
      await client.deleteProject({ projectName });
      equal(await client.hasProject({ projectName }), false);
      await rejects(client.readProject({ projectName }), /not found/);
      await rejects(client.readRun(rootId), /404|no run/i);
    },
  },
  {
    methods: ['listProjects'],
    note: 'by part of the name, name, ids, metadata',
    async prove(trial) {
      const { client } = trial;
      const base = freshName(trial, 'many');
      const made = [];
      for (const number of [1, 2, 3]) {
        made.push(
          await client.createProject({
            projectName: `${base} no. ${number}`,
            metadata: { base, isOdd: number % 2 === 1 },
          }),
        );
      }
      const names = async (asked: Parameters<typeof client.listProjects>[0]): Promise<string[]> =>
        (await collect(client.listProjects(asked))).map(({ name }) => (name ?? '').slice(-1)).toSorted();
      deepEqual(await names({ nameContains: base }), ['1', '2', '3']);
      deepEqual(await names({ name: `${base} no. 2` }), ['2']);
      deepEqual(await names({ projectIds: made.slice(1).map(({ id }) => id) }), ['2', '3']);
      deepEqual(await names({ metadata: { base, isOdd: true } }), ['1', '3']);
      deepEqual(await names({ nameContains: base, referenceFree: true }), ['1', '2', '3']);
    },
  },
  {
    methods: ['readProject (includeStats)', 'listProjects (includeStats)'],
    note: 'runs, tokens, errors, feedback of two traces',
    async prove(trial) {
      const { client } = trial;
      const { project, rootId } = await writeTree(client, freshName(trial, 'summed up'));
      const { projectId } = await writeTree(client, project);
      await client.createFeedback({ runId: rootId, sessionId: projectId, key: 'liked', score: 1 });
      await soon(async () => {
        const [listed] = await collect(client.listProjects({ name: project, includeStats: true }));
        for (const read of [await client.readProject({ projectName: project, includeStats: true }), listed]) {
          has(read, { run_count: 6, total_tokens: 20, prompt_tokens: 14, completion_tokens: 6, error_rate: 0 });
          equal((read?.feedback_stats as { liked?: { n?: unknown } } | undefined)?.liked?.n, 1);
        }
      });
    },
  },
];
