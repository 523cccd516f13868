import { expect, test } from 'vitest';
import type { ExplainedFinding, Json } from './answers.js';
import { isOfLanguage, languageOfFinding, languageOfRun, remediesOf } from './remedies.js';

const finding = (code: string, evidence: Record<string, Json> = {}): ExplainedFinding => ({
  code,
  severity: 'warning',
  run_id: 'a',
  sentence: '',
  remedy: '',
  evidence,
});

test('a remedy in code is told in both languages', () => {
  const remedies = remediesOf(finding('shared-worker'), 'job');
  expect(remedies.typescript.code).toContain("from 'tracenest'");
  expect(remedies.python.code).toContain('contextvars');
  expect(isOfLanguage(remedies)).toBe(true);
});

test('a remedy in words alone is the same in both', () => {
  const remedies = remediesOf(finding('clock-skew'), 'job');
  expect(remedies.typescript).toEqual({ text: 'Synchronise the clocks of the machines.', code: '' });
  expect(isOfLanguage(remedies)).toBe(false);
});

test('a finding that this version does not know has a remedy too', () => {
  expect(remediesOf(finding('from-the-future'), undefined).python.text).not.toBe('');
});

test('the language of a run is that of its SDK, else of its runtime', () => {
  const placement = { kind: null, sentence: '', ancestry: null, remote: null, process: null, links: [] };
  const process = { sdk: 'tracenest-js 0.1.0', instance: 'i' };
  const runtime = { sdk: 'langsmith-py', runtime: 'python' };
  expect(languageOfRun({ runtime, placement })).toBe('python');
  expect(languageOfRun({ runtime, placement: { ...placement, process } })).toBe('typescript');
  expect(languageOfRun({ runtime: {}, placement })).toBeNull();
});

test('the language is read only where it is one that we know', () => {
  expect(languageOfFinding(finding('x', { language: 'python' }))).toBe('python');
  expect(languageOfFinding(finding('x', { language: 'cobol' }))).toBeNull();
  expect(languageOfFinding({})).toBeNull();
});
