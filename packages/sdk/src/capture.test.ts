import fc from 'fast-check';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { capture, captureMap, errorText, isPlainObject } from './capture.js';

const json = (value: unknown): unknown => capture(value).json;

test('what JSON can say is copied as it is, and is a copy', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
      const before = JSON.stringify(value);
      const copy = json(value);
      expect(JSON.stringify(copy)).toBe(before);
      if (typeof value === 'object' && value !== null) expect(copy).not.toBe(value);
    }),
  );
});

test('anything at all becomes JSON, and nothing throws', () => {
  const anything = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withTypedArray: true,
    withSparseArray: true,
    withNullPrototype: true,
  });
  fc.assert(
    fc.property(anything, (value) => {
      const { json: copy } = capture(value);
      expect(JSON.parse(JSON.stringify(copy))).toEqual(copy);
    }),
  );
});

class Account {
  readonly #secret = 1;
  owner = 'ada';
  get balance(): number {
    return this.#secret;
  }
}

test.each<[string, unknown, unknown]>([
  ['undefined in objects and lists', { a: undefined, b: [undefined] }, { b: [null] }],
  ['numbers that JSON lacks', [NaN, Infinity, -0], ['NaN', 'Infinity', 0]],
  ['bigint', 12345678901234567890n, '12345678901234567890'],
  [
    'symbol and functions',
    [Symbol('s'), function named() {}, () => 1],
    ['Symbol(s)', '[Function: named]', '[Function]'],
  ],
  ['Date', [new Date(0), new Date(NaN)], ['1970-01-01T00:00:00.000Z', '[Invalid Date]']],
  ['Map by text and by anything', [new Map([['a', 1]]), new Map([[1, 'a']])], [{ a: 1 }, [[1, 'a']]]],
  ['Set', new Set([1, 'a']), [1, 'a']],
  ['RegExp', /a+/g, '/a+/g'],
  [
    'bytes',
    [Buffer.from('abc'), new Uint8Array(2), new ArrayBuffer(3)],
    ['[Uint8Array: 3 bytes]', '[Uint8Array: 2 bytes]', '[ArrayBuffer: 3 bytes]'],
  ],
  ['an instance by its own properties', new Account(), { owner: 'ada' }],
  [
    'an instance without properties',
    [
      new WeakMap(),
      new (class Empty {
        readonly #private = 1;
        read(): number {
          return this.#private;
        }
      })(),
    ],
    ['[WeakMap]', '[Empty]'],
  ],
  ['toJSON, as JSON.stringify does', { at: { toJSON: () => ({ said: 1n }) } }, { at: { said: '1' } }],
  [
    'toJSON that throws',
    {
      a: {
        toJSON() {
          throw new TypeError('no');
        },
      },
      b: 1,
    },
    { a: '[Unreadable: TypeError: no]', b: 1 },
  ],
  [
    'a getter that throws',
    {
      get a() {
        throw new TypeError('no');
      },
      b: 1,
    },
    { a: '[Throws: TypeError: no]', b: 1 },
  ],
  ['a key named __proto__', JSON.parse('{"__proto__":{"a":1}}'), JSON.parse('{"__proto__":{"a":1}}')],
  ['URL', new URL('http://a/b'), 'http://a/b'],
])('%s', (_, value, expected) => expect(json(value)).toEqual(expected));

test('an error keeps name, message, stack, cause and what was added to it', () => {
  const error = Object.assign(new TypeError('bad', { cause: 'why' }), { code: 'E1' });
  expect(json({ error })).toEqual({
    error: { name: 'TypeError', message: 'bad', stack: error.stack, cause: 'why', code: 'E1' },
  });
});

test('a cycle is named, a value that comes twice is not one', () => {
  const shared = { a: 1 };
  const value: Record<string, unknown> = { one: shared, two: shared };
  value['self'] = value;
  expect(json(value)).toEqual({ one: { a: 1 }, two: { a: 1 }, self: '[Circular]' });
});

test('what would have to be consumed is named and not touched', async () => {
  let steps = 0;
  const made = (function* () {
    steps += 1;
    yield 1;
  })();
  const asyncMade = (async function* () {
    steps += 1;
    yield 1;
  })();
  const stream = new ReadableStream({ pull: () => void (steps += 1) }, { highWaterMark: 0 });
  // oxlint-disable-next-line unicorn/no-thenable -- what query builders are
  const lazy = { then: () => void (steps += 1) };
  expect(json([made, asyncMade, stream, lazy, Promise.resolve()])).toEqual([
    '[Generator]',
    '[AsyncGenerator]',
    '[ReadableStream]',
    '[Object]',
    '[Promise]',
  ]);
  expect([steps, stream.locked]).toEqual([0, false]);
});

describe('limits', () => {
  test('depth', () => {
    const { json: copy, cut } = capture({ a: { b: { c: 1 } }, d: [[[1]]] }, { depth: 2, size: 1e6, count: 1e6 });
    expect(copy).toEqual({ a: { b: '[Object: too deep]' }, d: ['[Array: too deep]'] });
    expect(cut).toBe('depth');
  });

  test('size', () => {
    const { json: copy, cut, size } = capture('x'.repeat(1000), { depth: 9, size: 108, count: 9 });
    expect([copy, cut, size]).toEqual([`${'x'.repeat(100)}… [900 more characters]`, 'size', 108]);
  });

  test('count', () => {
    const { json: copy, cut } = capture(
      Array.from({ length: 100 }, (_, i) => i),
      { depth: 9, size: 1e6, count: 4 },
    );
    expect([copy, cut]).toEqual([[0, 1, 2, '[97 more]'], 'count']);
  });

  test('a value nested a million deep does not exhaust the stack', () => {
    let deep: unknown = null;
    for (let i = 0; i < 1_000_000; i += 1) deep = { deep };
    expect(capture(deep).cut).toBe('depth');
  });
});

test('captureMap gives an object whatever it is given', () => {
  expect([captureMap({ a: 1 }).json, captureMap([1]).json, captureMap(undefined).json, captureMap('x').json]).toEqual([
    { a: 1 },
    { value: [1] },
    {},
    { value: 'x' },
  ]);
});

test('plain objects are known across realms; instances and iterables are not plain', () => {
  expect([{}, Object.create(null), runInNewContext('({a: 1})')].every(isPlainObject)).toBe(true);
  expect([[], new Map(), new Account(), null, 'x', new Date(), Math].some(isPlainObject)).toBe(false);
});

describe('the text of an error', () => {
  test('has the stack and the causes', () => {
    expect(errorText(new RangeError('outer', { cause: new TypeError('inner') }))).toMatch(
      /^RangeError: outer\n +at [^]*\nCaused by: TypeError: inner\n +at/,
    );
  });

  test('has a message that was changed after the stack was made', () => {
    const error = new TypeError('first');
    // Written at the latest when it is first read.
    expect(error.stack).toContain('first');
    error.message = 'second';
    expect(errorText(error)).toMatch(/^TypeError: second\nTypeError: first\n/);
  });

  test.each<[unknown, string]>([
    ['plain text', 'plain text'],
    [undefined, 'undefined'],
    [{ code: 7 }, '{"code":7}'],
    [runInNewContext('Object.assign(new TypeError("other realm"), { stack: "" })'), 'TypeError: other realm'],
  ])('of %o', (thrown, text) => expect(errorText(thrown)).toBe(text));

  test('of causes in a ring ends', () => {
    const error = new TypeError('ring');
    error.cause = error;
    expect(errorText(error).split('Caused by').length).toBe(9);
  });
});
