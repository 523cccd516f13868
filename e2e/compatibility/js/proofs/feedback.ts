/** Feedback on runs and projects, its forms, and links under which others give it. */
import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { uuid7 } from 'tracenest';
import { freshName, has, writeTree, type Proof } from '../proof.js';
import { collect } from '../trial.js';

export const feedbackProofs: Proof[] = [
  {
    methods: ['createFeedback', 'readFeedback', 'listFeedback', 'updateFeedback', 'deleteFeedback'],
    note: 'score, value, correction, comment, source; on runs and a project; counted on the run',
    async prove(trial) {
      const { client } = trial;
      const { rootId, childId, leafId, projectId } = await writeTree(client, freshName(trial, 'feedback'));
      const on = { runId: rootId, sessionId: projectId, traceId: rootId };
      const scored = await client.createFeedback({ ...on, key: 'score', score: 0.25, comment: 'so-so' });
      const judged = await client.createFeedback({
        ...on,
        key: 'label',
        value: { label: 'wrong' },
        correction: { answer: 'The sun, too.' },
        sourceInfo: { by: 'hand' },
        sourceRunId: leafId,
        feedbackSourceType: 'model',
      });
      const said = await client.createFeedback({ runId: childId, sessionId: projectId, key: 'yes', score: true });
      const onProject = await client.createFeedback({ projectId, key: 'of the project', value: 'fine' });
      await client.awaitPendingTraceBatches();
      has(await client.readFeedback(scored.id), { run_id: rootId, key: 'score', score: 0.25, comment: 'so-so' });
      const read = await client.readFeedback(judged.id);
      has(read, { value: { label: 'wrong' }, correction: { answer: 'The sun, too.' } });
      has(read.feedback_source, { type: 'model', metadata: { by: 'hand', __run: { run_id: leafId } } });
      equal(Number((await client.readFeedback(said.id)).score), 1);
      has(await client.readFeedback(onProject.id), { run_id: null, session_id: projectId, value: 'fine' });

      const ids = async (asked: Parameters<typeof client.listFeedback>[0]): Promise<string[]> =>
        (await collect(client.listFeedback(asked))).map(({ id }) => id).toSorted();
      deepEqual(await ids({ runIds: [rootId, childId] }), [scored.id, judged.id, said.id].toSorted());
      deepEqual(await ids({ runIds: [rootId], feedbackKeys: ['score'] }), [scored.id]);
      deepEqual(await ids({ runIds: [rootId], feedbackSourceTypes: ['model'] }), [judged.id]);
      const root = await client.readRun(rootId);
      equal(root.feedback_stats?.['score']?.n, 1);
      equal(root.feedback_stats?.['score']?.avg, 0.25);

      await client.updateFeedback(scored.id, { score: 0.75, comment: 'better' });
      has(await client.readFeedback(scored.id), { score: 0.75, comment: 'better' });
      await client.deleteFeedback(judged.id);
      await rejects(client.readFeedback(judged.id), /404|not found/i);
      deepEqual(await ids({ runIds: [rootId] }), [scored.id]);
    },
  },
  {
    methods: ['logEvaluationFeedback'],
    note: 'two results of an evaluator',
    async prove(trial) {
      const { client } = trial;
      const { rootId, projectId } = await writeTree(client, freshName(trial, 'evaluated'));
      const run = await client.readRun(rootId);
      await client.logEvaluationFeedback({
        evaluatorResponse: {
          results: [
            { key: 'length', score: 9 },
            { key: 'tone', value: 'dry', comment: 'very' },
          ],
        },
        run,
        projectId,
        sourceInfo: { evaluator: 'by hand' },
      });
      await client.awaitPendingTraceBatches();
      const found = await collect(client.listFeedback({ runIds: [rootId] }));
      deepEqual(
        found
          .map(({ key, score, value, comment }) => [key, score ?? null, value ?? null, comment ?? null])
          .toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b))),
        [
          ['length', 9, null, null],
          ['tone', null, 'dry', 'very'],
        ],
      );
      deepEqual(found[0]?.feedback_source?.metadata, { evaluator: 'by hand' });
    },
  },
  {
    methods: ['createPresignedFeedbackToken', 'listPresignedFeedbackTokens'],
    note: 'feedback given through the link',
    async prove(trial) {
      const { client } = trial;
      const { rootId } = await writeTree(client, freshName(trial, 'tokens'));
      const token = await client.createPresignedFeedbackToken(rootId, 'thumbs', { expiration: { hours: 1 } });
      ok(Date.parse(`${token.expires_at.replace(/(Z|\+00:00)$/, '')}Z`) > Date.now() + 3_500_000);
      deepEqual(
        (await collect(client.listPresignedFeedbackTokens(rootId))).map(({ id }) => id),
        [token.id],
      );
      equal((await fetch(`${token.url}?score=1&comment=nice`)).ok, true);
      const [given] = await collect(client.listFeedback({ runIds: [rootId] }));
      has(given, { key: 'thumbs', score: 1, comment: 'nice' });
    },
  },
  {
    methods: ['createFeedbackConfig', 'listFeedbackConfigs', 'updateFeedbackConfig', 'deleteFeedbackConfig'],
    note: 'made, listed, changed, deleted',
    async prove(trial) {
      const { client } = trial;
      const feedbackKey = freshName(trial, 'config');
      await client.createFeedbackConfig({
        feedbackKey,
        feedbackConfig: { type: 'continuous', min: 0, max: 10, categories: null },
        isLowerScoreBetter: true,
      });
      const read = async (): Promise<unknown[]> => collect(client.listFeedbackConfigs({ feedbackKeys: [feedbackKey] }));
      const [made] = await read();
      has(made, { feedback_key: feedbackKey, is_lower_score_better: true });
      await client.updateFeedbackConfig(feedbackKey, { isLowerScoreBetter: false });
      has((await read())[0], { is_lower_score_better: false });
      await client.deleteFeedbackConfig(feedbackKey);
      deepEqual(await read(), []);
    },
  },
  {
    methods: ['addFeedbackCategories', 'removeFeedbackCategories'],
    note: 'a category more, one less',
    async prove(trial) {
      const { client } = trial;
      const feedbackKey = freshName(trial, 'categories');
      await client.createFeedbackConfig({
        feedbackKey,
        feedbackConfig: { type: 'categorical', categories: [{ value: 0, label: 'bad' }] },
      });
      const labels = async (): Promise<unknown> =>
        (
          await collect(client.listFeedbackConfigs({ feedbackKeys: [feedbackKey] }))
        )[0]?.feedback_config.categories?.map(({ value, label }) => [value, label]);
      await client.addFeedbackCategories(feedbackKey, [{ value: 1, label: 'good' }]);
      deepEqual(await labels(), [
        [0, 'bad'],
        [1, 'good'],
      ]);
      await client.removeFeedbackCategories(feedbackKey, [0]);
      deepEqual(await labels(), [[1, 'good']]);
    },
  },
  {
    methods: ['shareRun', 'unshareRun', 'readRunSharedLink', 'listSharedRuns'],
    note: 'what the link shows before and after',
    async prove(trial) {
      const { client, url } = trial;
      const { rootId, childId, leafId } = await writeTree(client, freshName(trial, 'shared'));
      equal(await client.readRunSharedLink(rootId), undefined);
      const shareId = uuid7();
      const link = await client.shareRun(rootId, { shareId });
      equal(link, `${url}/public/${shareId}/r`);
      equal(await client.readRunSharedLink(rootId), link);
      equal((await fetch(link)).ok, true);
      const shared = await client.listSharedRuns(shareId);
      deepEqual(shared.map(({ id }) => id).toSorted(), [rootId, childId, leafId].toSorted());
      deepEqual(
        (await client.listSharedRuns(shareId, { runIds: [childId] })).map(({ id }) => id),
        [childId],
      );
      await client.unshareRun(rootId);
      equal(await client.readRunSharedLink(rootId), undefined);
      equal((await fetch(link)).status, 404);
    },
  },
];
