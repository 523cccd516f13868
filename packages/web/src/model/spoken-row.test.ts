import { expect, test } from 'vitest';
import type { ExplainedFinding, TraceRowAnswer } from './answers.js';
import { rowsOf, shapeOfRows } from './rows.fixture.js';
import { criticalWords, spokenRow, timeWords, type RowFacts } from './spoken-row.js';
import { visibleRows } from './visible-rows.js';

const plain: RowFacts = {
  durationMs: 400,
  findings: undefined,
  shift: null,
  isCritical: false,
  isJoined: false,
  isHit: false,
};
const spoken = (
  change: Partial<TraceRowAnswer> = {},
  facts: Partial<RowFacts> = {},
  collapsed: string[] = [],
): string => {
  const rows = rowsOf('agent 0-400\n  tool 10-50').map((row, index) => (index === 0 ? { ...row, ...change } : row));
  const line = visibleRows(shapeOfRows(rows), { level: null, toggled: new Set(collapsed) }).line(0);
  return line === undefined ? '' : spokenRow(line, { ...plain, ...facts });
};
const finding = (code: string, sentence = ''): ExplainedFinding => ({
  code,
  severity: code === 'unfinished' ? 'hint' : 'warning',
  run_id: 'agent',
  sentence,
  remedy: '',
});

test('name, duration, type and state come first', () => {
  expect(spoken()).toBe('agent, 400 ms, chain, success');
  expect(spoken({ placeholder: 'missing', run_type: null, status: null })).toBe('agent, not received');
  expect(spoken({}, {}, ['agent'])).toBe('agent, 400 ms, chain, success, 1 hidden below');
});

test('tokens, cost, findings, clock and the trace that it came in are said', () => {
  const tokens = { prompt: 1000, completion: 200, total: 1200 };
  const cost = { prompt: 0, completion: 0, total: 31_000_000, unpriced_tokens: 0 };
  expect(
    spoken(
      { totals: { sum: tokens, cost }, critical_ms: 120 },
      {
        findings: [finding('cycle')],
        shift: 'shifted by +1.20 s: the clock of service b is off',
        isCritical: true,
        isJoined: true,
      },
    ),
  ).toBe(
    'agent, 400 ms, chain, success, 1.2k tokens with all below it, $0.031, 1 finding, shifted by +1.20 s: the clock of service b is off, on the critical path: the trace waited 120 ms for it, of another trace, shown here',
  );
});

test('own work, what is odd, what is out of sight and what was found are said', () => {
  expect(spoken({ self_ms: 360, waiting_ms: 40 })).toBe('agent, 400 ms, 360 ms own work, chain, success');
  expect(spoken({ hidden: 1234 }, { isHit: true })).toBe('agent, 400 ms, chain, success, 1,234 below left out, found');
  const late = { ...finding('late-child'), severity: 'info' as const };
  expect(spoken({}, { findings: [late, finding('placement-changed')] })).toBe(
    'agent, 400 ms, chain, success, 1 finding, late, moved',
  );
});

test('a run that will not end says why', () => {
  const facts = { durationMs: Number.NaN, findings: [finding('unfinished', 'It has no end. Its process has ended.')] };
  expect(spoken({ status: 'pending', findings: ['unfinished'] }, facts)).toBe(
    'agent, chain, unfinished, It has no end. Its process has ended.',
  );
});

test('where the time went', () => {
  expect(timeWords(100, 300)).toBe('own work 100 ms, waiting for runs below it 300 ms');
  expect([timeWords(100, 0), timeWords(undefined, 5), criticalWords(0), criticalWords(undefined)]).toEqual([
    '',
    '',
    '',
    '',
  ]);
});
