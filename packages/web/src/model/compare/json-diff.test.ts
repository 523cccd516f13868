import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '../answers.js';
import { jsonDiff, type DiffLine } from './json-diff.js';
import { textDiff, type TextPart } from './text-diff.js';

function drawnParts(parts: readonly TextPart[]): string {
  const frames = { same: ['', ''], removed: ['[-', '-]'], added: ['{+', '+}'], skipped: ['…', ''] } as const;
  return parts
    .map(({ kind, text, left }) => `${frames[kind][0]}${kind === 'skipped' ? left : text}${frames[kind][1]}`)
    .join('');
}

function drawn({ kind, depth, name, parts, count }: DiffLine): string {
  const mark = { same: ' ', changed: '~', added: '+', removed: '-', folded: ' ' }[kind];
  const text = kind === 'folded' ? `${count} the same` : `${name === null ? '' : `${name}: `}${drawnParts(parts)}`;
  return `${mark} ${'  '.repeat(depth)}${text}`;
}

describe('texts', () => {
  test('word by word, the removed first', () => {
    expect(drawnParts(textDiff('The quick brown fox', 'The slow red fox'))).toBe(
      'The [-quick-]{+slow+} [-brown-]{+red+} fox',
    );
    expect(drawnParts(textDiff('', 'new'))).toBe('{+new+}');
    expect(drawnParts(textDiff('a 👩‍👩‍👧 b', 'a 👩‍👩‍👦 b'))).toBe('a [-👩‍👩‍👧-]{+👩‍👩‍👦+} b');
  });

  test('what is long and the same is left out', () => {
    const long = 'word '.repeat(200);
    expect(drawnParts(textDiff(`${long}a${long}`, `${long}b${long}`))).toMatch(/^…\d+(word )+\[-a.*-\]\{\+b.*\+\}/u);
    expect(textDiff(`${long}a`, `${long}b`, true)[0]?.text.length).toBeGreaterThan(900);
  });

  test('each side can be read from the parts', () => {
    const texts = fc.array(fc.constantFrom('a', 'b', ' ', 'cd', '\n', '💥', '.'), { maxLength: 30 });
    fc.assert(
      fc.property(texts, texts, (left, right) => {
        const parts = textDiff(left.join(''), right.join(''), true);
        const side = (other: string): string =>
          parts.flatMap(({ kind, text }) => (kind === other ? [] : text)).join('');
        expect([side('added'), side('removed')]).toEqual([left.join(''), right.join('')]);
      }),
    );
  });

  test('large texts by line', () => {
    const lines = Array.from({ length: 20_000 }, (_, index) => `line ${index}\n`);
    const parts = textDiff(lines.join(''), lines.toSpliced(7000, 1, 'other\n').join(''));
    expect(parts.filter(({ kind }) => kind === 'added' || kind === 'removed').map(({ text }) => text)).toEqual([
      'line 7000\n',
      'other\n',
    ]);
  });
});

describe('JSON', () => {
  test('entries by key, arrays by what fits, texts by word', () => {
    const before: Json = { model: 'gpt-4o', top: 1, messages: [{ role: 'user', text: 'Hello there' }, { role: 'x' }] };
    const after: Json = {
      messages: [{ role: 'system', text: 'Be kind' }, { role: 'user', text: 'Hello you' }, { role: 'x' }],
      top: 1,
      model: 'gpt-5',
      seed: 4,
    };
    expect(jsonDiff(before, after).lines.map(drawn)).toEqual([
      '~ {…}',
      '~   model: gpt-[-4o-]{+5+}',
      '    1 the same',
      '~   messages: […]',
      '+     0: {+{…}+}',
      '+       role: {+system+}',
      '+       text: {+Be kind+}',
      '~     0 → 1: {…}',
      '        1 the same',
      '~       text: Hello [-there-]{+you+}',
      '      1 the same',
      '+   seed: {+4+}',
    ]);
    expect(jsonDiff(before, after).differences).toBe(6);
  });

  test('another kind of value, one side missing, and null', () => {
    expect(jsonDiff({ a: 1 }, { a: [1] }).lines.map(drawn)).toEqual(['~ {…}', '~   a: [-1-]{+[1]+}']);
    expect(jsonDiff(undefined, null).lines.map(drawn)).toEqual(['+ {+null+}']);
    expect(jsonDiff(undefined, undefined)).toEqual({ lines: [], isCut: false, differences: 0 });
    expect(jsonDiff({ __proto__x: 1 }, JSON.parse('{"__proto__": 1}') as Json).differences).toBe(2);
  });

  test('all of it on demand', () => {
    expect(jsonDiff({ a: 1, b: 2 }, { a: 1, b: 3 }, true).lines.map(drawn)).toEqual([
      '~ {…}',
      '    a: 1',
      '~   b: [-2-]{+3+}',
    ]);
  });

  test('a value and itself do not differ, in whatever order its keys are', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const copy = JSON.parse(JSON.stringify(value)) as Json;
        expect(jsonDiff(value as Json, copy).differences).toBe(0);
      }),
    );
    expect(jsonDiff({ a: 1, b: 2 }, { b: 2, a: 1 }).differences).toBe(0);
  });

  test('values that differ have at least one difference', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (left, right) => {
        fc.pre(JSON.stringify(left) !== JSON.stringify(right) && !JSON.stringify([left, right]).includes('{'));
        expect(jsonDiff(left as Json, right as Json).differences).toBeGreaterThan(0);
      }),
    );
  });

  test('deep and long values end in bounded lines', () => {
    const deep = (leaf: Json): Json => Array.from({ length: 3000 }).reduce<Json>((inner) => [inner], leaf);
    expect(jsonDiff(deep(1), deep(2)).lines.length).toBeLessThan(100);
    const long = Array.from({ length: 5000 }, (_, index) => index);
    expect(jsonDiff([], long)).toMatchObject({ isCut: true });
  });
});
