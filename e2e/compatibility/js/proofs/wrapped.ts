/** Wrapped clients of models, against an endpoint on loopback that speaks as they expect. */
import { deepEqual, equal } from 'node:assert/strict';
import * as ai from 'ai';
import { MockLanguageModelV3 } from 'ai/test';
import OpenAI from 'openai';
import { withEndpoint, type Answered, type Asked } from '../endpoint.js';
import { freshName, has, type Proof } from '../proof.js';
import { collect } from '../trial.js';

const usage = { prompt_tokens: 11, completion_tokens: 4, total_tokens: 15 };
const chunk = (delta: object, more: object = {}): object => ({
  id: 'c-1',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'demo-1',
  choices: [{ index: 0, delta, finish_reason: null }],
  ...more,
});

function asOpenAI({ body }: Asked): Answered {
  const parts = [chunk({ role: 'assistant', content: 'The ' }), chunk({ content: 'moon.' })];
  if (body['stream'] === true) return { events: [...parts, chunk({}, { choices: [], usage }), '[DONE]'] };
  const message = { role: 'assistant', content: 'The moon.' };
  const choices = [{ index: 0, message, finish_reason: 'stop' }];
  return { whole: { id: 'c-1', object: 'chat.completion', created: 1, model: 'demo-1', choices, usage } };
}

export const wrappedProofs: Proof[] = [
  {
    methods: ['wrapOpenAI'],
    note: 'a completion, whole and streamed: messages, answer, tokens',
    async prove(trial) {
      const project = freshName(trial, 'OpenAI');
      await withEndpoint(asOpenAI, async (origin) => {
        const openai = trial.library.openai.wrapOpenAI(new OpenAI({ baseURL: `${origin}/v1`, apiKey: 'anything' }), {
          client: trial.client,
          project_name: project,
          tracingEnabled: true,
        });
        const messages = [{ role: 'user' as const, content: 'Why are there tides?' }];
        const answer = await openai.chat.completions.create({ model: 'demo-1', messages });
        equal(answer.choices[0]?.message.content, 'The moon.');
        const stream = await openai.chat.completions.create({
          model: 'demo-1',
          messages,
          stream: true,
          stream_options: { include_usage: true },
        });
        let text = '';
        for await (const part of stream) text += part.choices[0]?.delta.content ?? '';
        equal(text, 'The moon.');
      });
      await trial.client.awaitPendingTraceBatches();
      const runs = await collect(trial.client.listRuns({ projectName: project }));
      equal(runs.length, 2);
      for (const run of runs) {
        has(run, { run_type: 'llm', prompt_tokens: 11, completion_tokens: 4, total_tokens: 15 });
        has(run.inputs, { model: 'demo-1', messages: [{ role: 'user', content: 'Why are there tides?' }] });
        equal(run.outputs?.['choices']?.[0]?.message?.content, 'The moon.');
        has(run.extra?.['metadata'], { ls_provider: 'openai', ls_model_name: 'demo-1' });
      }
    },
  },
  {
    methods: ['wrapSDK'],
    note: 'arguments and result of a method',
    async prove(trial) {
      const project = freshName(trial, 'SDK');
      const sdk = {
        shop: {
          count: async (goods: string[]) => goods.length,
          list: () => ['tea', 'milk'],
        },
      };
      const wrapped = trial.library.wrappers.wrapSDK(sdk, {
        client: trial.client,
        project_name: project,
        tracingEnabled: true,
      });
      equal(await wrapped.shop.count(['tea']), 1);
      await trial.client.awaitPendingTraceBatches();
      const runs = await collect(trial.client.listRuns({ projectName: project }));
      deepEqual(
        runs.map(({ inputs, outputs }) => [inputs, outputs]),
        [[{ input: ['tea'] }, { outputs: 1 }]],
      );
    },
  },
  {
    methods: ['wrapAISDK'],
    note: 'a generated text: the call, its step, tokens',
    async prove(trial) {
      const project = freshName(trial, 'AI SDK');
      const { generateText } = trial.library.vercel.wrapAISDK(ai, {
        client: trial.client,
        project_name: project,
        tracingEnabled: true,
      });
      const none = { noCache: undefined, cacheRead: undefined, cacheWrite: undefined };
      const model = new MockLanguageModelV3({
        modelId: 'demo-1',
        doGenerate: {
          content: [{ type: 'text', text: 'The moon.' }],
          finishReason: { unified: 'stop', raw: 'stop' },
          usage: {
            inputTokens: { ...none, total: 11 },
            outputTokens: { total: 4, text: 4, reasoning: undefined },
          },
          warnings: [],
        },
      });
      equal((await generateText({ model, prompt: 'Why are there tides?' })).text, 'The moon.');
      await trial.client.awaitPendingTraceBatches();
      const runs = await collect(trial.client.listRuns({ projectName: project, order: 'asc' }));
      const [whole, step] = runs;
      equal(runs.length, 2);
      has(whole, { parent_run_id: null, total_tokens: 15, status: 'success' });
      has(step, { parent_run_id: whole?.id, run_type: 'llm', prompt_tokens: 11, completion_tokens: 4 });
      equal(whole?.inputs['prompt'], 'Why are there tides?');
    },
  },
];
