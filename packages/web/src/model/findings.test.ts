import { expect, test } from 'vitest';
import type { ExplainedFinding, Severity } from './answers.js';
import { byGravity, byRun, isGrave, listedFindings } from './findings.js';

const finding = (code: string, severity: Severity, runId: string | null): ExplainedFinding => ({
  code,
  severity,
  run_id: runId,
  sentence: code,
  remedy: '',
});
const findings = [
  finding('late-child', 'info', 'a'),
  finding('cycle', 'warning', 'b'),
  finding('dropped', 'error', null),
  finding('unfinished', 'hint', 'a'),
  finding('missing-parent', 'warning', 'a'),
];

test('the gravest findings come first, equals in their order', () => {
  expect(byGravity(findings).map((one) => one.code)).toEqual([
    'dropped',
    'cycle',
    'missing-parent',
    'unfinished',
    'late-child',
  ]);
});

test('grave is what a reader should act on', () => {
  expect(findings.filter(isGrave).map((one) => one.code)).toEqual(['cycle', 'dropped', 'missing-parent']);
});

test('findings are found by run, those of the trace under no id', () => {
  const runs = byRun(findings);
  expect(runs.get('a')?.map((one) => one.code)).toEqual(['late-child', 'unfinished', 'missing-parent']);
  expect(runs.get('')?.map((one) => one.code)).toEqual(['dropped']);
  expect(runs.get('c')).toBeUndefined();
});

test('a list tells findings from hints, and nothing of a trace that is not counted yet', () => {
  expect(listedFindings({ finding_count: 3, warning_count: 2 })).toEqual([
    { kind: 'finding', count: 2, words: '2 findings' },
    { kind: 'hint', count: 1, words: '1 hint' },
  ]);
  expect(listedFindings({ finding_count: 2, warning_count: 0 })).toEqual([
    { kind: 'hint', count: 2, words: '2 hints' },
  ]);
  expect(listedFindings({ finding_count: null, warning_count: null })).toEqual([]);
});
