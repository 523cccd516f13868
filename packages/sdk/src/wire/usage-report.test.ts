import { describe, expect, test } from 'vitest';

import type { Json } from './record.js';
import { plainReport, usageReportOf } from './usage-report.js';

function report(usage_metadata: Json, metadata: Record<string, Json> = {}): ReturnType<typeof usageReportOf> {
  return usageReportOf({ outputs: { usage_metadata }, extra: { metadata } });
}

describe('what a run reports', () => {
  test('nothing, and nothing but three counts', () => {
    expect(usageReportOf({ outputs: { answer: 'x' } })).toBe(null);
    expect(report({ input_tokens: 3, output_tokens: 4 })).toEqual(plainReport({ prompt: 3, completion: 4, total: 7 }));
  });

  test('kinds of tokens in the spelling of LangChain and of OpenAI', () => {
    const langchain = report({
      input_tokens: 100,
      output_tokens: 50,
      input_token_details: { cache_read: 40, audio: 5 },
      output_token_details: { reasoning: 30 },
    });
    const openai = usageReportOf({
      outputs: {
        llm_output: {
          token_usage: {
            prompt_tokens: 100,
            completion_tokens: 50,
            total_tokens: 150,
            prompt_tokens_details: { cached_tokens: 40, audio_tokens: 5 },
            completion_tokens_details: { reasoning_tokens: 30, audio_tokens: 0 },
          },
        },
      },
    });
    expect(langchain?.tokens).toMatchObject({ prompt: 100, cache_read: 40, audio_in: 5, reasoning: 30, audio_out: 0 });
    expect(openai?.tokens).toEqual(langchain?.tokens);
  });

  test('what was written to the cache is counted once, however often it is said', () => {
    const both = { cache_creation: 70, ephemeral_5m_input_tokens: 50, ephemeral_1h_input_tokens: 20 };
    expect(report({ input_tokens: 100, input_token_details: both })?.tokens).toMatchObject({
      cache_write: 50,
      cache_write_1h: 20,
    });
    const twice = { cache_creation: 70, cache_write: 70 };
    expect(report({ input_tokens: 100, input_token_details: twice })?.tokens).toMatchObject({ cache_write: 70 });
  });

  test('a tier of service is told by its details', () => {
    const flex = report({ input_tokens: 10, input_token_details: { flex: 10, flex_cache_read: 4 } });
    expect(flex).toMatchObject({ tier: 'flex', tokens: { cache_read: 4 } });
  });

  test('costs in nano-dollars, also without tokens', () => {
    expect(report({ total_cost: 0.000_031 })).toMatchObject({
      cost: { prompt: null, completion: null, total: 31_000 },
      tokens: { total: 0 },
    });
    expect(report({ input_tokens: 1, input_cost: 0.1, output_cost: 0.2 })?.cost).toEqual({
      prompt: 100_000_000,
      completion: 200_000_000,
      total: null,
    });
  });

  test('of a cost what is said by kind, what was written for an hour not twice', () => {
    const input_cost_details = { cache_read: 0.01, cache_creation: 0.05, ephemeral_1h_input_tokens: 0.02, other: 1 };
    const output_cost_details = { reasoning: 0.1 };
    const said = { input_cost: 0.2, output_cost: 0.3, input_cost_details, output_cost_details };
    expect(report(said)?.cost?.kinds).toEqual({
      cache_read: 10_000_000,
      cache_write: 30_000_000,
      cache_write_1h: 20_000_000,
      reasoning: 100_000_000,
    });
    expect(report({ input_tokens: 1, input_cost_details })?.cost).toBeNull();
  });

  test('several prompts in one run: kinds and costs are added up', () => {
    const choice = (usage_metadata: Json): Json => [{ message: { kwargs: { usage_metadata } } }];
    const one = { input_tokens: 10, output_tokens: 5, total_cost: 0.1, input_token_details: { cache_read: 4 } };
    const outputs = { generations: [choice(one), choice(one)] };
    expect(usageReportOf({ outputs })).toMatchObject({
      tokens: { prompt: 20, cache_read: 8 },
      cost: { total: 200_000_000 },
    });
  });

  test('model, provider and the id of the answer', () => {
    const usage = { input_tokens: 1 };
    expect(report(usage, { ls_model_name: 'gpt-5.4', ls_provider: 'openai' })).toMatchObject({
      model: 'gpt-5.4',
      provider: 'openai',
      call_id: null,
    });
    const message = {
      kwargs: { id: 'chatcmpl-Abc', usage_metadata: usage, response_metadata: { model_name: 'gpt-5.4-2026-03-05' } },
    };
    expect(usageReportOf({ outputs: { generations: [[{ message }]] } })).toMatchObject({
      model: 'gpt-5.4-2026-03-05',
      call_id: 'chatcmpl-Abc',
    });
    expect(usageReportOf({ outputs: { id: 'run-1', usage_metadata: usage }, extra: {} })?.call_id).toBe(null);
    expect(
      usageReportOf({ outputs: { usage_metadata: usage }, extra: { invocation_params: { model: 'o3' } } })?.model,
    ).toBe('o3');
  });

  test('hostile numbers stay numbers of tokens', () => {
    const { tokens, cost } = report({
      input_tokens: 1e308,
      output_tokens: 1.6,
      total_tokens: -1,
      total_cost: 1e300,
      input_token_details: { cache_read: Number.NaN, audio: '7', __proto__: 3 },
    })!;
    expect(tokens).toMatchObject({ prompt: 1e12, completion: 2, total: 1e12 + 2, cache_read: 0, audio_in: 0 });
    expect(cost?.total).toBe(Number.MAX_SAFE_INTEGER);
  });
});
