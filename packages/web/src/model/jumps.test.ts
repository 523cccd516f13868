import { describe, expect, test } from 'vitest';
import type { ExplainedFinding, Severity } from './answers.js';
import { jumpFrom } from './jumps.js';
import { rowsOf, shapeOfRows } from './rows.fixture.js';

const finding = (runId: string | null, severity: Severity): ExplainedFinding => ({
  code: 'late-child',
  severity,
  run_id: runId,
  sentence: '',
  remedy: '',
});
const rows = rowsOf('a 0-9\n  b 1-2\n  c 3-4\n    d 3-4').map((row) => ({
  ...row,
  status: row.id === 'b' ? ('error' as const) : row.status,
}));
const shape = shapeOfRows(rows);

describe('next finding', () => {
  const findings = [finding('b', 'warning'), finding('d', 'error'), finding('c', 'hint'), finding(null, 'error')];

  test('is the next one below, and behind the last one the first', () => {
    expect([0, 1, 2, 3, -1].map((from) => jumpFrom(shape, findings, from, 'finding'))).toEqual([
      'b',
      'd',
      'd',
      'b',
      'b',
    ]);
  });

  test('is a hint only where nothing is graver', () => {
    expect(jumpFrom(shape, [finding('c', 'hint')], 0, 'finding')).toBe('c');
  });

  test('is none in a trace without, or whose findings are of no row', () => {
    expect(jumpFrom(shape, [], 0, 'finding')).toBeNull();
    expect(jumpFrom(shape, [finding(null, 'error'), finding('elsewhere', 'error')], 0, 'finding')).toBeNull();
  });
});

test('next error is the next row that failed; the only one leads to itself', () => {
  expect(jumpFrom(shape, [], 3, 'error')).toBe('b');
  expect(jumpFrom(shape, [], 1, 'error')).toBe('b');
  expect(jumpFrom(shapeOfRows(rowsOf('a 0-1')), [], 0, 'error')).toBeNull();
});
