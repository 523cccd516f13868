import fc from 'fast-check';
import { expect, test } from 'vitest';

import { canonicalJson } from './json.js';

test('says what JSON.stringify says', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test('does not depend on the order of keys', () => {
  expect(canonicalJson({ b: [1, { d: 1, c: null }], a: 'x', __proto__: null })).toBe(
    '{"a":"x","b":[1,{"c":null,"d":1}]}',
  );
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (object) => {
      expect(canonicalJson(Object.fromEntries(Object.entries(object).toReversed()))).toBe(canonicalJson(object));
    }),
  );
});

test('keys such as __proto__ are plain data', () => {
  expect(canonicalJson(JSON.parse('{"__proto__":{"x":1}}'))).toBe('{"__proto__":{"x":1}}');
});

test('what JSON cannot say is left out of objects and null elsewhere', () => {
  expect(canonicalJson({ a: undefined, b: [undefined, () => 1, Number.NaN], c: 1n })).toBe(
    '{"b":[null,null,null],"c":null}',
  );
});

test('values nested very deep do not overflow the stack', () => {
  const deep = '['.repeat(100_000) + ']'.repeat(100_000);
  expect(canonicalJson(JSON.parse(deep))).toBe(deep);
});
