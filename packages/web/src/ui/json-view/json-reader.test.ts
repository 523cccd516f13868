import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { JsonReader } from './json-reader.js';
import type { JsonValue } from './json-rows.js';

const value = { messages: [{ role: 'user', content: 'Hello' }], 'a b': { '~/': [1, 'hello there'] } };
const reader = new JsonReader(value);

describe('searching', () => {
  test('finds keys and values, in order, whatever the case', () => {
    expect(reader.find('HELLO')).toEqual({ paths: ['/messages/0/content', '/a b/~0~1/1'], isCut: false });
    expect(reader.find('role').paths).toEqual(['/messages/0/role']);
  });

  test('stops at ten thousand, and says so', () => {
    const many = new JsonReader(Array.from({ length: 20_000 }, () => 'x'));
    const { paths, isCut } = many.find('x');
    expect([paths.length, isCut]).toEqual([10_000, true]);
  });

  test('whatever is found can be revealed, among few rows', () => {
    const json = fc.jsonValue({ maxDepth: 5 }) as fc.Arbitrary<JsonValue>;
    fc.assert(
      fc.property(json, (any) => {
        const tried = new JsonReader(any);
        for (const path of tried.find('').paths.filter((one) => one !== '')) {
          expect(tried.rows(tried.reveal(tried.first(), path)).some((row) => row.path === path)).toBe(true);
        }
      }),
    );
    const list = new JsonReader({ list: Array.from({ length: 100_000 }, (_, n) => n) });
    const rows = list.rows(list.reveal(list.first(), '/list/54321'));
    expect(rows.some(({ path }) => path === '/list/54321')).toBe(true);
    expect(rows.length).toBeLessThan(110);
  });
});

test.each([
  ['/messages/0/content', 'messages[0].content', 'Hello'],
  ['/a b/~0~1/0', '["a b"]["~/"][0]', '1'],
  ['/a b/~0~1', '["a b"]["~/"]', '[\n  1,\n  "hello there"\n]'],
])('%s is named %s', (path, name, copied) => {
  expect(reader.nameOf(path)).toBe(name);
  expect(reader.copy(path)).toBe(copied);
});

describe('lines of the whole text', () => {
  test('lie beside each other in the text', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ stringUnit: 'grapheme' }) as fc.Arbitrary<JsonValue>,
        fc.integer({ min: 20, max: 60 }),
        (any, columns) => {
          const tried = new JsonReader(any);
          const lines = tried.lines('raw', columns, 0, Number.POSITIVE_INFINITY);
          expect(lines).toHaveLength(tried.lineCount('raw', columns));
          expect(lines.every((line) => line.length <= columns)).toBe(true);
          expect(lines.join('')).toBe(tried.text('raw').replaceAll('\n', ''));
        },
      ),
    );
  });

  test('a text of megabytes is many lines', () => {
    const long = new JsonReader({ text: 'x'.repeat(5_000_000) });
    expect(long.lineCount('raw', Number.POSITIVE_INFINITY)).toBe(2503);
  });
});
