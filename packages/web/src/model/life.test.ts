import { expect, test } from 'vitest';
import type { ProcessAnswer } from './answers.js';
import { processWords, signOfLife, unfinishedWords } from './life.js';

const process = (change: Partial<ProcessAnswer>): ProcessAnswer => ({
  instance: 'i',
  host: null,
  pid: 1,
  state: 'alive',
  first_seen: null,
  last_seen: null,
  ended: null,
  open_runs: 0,
  ...change,
});
const nowMs = Date.parse('2026-11-21T12:00:10Z');

test('the last sign of life is that of the process heard last', () => {
  const processes = [
    process({ last_seen: '2026-11-21T12:00:01Z' }),
    process({ last_seen: '2026-11-21T12:00:08Z' }),
    process({ state: 'gone', last_seen: '2026-11-21T12:00:09Z' }),
  ];
  expect(signOfLife(processes, nowMs)).toBe('still working, last sign of life 2 s ago');
  expect(signOfLife([process({ last_seen: '2026-11-21T12:00:10.2Z' })], nowMs)).toContain('just now');
});

test('where no process is known to be alive there is no sign', () => {
  expect(signOfLife([], nowMs)).toBeNull();
  expect(signOfLife([process({}), process({ state: 'unknown', last_seen: '2026-11-21T12:00:09Z' })], nowMs)).toBeNull();
});

test('how a process ended is told in words', () => {
  expect(processWords(process({}))).toBe('alive');
  expect(processWords(process({ state: 'unknown' }))).toBe('nothing heard of it');
  expect(processWords(process({ state: 'gone' }))).toContain('killed');
  expect(processWords(process({ state: 'gone', ended: { reason: 'exit', code: 3 } }))).toContain('code 3');
  expect(processWords(process({ ended: { reason: 'finished', code: 0 } }))).toContain('nothing was left');
  expect(processWords(process({ ended: { reason: 'uncaught-error', code: 1 } }))).toContain('nobody caught');
});

test('the reason of a run without an end is the sentence of its finding', () => {
  const finding = {
    code: 'unfinished',
    severity: 'hint' as const,
    run_id: 'a',
    sentence: 'It has no end.',
    remedy: '',
  };
  expect(unfinishedWords([{ ...finding, code: 'late-child' }, finding])).toBe('It has no end.');
  expect(unfinishedWords([])).toBeNull();
  expect(unfinishedWords(undefined)).toBeNull();
});
