import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ENTRIES_AT_ONCE, firstExpanded, jsonRows, type JsonRow, type JsonValue, type Shown } from './json-rows.js';

const rowsOf = (value: JsonValue, expanded: string[] = [], shown: [string, Shown][] = []) =>
  jsonRows(value, { expanded: new Set(expanded), shown: new Map(shown), texts: new Map() });
const line = (row: JsonRow) => {
  const name = row.name === null ? '' : `${row.name}: `;
  if (row.kind === 'more') return `${'  '.repeat(row.depth)}${row.count} ${row.where}`;
  return `${'  '.repeat(row.depth)}${name}${row.kind === 'value' ? JSON.stringify(row.value) : row.preview || 'open'}`;
};

describe('lines of a value', () => {
  test('the outermost entries stand there at once, deeper ones when expanded', () => {
    const value = { a: 1, b: { c: [true, null] }, d: 'x' };
    expect(rowsOf(value).map(line)).toEqual(['a: 1', 'b: { c: [2] }', 'd: "x"']);
    expect(rowsOf(value, ['/b', '/b/c']).map(line)).toEqual([
      'a: 1',
      'b: open',
      '  c: open',
      '    0: true',
      '    1: null',
      'd: "x"',
    ]);
  });

  test.each([
    ['text', ['"text"']],
    [null, ['null']],
    [{}, ['{}']],
    [[], ['[]']],
  ] satisfies [JsonValue, string[]][])('of %j', (value, lines) => {
    expect(rowsOf(value).map(line)).toEqual(lines);
  });

  test('of a long list come a hundred at once', () => {
    const list = Array.from({ length: 250 }, (_, n) => n);
    expect(rowsOf(list)).toHaveLength(ENTRIES_AT_ONCE + 1);
    expect(line(rowsOf(list).at(-1) as JsonRow)).toBe('150 after');
    expect(rowsOf(list, [], [['', [0, 300]]])).toHaveLength(250);
    expect(rowsOf(list, [], [['', [120, 122]]]).map(line)).toEqual(['120 before', '120: 120', '121: 121', '128 after']);
  });

  test('keys with slashes and tildes have paths of their own', () => {
    const value = { 'a/b': { c: 1 }, a: { b: { c: 2 } }, '~1': { c: 3 } };
    expect(rowsOf(value, ['/a~1b']).map(line)).toEqual(['a/b: open', '  c: 1', 'a: { b: {…} }', '~1: { c: 3 }']);
  });

  test('a preview is short, whatever is in it', () => {
    const [row] = rowsOf({ long: { ['k'.repeat(1000)]: 'v'.repeat(1000), b: 1, c: 2, d: 3, e: 4 } });
    if (row?.kind !== 'branch') throw new Error('expected a branch');
    expect(row.preview.length).toBeLessThan(200);
    expect(row.preview.endsWith(', … }')).toBe(true);
  });

  test('a key that every object inherits is a key like others', () => {
    const value = JSON.parse('{"__proto__": 1, "constructor": {"x": 2}}') as JsonValue;
    expect(rowsOf(value).map(line)).toEqual(['__proto__: 1', 'constructor: { x: 2 }']);
  });
});

describe('what is open at first', () => {
  test('all of a small value', () => {
    expect([...firstExpanded({ a: { b: { c: 1 } } })]).toEqual(['', '/a', '/a/b']);
  });

  test('of a big one the outer levels', () => {
    const value = { list: Array.from({ length: 60 }, () => ({ a: 1, b: 2 })) };
    expect([...firstExpanded(value, 80)]).toEqual(['', '/list']);
  });

  test('never more lines than asked for, beyond the outermost level', () => {
    const json = fc.jsonValue({ maxDepth: 6 }) as fc.Arbitrary<JsonValue>;
    fc.assert(
      fc.property(json, (value) => {
        const lines = jsonRows(value, {
          expanded: firstExpanded(value, 20),
          shown: new Map(),
          texts: new Map(),
        }).length;
        const outermost = jsonRows(value, { expanded: new Set(), shown: new Map(), texts: new Map() }).length;
        expect(lines).toBeLessThanOrEqual(Math.max(20, outermost));
      }),
    );
  });

  test('a value of 10,000 levels is not walked to its end', () => {
    let value: JsonValue = 1;
    for (let level = 0; level < 10_000; level += 1) value = [value];
    expect(firstExpanded(value, 80).size).toBe(80);
  });
});
