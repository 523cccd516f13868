/** Feedback by the official npm client and by hand: what is said is what is listed and summed up. */
import { randomUUID } from 'node:crypto';
import { Client } from 'langsmith';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, postJson, startTestServer, type TestServer } from '../../server.fixture.js';

let server: TestServer;
let client: Client;

beforeAll(async () => {
  server = await startTestServer({ apiKey: 'secret' });
  client = new Client({ apiUrl: server.url, apiKey: 'secret', callerOptions: { maxRetries: 0 } });
});

afterAll(() => server.remove());

const headers = { 'x-api-key': 'secret' };

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

async function newRun(project = 'judged'): Promise<string> {
  const id = randomUUID();
  await client.createRun({
    id,
    name: 'n',
    run_type: 'chain',
    inputs: {},
    start_time: Date.now(),
    project_name: project,
  });
  await client.awaitPendingTraceBatches();
  return id;
}

describe('feedback of the official client', () => {
  test('is made, read, changed, listed and deleted', async () => {
    const runId = await newRun();
    const made = await client.createFeedback(runId, 'helpful', {
      score: 0.123456,
      value: 'quite',
      comment: 'short',
      correction: { answer: 'no' },
      sourceInfo: { by: 'me' },
      feedbackSourceType: 'model',
    });
    expect(await client.readFeedback(made.id)).toMatchObject({
      id: made.id,
      run_id: runId,
      trace_id: null,
      key: 'helpful',
      score: 0.1235,
      value: 'quite',
      comment: 'short',
      correction: { answer: 'no' },
      feedback_source: { type: 'model', metadata: { by: 'me' } },
    });
    await client.updateFeedback(made.id, { score: 1, comment: 'longer' });
    const changed = await client.readFeedback(made.id);
    expect(changed).toMatchObject({ score: 1, comment: 'longer', value: 'quite' });
    expect(changed.modified_at > changed.created_at).toBe(true);
    const ids = async (filter: Parameters<Client['listFeedback']>[0]): Promise<string[]> =>
      (await collect(client.listFeedback(filter))).map((one) => one.id);
    expect(await ids({ runIds: [runId] })).toEqual([made.id]);
    expect(await ids({ runIds: [runId], feedbackKeys: ['other'] })).toEqual([]);
    expect(await ids({ runIds: [runId], feedbackSourceTypes: ['model'] })).toEqual([made.id]);
    await client.deleteFeedback(made.id);
    await expect(client.readFeedback(made.id)).rejects.toThrow(/no feedback/);
    expect(await ids({ runIds: [runId] })).toEqual([]);
  });

  test('row 34: is summed up by key on the run; on runs without any there is none, and no tokens are 0', async () => {
    const runId = await newRun();
    for (const score of [0, 1, true]) await client.createFeedback(runId, 'right', { score });
    for (const value of ['red', 'red', 'blue']) await client.createFeedback(runId, 'colour', { value });
    await client.createFeedback(runId, '__proto__', { score: 2, comment: 'odd key' });
    const { feedback_stats: stats } = await client.readRun(runId);
    expect(stats?.['right']).toMatchObject({ n: 3, min: 0, max: 1, values: {}, comments: [], sources: ['api'] });
    expect(stats?.['right']?.['avg']).toBeCloseTo(2 / 3, 10);
    expect(stats?.['right']?.['stdev']).toBeCloseTo(Math.sqrt(2 / 9), 10);
    expect(stats?.['colour']).toMatchObject({ n: 3, avg: null, values: { red: 2, blue: 1 } });
    expect(Object.keys(stats ?? {}).toSorted()).toEqual(['__proto__', 'colour', 'right']);
    const none = { feedback_stats: null, total_tokens: 0, prompt_tokens: 0, completion_tokens: 0 };
    expect(await client.readRun(await newRun())).toMatchObject(none);
  });

  test('of more than a hundred is listed page by page, each once', async () => {
    const runId = await newRun();
    await Promise.all(Array.from({ length: 130 }, (_, i) => client.createFeedback(runId, 'many', { score: i })));
    const scores = (await collect(client.listFeedback({ runIds: [runId] }))).map((one) => Number(one.score));
    expect(scores.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 130 }, (_, i) => i));
  });

  test('row 21: of a project is found where the feedback names none, too, with its run and trace or null', async () => {
    const runId = await newRun('judged apart');
    const project = await client.readProject({ projectName: 'judged apart' });
    const silent = await client.createFeedback(runId, 'k', { score: 1 });
    const said = await client.createFeedback(null, 'k', { score: 0, projectId: project.id });
    const { body } = await ask<Record<string, unknown>[]>(`${server.url}/feedback?session=${project.id}`, { headers });
    const places = body.map(({ id, run_id, trace_id }) => [id, run_id, trace_id]);
    expect(new Set(places)).toEqual(
      new Set([
        [silent.id, runId, null],
        [said.id, null, null],
      ]),
    );
  });
});

