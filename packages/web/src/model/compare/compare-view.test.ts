import { expect, test } from 'vitest';
import { rowsOf, shapeOfRows } from '../rows.fixture.js';
import { runFigures, signed } from './compare-figures.js';
import { compareTraces } from './compare-traces.js';
import { readCompareView, writeCompareView } from './compare-view.js';
import { differenceWords, summaryWords } from './compare-words.js';

test('an address is read back as it was written', () => {
  const view = { run: 'a b', isOnlyDifferences: true, isWhole: true, collapsed: new Set(['x', 'y/z']) };
  expect(writeCompareView(view)).toBe('?run=a%20b&only=1&equal=1&collapsed=x,y%2Fz');
  expect(readCompareView(writeCompareView(view))).toEqual(view);
  expect(writeCompareView(readCompareView('?run=&only=no'))).toBe('');
});

test('differences have a sign, and a share where there is one', () => {
  expect(signed(1000, 1340, String)).toBe('+340 (+34 %)');
  expect(signed(1000, 999, String)).toBe('−1 (less than 1 %)');
  expect(signed(0, 5, String)).toBe('+5');
  expect(signed(5, 5, String)).toBe('=');
  expect(signed(1, 31, String)).toBe('+30 (×31)');
  expect(signed(null, 5, String)).toBe('');
  expect(signed(Number.NaN, 5, String)).toBe('');
});

test('a line in figures and in words', () => {
  const a = shapeOfRows(rowsOf('agent 0-100\n  plan 0-40\n  old 50-60'));
  const b = shapeOfRows(rowsOf('agent 0-150\n  plan 0-40').map((row) => ({ ...row, id: `b-${row.id}` })));
  const comparison = compareTraces(a, b);
  expect(runFigures(comparison, 0, Number.NaN)).toEqual([
    { name: 'Status', a: 'success', b: 'success', delta: '=', title: '' },
    { name: 'Duration', a: '100 ms', b: '150 ms', delta: '+50.0 ms (+50 %)', title: '100 ms → 150 ms' },
  ]);
  expect(runFigures(comparison, 2, Number.NaN)[1]).toMatchObject({ a: '10.0 ms', b: null, delta: '' });
  expect([0, 1, 2].map((line) => differenceWords(comparison, line))).toEqual(['', '', 'only in A']);
  expect(summaryWords(comparison)).toBe('1 only in A; 2 the same');
  expect(summaryWords(compareTraces(a, a))).toBe('The same 3 runs in the same places');
});
