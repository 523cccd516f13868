import { expect, test } from 'vitest';
import type { ExplainedFinding, Json } from './answers.js';
import { rowShift, shiftedClocks, shiftWords } from './shifted-clocks.js';

const skew = (evidence: Record<string, Json>): ExplainedFinding => ({
  code: 'clock-skew',
  severity: 'info',
  run_id: 'a',
  sentence: '',
  remedy: '',
  evidence,
});
const billing = skew({ service: 'billing', clock: 'service', offset_ms: -1200 });

test('each clock that is off is told once, with its sign', () => {
  const clocks = shiftedClocks([billing, billing, skew({ service: 'web-1', clock: 'host', offset_ms: 30 })]);
  expect(clocks.map(shiftWords)).toEqual([
    'shifted by −1.20 s: the clock of service billing is off',
    'shifted by +30.0 ms: the clock of host web-1 is off',
  ]);
});

test('evidence of another shape tells of no clock', () => {
  expect(shiftedClocks([skew({ service: 'billing', offset_ms: '1' }), { ...billing, code: 'late-child' }])).toEqual([]);
  expect(shiftedClocks([skew({ offset_ms: 5 })])).toEqual([{ name: 'a service', offsetMs: 5 }]);
});

test('a row says whose clock it was shifted for', () => {
  const clocks = shiftedClocks([billing, skew({ service: 'mail', clock: 'service', offset_ms: -1200 })]);
  expect(rowShift({ offset_ms: 0, service: 'billing' }, clocks)).toBeNull();
  expect(rowShift({ offset_ms: -1200, service: 'mail' }, clocks)).toContain('service mail');
  expect(rowShift({ offset_ms: -1200, service: null }, clocks)).toContain('service billing');
  expect(rowShift({ offset_ms: 7, service: null }, clocks)).toBe(
    'shifted by +7.00 ms: the clock of its service is off',
  );
  expect(rowShift({ offset_ms: 7, service: 'x' }, [])).toContain('service x');
});
