import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitName, stateOf, stateToneOf, toneOf } from './run-look.js';

test('a type that we do not know is plain', () => {
  expect(toneOf('llm')).toBe('llm');
  expect(toneOf('agent-of-tomorrow')).toBe('plain');
  expect(toneOf(null)).toBe('plain');
});

test.each([
  [{ placeholder: 'pending', status: null }, 'not received yet'],
  [{ placeholder: 'missing', status: null }, 'not received'],
  [{ placeholder: null, status: 'pending' }, 'running'],
  [{ placeholder: null, status: 'pending', findings: ['unfinished'] }, 'unfinished'],
  [{ placeholder: null, status: 'error' }, 'error'],
  [{ placeholder: null, status: null }, 'unknown'],
] as const)('state of %o', (run, word) => {
  expect(stateOf(run)).toBe(word);
});

describe('name in two parts', () => {
  test.each([
    ['agent', { head: 'agent', tail: '' }],
    ['ChatOpenAI.completions.create', { head: 'ChatOpenAI.completion', tail: 's.create' }],
    ['two\n  lines', { head: 'two lines', tail: '' }],
    ['שלום עולם: from right to left', { head: 'שלום עולם: from right to left', tail: '' }],
  ])('%j', (name, parts) => {
    expect(splitName(name)).toEqual(parts);
  });

  test('an endless name is cut in the middle', () => {
    const { head, tail } = splitName(`${'a'.repeat(10_000)}the end`);
    expect(head).toHaveLength(161);
    expect(tail).toBe('athe end');
  });

  test('a family stays together', () => {
    expect(splitName(`${'x'.repeat(20)}👨‍👩‍👧‍👦`).tail).toBe(`${'x'.repeat(7)}👨‍👩‍👧‍👦`);
  });

  test('nothing of a name of usual length is lost', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (name) => {
        const { head, tail } = splitName(name);
        expect(head + tail).toBe(name.replace(/\s+/gu, ' ').trim());
      }),
    );
  });
});

test('only what is not well has a colour', () => {
  expect(stateToneOf({ placeholder: null, status: 'success' })).toBe('none');
  expect(stateToneOf({ placeholder: null, status: 'error' })).toBe('error');
  expect(stateToneOf({ placeholder: null, status: 'pending' })).toBe('running');
  expect(stateToneOf({ placeholder: 'pending', status: null })).toBe('none');
  expect(stateToneOf({ placeholder: null, status: 'pending', findings: ['unfinished'] })).toBe('none');
});