describe('feedback configs', () => {
  test('are made, listed, changed and deleted, and come with feedback', async () => {
    const config = { type: 'continuous' as const, min: 0, max: 5 };
    const made = await client.createFeedbackConfig({ feedbackKey: 'stars', feedbackConfig: config });
    expect(made).toMatchObject({ feedback_key: 'stars', feedback_config: config, is_lower_score_better: false });
    await client.updateFeedbackConfig('stars', { isLowerScoreBetter: true });
    const [found] = await collect(client.listFeedbackConfigs({ feedbackKeys: ['stars'] }));
    expect(found).toMatchObject({ feedback_config: config, is_lower_score_better: true });
    await client.createFeedback(await newRun(), 'with config', { score: 1, feedbackConfig: { type: 'freeform' } });
    const names = await collect(client.listFeedbackConfigs({ nameContains: 'CONFIG' }));
    expect(names.map((one) => [one.feedback_key, one.feedback_config.type])).toEqual([['with config', 'freeform']]);
    await client.deleteFeedbackConfig('stars');
    expect(await collect(client.listFeedbackConfigs({ feedbackKeys: ['stars'] }))).toEqual([]);
  });

  test('get single categories more and less, each value once', async () => {
    const [good, bad, fair] = [
      { value: 1, label: 'good' },
      { value: 0, label: 'bad' },
      { value: 1, label: 'fair' },
    ];
    const config = { type: 'categorical' as const, categories: [good, bad] };
    await client.createFeedbackConfig({ feedbackKey: 'mood', feedbackConfig: config });
    const change = async (said: object): Promise<unknown> => {
      const body = JSON.stringify({ feedback_key: 'mood', ...said });
      const answer = await ask<{ feedback_config: unknown }>(`${server.url}/feedback-configs`, {
        method: 'PATCH',
        headers,
        body,
      });
      return answer.body.feedback_config;
    };
    expect(await change({ add_categories: [fair] })).toEqual({ type: 'categorical', categories: [bad, fair] });
    expect(await change({ remove_categories: [0] })).toEqual({ type: 'categorical', categories: [fair] });
    expect(await change({})).toEqual({ type: 'categorical', categories: [fair] });
  });
});

describe('addresses for feedback without a key', () => {
  test('take feedback from anywhere until their time is over', async () => {
    const runId = await newRun();
    const made = await client.createPresignedFeedbackToken(runId, 'thumbs', { expiration: { minutes: 5 } });
    expect(Date.parse(made.expires_at) - Date.now()).toBeGreaterThan(4 * 60_000);
    expect(
      (await fetch(`${made.url}?score=1&comment=fine`, { headers: { origin: 'https://shop.example' } })).status,
    ).toBe(200);
    const posted = await fetch(made.url, {
      method: 'POST',
      headers: { origin: 'https://shop.example', 'content-type': 'text/plain' },
      body: JSON.stringify({ score: 0, metadata: { page: 3 } }),
    });
    expect(posted.status).toBe(200);
    const given = await collect(client.listFeedback({ runIds: [runId], feedbackKeys: ['thumbs'] }));
    expect(given.map((one) => `${String(one.score)} ${one.comment ?? ''}`).toSorted()).toEqual(['0 ', '1 fine']);
    expect((await collect(client.listPresignedFeedbackTokens(runId))).map((token) => token.id)).toEqual([made.id]);

    const past = await client.createPresignedFeedbackToken(runId, 'thumbs', { expiration: '2020-01-01T00:00:00Z' });
    const late = await ask<{ detail: string }>(past.url);
    expect([late.status, late.body.detail]).toEqual([403, expect.stringContaining('2020-01-01')]);
    expect((await ask(`${server.url}/feedback/tokens/${randomUUID()}`)).status).toBe(404);
  });

  test('are made in lists, and only with the key', async () => {
    const wishes = ['a', 'b'].map((key) => ({ run_id: randomUUID(), feedback_key: key }));
    const init = { method: 'POST', body: JSON.stringify(wishes) };
    expect((await ask(`${server.url}/feedback/tokens`, init)).status).toBe(401);
    const made = await ask<{ feedback_key: string }[]>(`${server.url}/feedback/tokens`, { ...init, headers });
    expect(made.body.map((token) => token.feedback_key)).toEqual(['a', 'b']);
  });
});

test.each([
  [{ run_id: randomUUID() }, /key/],
  [{ run_id: randomUUID(), key: 'k'.repeat(181) }, /180/],
  [{ run_id: 'x', key: 'k' }, /run_id/],
  [{ key: 'k' }, /run_id/],
  [{ run_id: randomUUID(), key: 'k', score: 'good' }, /score/],
  [[], /object/],
])('feedback that says %j is refused by name of the field', async (said, named) => {
  const answer = await ask<{ detail: string; remedy: string }>(`${server.url}/feedback`, {
    method: 'POST',
    headers,
    body: JSON.stringify(said),
  });
  expect([answer.status, answer.body.detail, answer.body.remedy.length > 10]).toEqual([
    422,
    expect.stringMatching(named),
    true,
  ]);
});

test('without the key nothing of it is answered', async () => {
  expect((await ask(`${server.url}/feedback`)).status).toBe(401);
  expect((await postJson(`${server.url}/feedback`, { run_id: randomUUID(), key: 'k' })).status).toBe(401);
});
