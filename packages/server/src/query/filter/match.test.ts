import { describe, expect, test } from 'vitest';
import { isLike } from './like.js';
import { matchesFilter, type RunFacts } from './match.js';
import { parseFilter } from './parse.js';

const run: RunFacts = {
  id: '0190a1b2-0000-7000-8000-000000000001',
  trace_id: '0190a1b2-0000-7000-8000-000000000001',
  parent_run_id: null,
  session_id: '11111111-0000-4000-8000-000000000001',
  reference_example_id: null,
  name: 'ChatOpenAI',
  run_type: 'llm',
  status: 'success',
  error: null,
  thread_id: 'abc',
  model_name: 'gpt-5',
  start_time: '2026-07-15T12:34:56.789123Z',
  end_time: '2026-07-15T12:35:02Z',
  latency: 5.210877,
  first_token_time: 0.4,
  total_tokens: 5001,
  prompt_tokens: 5000,
  completion_tokens: 1,
  total_cost: 0.031,
  prompt_cost: 0.03,
  completion_cost: 0.001,
  execution_order: 1,
  is_root: true,
  tags: ['beta', '2aa1cf4'],
  metadata: { environment: 'production', n: 5, nested: { a: 1, b: [2] }, empty: null },
  inputs: {
    messages: [
      { role: 'user', content: 'Where is my Money?' },
      { role: 'tool', content: { deep: 'x' } },
    ],
  },
  outputs: { outputs: 'It is on its way' },
  feedback: [
    { key: 'user_score', score: 1, value: null, source: 'api', comment: 'so good' },
    { key: 'star_rating', score: 4.5, value: 'four', source: 'app', comment: null },
  ],
};

describe('a run that fits, and one condition that does not', () => {
  test.each([
    ['eq(name, "ChatOpenAI")', 'eq(name, "chatopenai")'],
    ['neq(error, "x")', 'neq(error, null)'],
    ['eq(error, null)', 'like(error, "%")'],
    ['gt(latency, "5s")', 'gt(latency, 6)'],
    ['lte(first_token_time, "400ms")', 'lt(first_token_time, "400ms")'],
    ['gt(start_time, "2026-07-15T12:34:56.789122999Z")', 'gt(start_time, "2026-07-15T14:34:56.789123+02:00")'],
    ['in(run_type, ["tool", "llm"])', 'in(run_type, [])'],
    ['has(tags, "beta")', 'has(tags, "bet")'],
    ['like(tags, "be%")', 'like(tags, "be")'],
    ['neq(tags, "alpha")', 'neq(tags, "beta")'],
    [`has(metadata, '{"nested": {"a": 1}}')`, `has(metadata, '{"nested": {"a": 2}}')`],
    ['exists(metadata, "empty")', 'exists(metadata, "toString")'],
    ["eq(metadata_key, 'n')", "eq(metadata_key, 'm')"],
    [
      'and(eq(metadata_key, "n"), eq(metadata_value, "5"))',
      'and(eq(metadata_key, "environment"), eq(metadata_value, "5"))',
    ],
    ['and(eq(metadata_key, "n"), gt(metadata_value, 4))', 'and(eq(metadata_key, "n"), gt(metadata_value, 10))'],
    ['and(eq(metadata_key, "n"), neq(metadata_value, "6"))', 'and(eq(metadata_key, "n"), neq(metadata_value, "5"))'],
    [
      'and(neq(metadata_key, "k"), eq(metadata_value, "production"))',
      'and(neq(metadata_key, "n"), eq(metadata_value, "production"))',
    ],
    [
      'and(eq(feedback_key, "user_score"), eq(feedback_score, 1))',
      'and(eq(feedback_key, "user_score"), gt(feedback_score, 4))',
    ],
    [
      'and(eq(feedback_key, "star_rating"), gt(feedback_score, 4), lt(feedback_score, 5))',
      'eq(feedback_value, "five")',
    ],
    [
      'and(eq(input_key, "messages.content"), like(input_value, "%Money%"))',
      'and(eq(input_key, "messages"), eq(input_value, "user"))',
    ],
    ['and(eq(input_key, "messages.content.deep"), eq(input_value, "x"))', 'eq(input_key, "content")'],
    ['eq(output_value, "It is on its way")', 'eq(output_value, "It is")'],
    ['search("money WAY")', 'search("money wa1")'],
    ['search(inputs, "money")', 'search(outputs, "money")'],
    ['eq(is_root, true)', 'not(eq(is_root, true))'],
    ['or(eq(name, "x"), gt(total_tokens, 5000))', 'and(eq(name, "ChatOpenAI"), gt(total_tokens, 5001))'],
  ])('%s but not %s', (fits, differs) => {
    expect(matchesFilter(parseFilter(fits), run)).toBe(true);
    expect(matchesFilter(parseFilter(differs), run)).toBe(false);
  });
});

describe('like', () => {
  test.each([
    ['abc', 'abc', true],
    ['abc', 'a%', true],
    ['abc', '%c', true],
    ['abc', '%b%', true],
    ['abc', 'a_c', true],
    ['abc', '_', false],
    ['abab', '%ab', true],
    ['aab', 'a%ab', true],
    ['ab', 'ab%b', false],
    ['100%', '100\\%', true],
    ['100x', '100\\%', false],
    ['a😀b', 'a_b', true],
    ['', '', true],
    ['', '%', true],
  ])('%j like %j: %s', (text, pattern, result) => {
    expect(isLike(text, pattern)).toBe(result);
  });

  test('a pattern made to be slow is not', () => {
    expect(isLike('a'.repeat(20_000), `${'%a'.repeat(50)}%b`)).toBe(false);
  });
});
