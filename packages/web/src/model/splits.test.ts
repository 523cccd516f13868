import { expect, test } from 'vitest';
import type { SplitAnswer } from './answers.js';
import { rowsOf } from './rows.fixture.js';
import { isTopOfJoined, otherSide, sideOf, splitNews, wishOf } from './splits.js';

const split = (change: Partial<SplitAnswer> = {}): SplitAnswer => ({
  run_id: 'r',
  run_name: 'charge',
  trace_id: 't1',
  parent_id: 'p',
  parent_name: 'ask',
  parent_trace_id: 't2',
  severity: 'hint',
  cause: 'threads',
  evidence: ['both ran in the same process'],
  sentence: '',
  remedy: '',
  is_joined: false,
  ...change,
});

test('the side that is read is known by its trace', () => {
  expect([sideOf(split(), 't1'), sideOf(split(), 't2')]).toEqual(['astray', 'home']);
});

test('certain ones come first, those alike are told as one, and what is shown as one already is no suspicion', () => {
  const join = { ...wishOf(split()), by: 'reader' as const };
  const { suspected, joined } = splitNews({
    splits: [
      split({ run_id: 'a' }),
      split({ run_id: 'b', severity: 'warning' }),
      split({ run_id: 'c', is_joined: true }),
      split({ run_id: 'd' }),
      split({ run_id: 'e', parent_id: 'q' }),
    ],
    joins: [join, { ...join, run_id: 'u', by: 'evidence' }, { ...join, run_id: 's' }],
  });
  expect(suspected.map((group) => group.map(({ run_id }) => run_id))).toEqual([['b'], ['a', 'd'], ['e']]);
  expect(joined.map((group) => group.map(({ run_id, by }) => [run_id, by]))).toEqual([
    [
      ['r', 'reader'],
      ['s', 'reader'],
    ],
    [['u', 'evidence']],
  ]);
});

test('the other side of a join has the name that the evidence tells, else its id', () => {
  const join = { ...wishOf(split()), by: 'evidence' as const };
  expect(otherSide({ splits: [split({ is_joined: true })] }, join)).toBe('ask');
  expect(otherSide({ splits: [split({ parent_id: 'q' })] }, join)).toBe('p');
});

test('of a joined trace the topmost row is told, also of one inside of another', () => {
  const from: Record<string, string | undefined> = { charge: 't1', bank: 't1', mail: 't2' };
  const rows = rowsOf('ask 0-9\n  charge 1-8\n    bank 2-7\n      mail 3-4').map((row) => {
    const joined = from[row.id];
    return joined === undefined ? row : { ...row, joined_from: joined };
  });
  expect([0, 1, 2, 3, 4].map((index) => isTopOfJoined({ rows }, index))).toEqual([false, true, false, true, false]);
});
