import { describe, expect, test } from 'vitest';
import { RequestError } from '../../errors.js';
import { parseFilter } from './filter.js';

describe('filters that are answered', () => {
  test.each([
    ['eq(name, "a b")', [{ field: 'name', value: 'a b' }]],
    ["eq(run_type,'llm')", [{ field: 'run_type', value: 'llm' }]],
    ['eq(thread_id, "say \\"hi\\", (you)")', [{ field: 'thread_id', value: 'say "hi", (you)' }]],
    [
      ' and( eq(is_root, true) , eq(status, "error") ) ',
      [
        { field: 'is_root', value: true },
        { field: 'status', value: 'error' },
      ],
    ],
    [
      'and(and(eq(name,"a"),eq(name,"b")),eq(is_root,False))',
      [
        { field: 'name', value: 'a' },
        { field: 'name', value: 'b' },
        { field: 'is_root', value: false },
      ],
    ],
  ] as [string, unknown][])('%s', (text, conditions) => {
    expect(parseFilter(text)).toEqual(conditions);
  });

  test('a hundred thousand brackets are no trouble', () => {
    const depth = 100_000;
    expect(parseFilter(`${'and('.repeat(depth)}eq(name,"a")${')'.repeat(depth)}`)).toEqual([
      { field: 'name', value: 'a' },
    ]);
  });
});

describe('filters that are refused rather than ignored', () => {
  test.each([
    '',
    'eq(name)',
    'eq(name, "a"',
    'eq(name, "a"))',
    'and()',
    'and(eq(name, "a")',
    'or(eq(name, "a"), eq(name, "b"))',
    'neq(name, "a")',
    'eq(latency, 3)',
    'eq(name, 3)',
    'eq(is_root, "true")',
    'eq(name, true)',
    'has(tags, "x")',
    'eq(__proto__, "a")',
    'name = "a"',
  ])('%j', (text) => {
    expect(() => parseFilter(text)).toThrow(RequestError);
  });
});
