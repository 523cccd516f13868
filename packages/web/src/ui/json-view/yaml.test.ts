import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import type { JsonValue } from './json-rows.js';
import { yamlOf } from './yaml.js';

test('reads as one would write it', () => {
  const value = {
    name: 'Ada',
    tags: ['a', 'true', '1'],
    steps: [{ do: 'look', n: 1 }, []],
    text: 'one\n\n  two',
    none: null,
  };
  expect(yamlOf(value)).toBe(
    [
      'name: Ada',
      'tags:',
      '  - a',
      '  - "true"',
      '  - "1"',
      'steps:',
      '  - do: look',
      '    "n": 1',
      '  - []',
      'text: |-',
      '  one',
      '',
      '    two',
      'none: null',
    ].join('\n'),
  );
});

test('a reader of YAML gets the same value back', () => {
  const texts = fc.oneof(
    fc.string(),
    fc.constantFrom(
      'a: b',
      '- x',
      '#',
      "it's",
      'yes',
      '~',
      '\t',
      'a\nb',
      'a\n b\n',
      '\na',
      ' \n',
      '👩‍👩‍👧 é',
      '1e3',
      '=',
      'a #b',
    ),
  );
  const { json } = fc.letrec<{ json: JsonValue }>((tie) => ({
    json: fc.oneof(
      { depthSize: 'small' },
      texts,
      fc.integer(),
      fc.constantFrom<JsonValue>(null, true, false, 1.5),
      fc.array(tie('json'), { maxLength: 4 }),
      fc.dictionary(texts, tie('json'), { maxKeys: 4 }),
    ),
  }));
  fc.assert(
    fc.property(json, (value) => {
      expect(parse(yamlOf(value), { uniqueKeys: false })).toEqual(JSON.parse(JSON.stringify(value)));
    }),
    { numRuns: 2000 },
  );
});
