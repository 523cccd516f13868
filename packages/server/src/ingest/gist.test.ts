/** What is kept of a record for totals: merged gists report what the merged records report. */
import fc from 'fast-check';
import { mergeRecords, usageReportOf } from 'tracenest/wire';
import type { Json, RunRecord } from 'tracenest/wire';
import { expect, test } from 'vitest';
import { gistOf } from './gist.js';

const id = '00000001-0000-4000-8000-000000000001';
const count = fc.oneof(fc.nat(500), fc.constantFrom<Json>(null, 'many', -1, 0.5));
const dollars = fc.constantFrom<Json>(0.000_012_5, 1, '2', 1e-9);
const maybe = { requiredKeys: [] };

const inputDetails = fc.record(
  {
    cache_read: count,
    cached_tokens: count,
    cache_creation: count,
    ephemeral_5m_input_tokens: count,
    ephemeral_1h_input_tokens: count,
    audio: count,
    flex: fc.nat(3),
    priority_cache_read: fc.nat(3),
  },
  maybe,
);
const outputDetails = fc.record(
  { reasoning: count, reasoningTokens: count, audio: count, image: count, batch: fc.nat(2) },
  maybe,
);
const costDetails = fc.record(
  {
    cache_read: dollars,
    cache_creation: dollars,
    ephemeral_1h_input_tokens: dollars,
    audio: dollars,
    reasoning: dollars,
  },
  maybe,
);
const usage = fc.record(
  {
    input_tokens: count,
    output_tokens: count,
    total_tokens: count,
    input_token_details: inputDetails,
    prompt_tokens_details: inputDetails,
    output_token_details: outputDetails,
    input_cost: dollars,
    output_cost: dollars,
    total_cost: dollars,
    input_cost_details: costDetails,
    output_cost_details: costDetails,
  },
  maybe,
);
const name = fc.constantFrom<Json>('gpt-5.4', 'models/gemini-3', '', 7, 'x'.repeat(300));
const callId = fc.constantFrom<Json>('chatcmpl-1', 'msg_2', 'run-3', null);
const message = fc.record(
  { usage_metadata: usage, id: callId, response_metadata: fc.record({ model_name: name, model: name }, maybe) },
  maybe,
);
const choice = fc.record(
  {
    message: fc.oneof(
      message,
      message.map((kwargs) => ({ kwargs })),
    ),
  },
  maybe,
);
const modelOutput = fc.record(
  {
    tokenUsage: fc.record(
      { promptTokens: count, completionTokens: count, totalTokens: count, total_cost: dollars },
      maybe,
    ),
    token_usage: fc.record(
      { prompt_tokens: count, completion_tokens: count, completion_tokens_details: outputDetails },
      maybe,
    ),
    model_name: name,
  },
  maybe,
);
const outputs = fc.oneof(
  fc.record(
    {
      usage_metadata: fc.oneof(usage, fc.constantFrom<Json>(null, 'text')),
      generations: fc.oneof(
        fc.array(fc.array(choice, { maxLength: 2 }), { maxLength: 2 }),
        fc.array(choice, { maxLength: 2 }),
      ),
      llm_output: modelOutput,
      llmOutput: fc.oneof(modelOutput, fc.constant(null)),
      model: name,
      id: callId,
      text: fc.constant('x'),
    },
    maybe,
  ),
  fc.constantFrom<Json>({}, [], 'text'),
);
const extra = fc.record(
  {
    metadata: fc.record(
      {
        usage_metadata: fc.oneof(usage, fc.constant(null)),
        ls_model_name: name,
        ls_provider: name,
        other: fc.constant(1),
      },
      maybe,
    ),
    invocation_params: fc.oneof(
      fc.record({ model: name, model_name: name, temperature: fc.constant(1) }, maybe),
      fc.constantFrom<Json>({}, null),
    ),
  },
  maybe,
);
const records = fc
  .array(fc.record({ outputs, extra }, maybe), { minLength: 1, maxLength: 3 })
  .map((said) =>
    said.map((fields, i): RunRecord => ({ op: i === 0 ? 'create' : 'update', id, ...(fields as Partial<RunRecord>) })),
  );

/** As store/narrow-record.ts reads it back. */
function cut(record: RunRecord): RunRecord {
  const { outputs: said, metadata, invocation } = gistOf(record, false);
  return {
    op: record.op,
    id,
    ...(said === undefined ? {} : { outputs: said }),
    extra: {
      ...(metadata === undefined ? {} : { metadata }),
      ...(invocation === undefined ? {} : { invocation_params: invocation }),
    },
  };
}

const reportOf = (all: readonly RunRecord[]): unknown =>
  usageReportOf(mergeRecords(all.map((record, i) => ({ record, received: i }))));

test('reports of merged gists are those of merged records', () => {
  fc.assert(
    fc.property(records, (all) => {
      expect(reportOf(JSON.parse(JSON.stringify(all.map(cut))) as RunRecord[])).toEqual(reportOf(all));
    }),
    { numRuns: 2_000 },
  );
});

test('what a program sends does not make it long', () => {
  const long = 'x'.repeat(100_000);
  const details = Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`key ${i}`, i]));
  const gist = gistOf(
    {
      op: 'create',
      id,
      outputs: {
        usage_metadata: { input_tokens: 1, input_token_details: details, [long]: long },
        model: long,
        id: long,
      },
      extra: {
        metadata: { ls_model_name: long, thread_id: long },
        runtime: { sdk: long },
        invocation_params: { model: long },
      },
    },
    true,
  );
  expect(JSON.stringify(gist).length).toBeLessThan(500);
});
