import { expect, test } from 'vitest';
import type { ExplainedFinding } from './answers.js';
import { isoAt, rowsOf, shapeOfRows } from './rows.fixture.js';
import { figuresOf, rowDurationMs } from './trace-summary.js';

const nowMs = Date.parse(isoAt(1000));
const figures = (outline: string, findings: ExplainedFinding[] = []) =>
  figuresOf({ findings }, shapeOfRows(rowsOf(outline)), nowMs);
const finding = (severity: ExplainedFinding['severity']): ExplainedFinding => ({
  code: severity,
  severity,
  run_id: null,
  sentence: '',
  remedy: '',
});

test('a trace lasts as long as its root, whatever runs after it', () => {
  expect(figures('a 0-400\n  b 500-900')).toMatchObject({
    name: 'a',
    durationMs: 400,
    runCount: 2,
    missingCount: 0,
    failedCount: 0,
  });
});

test('a running root has lasted until now', () => {
  expect(figures('a 100-').durationMs).toBe(900);
});

test('without a root, a trace lasts from its first to its last known moment', () => {
  expect(figures('gone ?\n  b 100-300')).toMatchObject({ name: 'b', durationMs: 200, runCount: 1, missingCount: 1 });
  expect(figures('a !').durationMs).toBeNaN();
});

test('findings are parted into those to act on and others', () => {
  const { graveFindings, otherFindings } = figures('a 0-1', [
    finding('hint'),
    finding('error'),
    finding('info'),
    finding('warning'),
  ]);
  expect(graveFindings.map((one) => one.code)).toEqual(['error', 'warning']);
  expect(otherFindings.map((one) => one.code)).toEqual(['hint', 'info']);
});

test('a trace without rows has no root', () => {
  expect(figures('')).toMatchObject({ root: undefined, name: '' });
  expect(figures('gone ?').name).toBe('(not received)');
});

test('a run that ended without a time has no duration', () => {
  const rows = rowsOf('a 0-').map((row) => ({ ...row, status: 'error' as const }));
  expect(rowDurationMs(shapeOfRows(rows), 0, nowMs)).toBeNaN();
});
