import { expect, test } from 'vitest';
import type { SplitAnswer } from './answers.js';
import { sideOf, splitNews, wishOf } from './splits.js';

const split = (change: Partial<SplitAnswer> = {}): SplitAnswer => ({
  run_id: 'r',
  run_name: 'charge',
  trace_id: 't1',
  parent_id: 'p',
  parent_name: 'ask',
  parent_trace_id: 't2',
  severity: 'hint',
  cause: 'threads',
  sentence: '',
  remedy: '',
  is_joined: false,
  ...change,
});

test('the side that is read is known by its trace', () => {
  expect([sideOf(split(), 't1'), sideOf(split(), 't2')]).toEqual(['astray', 'home']);
});

test('certain ones come first, and what is shown as one already is no suspicion', () => {
  const join = { ...wishOf(split()), by: 'reader' as const };
  const { suspected, joined } = splitNews({
    splits: [
      split({ run_id: 'a' }),
      split({ run_id: 'b', severity: 'warning' }),
      split({ run_id: 'c', is_joined: true }),
    ],
    joins: [join],
  });
  expect(suspected.map(({ run_id }) => run_id)).toEqual(['b', 'a']);
  expect(joined).toEqual([{ run_id: 'r', trace_id: 't1', parent_id: 'p', parent_trace_id: 't2', by: 'reader' }]);
});
