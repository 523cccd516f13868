import { describe, expect, test } from 'vitest';

import type { Json } from './record.js';
import { usageOf } from './usage.js';

const reported = (
  input_tokens: number,
  output_tokens: number,
  more: Record<string, Json> = {},
): Record<string, Json> => ({
  usage_metadata: { input_tokens, output_tokens, ...more },
});
const message = (usage: Record<string, Json>): Json => ({
  text: 'x',
  message: { lc: 1, kwargs: { content: 'x', ...usage } },
});

describe('usageOf', () => {
  test('outputs come before metadata, metadata before generations', () => {
    const outputs = { ...reported(1, 2), generations: [[message(reported(5, 6))]] };
    const extra = { metadata: reported(3, 4) };
    expect(usageOf({ outputs, extra })).toEqual({ prompt: 1, completion: 2, total: 3 });
    expect(usageOf({ outputs: { generations: outputs.generations }, extra })).toEqual({
      prompt: 3,
      completion: 4,
      total: 7,
    });
    expect(usageOf({ outputs: { generations: outputs.generations } })).toEqual({ prompt: 5, completion: 6, total: 11 });
  });

  test('a given total stands, even beside a smaller sum', () => {
    expect(usageOf({ outputs: reported(1, 2, { total_tokens: 10 }) })).toEqual({ prompt: 1, completion: 2, total: 10 });
    expect(usageOf({ outputs: { usage_metadata: { total_tokens: 10 } } })).toEqual({
      prompt: 0,
      completion: 0,
      total: 10,
    });
  });

  test('LangChain: prompts are added up, the choices of one prompt repeat its tokens', () => {
    const generations = [
      [message(reported(1, 2)), message(reported(1, 2))],
      [message({}), message(reported(10, 20))],
    ];
    expect(usageOf({ outputs: { generations } })).toEqual({ prompt: 11, completion: 22, total: 33 });
    expect(usageOf({ outputs: { generations: generations[0] ?? [] } })).toEqual({ prompt: 1, completion: 2, total: 3 });
  });

  test('LangChain: llmOutput of JavaScript and llm_output of Python, where no message reports', () => {
    const generations = [[message({})]];
    const js = { generations, llmOutput: { tokenUsage: { promptTokens: 1, completionTokens: 2, totalTokens: 3 } } };
    const python = { generations, llm_output: { token_usage: { prompt_tokens: 4, completion_tokens: 5 } } };
    expect(usageOf({ outputs: js })).toEqual({ prompt: 1, completion: 2, total: 3 });
    expect(usageOf({ outputs: python })).toEqual({ prompt: 4, completion: 5, total: 9 });
  });

  test.each([
    null,
    'text',
    [],
    { usage_metadata: null },
    { usage_metadata: { input_tokens: '5', output_tokens: -1 } },
    { generations: [null, [null, { message: 5 }]] },
    { llmOutput: { tokenUsage: {} } },
  ] satisfies Json[])('%j reports nothing', (outputs) => {
    expect(usageOf({ outputs, extra: null })).toBeNull();
  });
});
