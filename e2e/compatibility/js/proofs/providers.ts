/** Anthropic's and Google's own clients, wrapped, against an endpoint on loopback that speaks as they expect. */
import { equal } from 'node:assert/strict';
import Anthropic from '@anthropic-ai/sdk';
import { GoogleGenAI } from '@google/genai';
import { withEndpoint, type Answered, type Asked } from '../endpoint.js';
import { freshName, has, type Proof } from '../proof.js';
import { collect } from '../trial.js';

const question = 'Why are there tides?';
const said = 'The moon.';

function asAnthropic({ body }: Asked): Answered {
  const usage = { input_tokens: 10, cache_read_input_tokens: 4, cache_creation_input_tokens: 0, output_tokens: 5 };
  const message = {
    id: 'msg-1',
    type: 'message',
    role: 'assistant',
    model: 'claude-haiku-4-5',
    stop_reason: 'end_turn',
    stop_sequence: null,
  };
  if (body['stream'] !== true) return { whole: { ...message, content: [{ type: 'text', text: said }], usage } };
  const events: [string, object][] = [
    [
      'message_start',
      { message: { ...message, content: [], stop_reason: null, usage: { ...usage, output_tokens: 1 } } },
    ],
    ['content_block_start', { index: 0, content_block: { type: 'text', text: '' } }],
    ['content_block_delta', { index: 0, delta: { type: 'text_delta', text: 'The ' } }],
    ['content_block_delta', { index: 0, delta: { type: 'text_delta', text: 'moon.' } }],
    ['content_block_stop', { index: 0 }],
    ['message_delta', { delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: 5 } }],
    ['message_stop', {}],
  ];
  return { events: events.map(([type, data]) => [type, { type, ...data }] as const) };
}

function asGemini({ path }: Asked): Answered {
  const part = (text: string, more: object = {}): object => ({
    candidates: [{ index: 0, content: { role: 'model', parts: [{ text }] }, ...more }],
    modelVersion: 'gemini-2.5-flash',
  });
  const usageMetadata = {
    promptTokenCount: 10,
    cachedContentTokenCount: 4,
    candidatesTokenCount: 5,
    totalTokenCount: 15,
  };
  const isStreamed = path.includes('streamGenerateContent');
  if (!isStreamed) return { whole: { ...part(said, { finishReason: 'STOP' }), usageMetadata } };
  return { events: [part('The '), { ...part('moon.', { finishReason: 'STOP' }), usageMetadata }] };
}

export const providerProofs: Proof[] = [
  {
    methods: ['wrapAnthropic'],
    note: 'a message, whole, streamed and as a stream of its helper: question, answer, tokens, cost',
    async prove(trial) {
      const project = freshName(trial, 'Anthropic');
      await withEndpoint(asAnthropic, async (origin) => {
        const anthropic = trial.library.anthropic.wrapAnthropic(
          new Anthropic({ baseURL: origin, apiKey: 'anything' }),
          {
            client: trial.client,
            project_name: project,
            tracingEnabled: true,
          },
        );
        const ask = {
          model: 'claude-haiku-4-5',
          max_tokens: 100,
          messages: [{ role: 'user' as const, content: question }],
        };
        const whole = await anthropic.messages.create(ask);
        equal(whole.content[0]?.type === 'text' && whole.content[0].text, said);
        let text = '';
        for await (const event of await anthropic.messages.create({ ...ask, stream: true }))
          if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') text += event.delta.text;
        equal(text, said);
        const helped = await anthropic.messages.stream(ask).finalMessage();
        equal(helped.content[0]?.type === 'text' && helped.content[0].text, said);
      });
      await trial.client.awaitPendingTraceBatches();
      const runs = await collect(trial.client.listRuns({ projectName: project }));
      equal(runs.length, 3);
      for (const run of runs) {
        has(run, { run_type: 'llm', prompt_tokens: 14, completion_tokens: 5, total_tokens: 19 });
        has(run, { prompt_cost: '0.0000104', completion_cost: '0.000025', total_cost: '0.0000354' });
        equal(run.inputs['messages']?.at(-1)?.content, question);
        equal(JSON.stringify(run.outputs).includes(said), true);
        has(run.extra?.['metadata'], { ls_provider: 'anthropic', ls_model_name: 'claude-haiku-4-5' });
      }
    },
  },
  {
    methods: ['wrapGemini'],
    note: 'an answer, whole and streamed: question, answer, tokens, cost',
    async prove(trial) {
      const project = freshName(trial, 'Gemini');
      await withEndpoint(asGemini, async (origin) => {
        const google = new GoogleGenAI({ apiKey: 'anything', httpOptions: { baseUrl: origin } });
        const gemini = trial.library.gemini.wrapGemini(google, {
          client: trial.client,
          project_name: project,
          tracingEnabled: true,
        });
        const ask = { model: 'gemini-2.5-flash', contents: question };
        equal((await gemini.models.generateContent(ask)).text, said);
        let text = '';
        for await (const part of await gemini.models.generateContentStream(ask)) text += part.text ?? '';
        equal(text, said);
      });
      await trial.client.awaitPendingTraceBatches();
      const runs = await collect(trial.client.listRuns({ projectName: project }));
      equal(runs.length, 2);
      for (const run of runs) {
        has(run, { run_type: 'llm', prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 });
        has(run, { prompt_cost: '0.00000192', completion_cost: '0.0000125', total_cost: '0.00001442' });
        equal(JSON.stringify(run.inputs).includes(question), true);
        equal(JSON.stringify(run.outputs).includes(said), true);
        has(run.extra?.['metadata'], { ls_provider: 'google', ls_model_name: 'gemini-2.5-flash' });
      }
    },
  },
];
