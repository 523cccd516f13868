/** Arguments, results and functions of every strange kind: what is traced gets and gives the very same. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Client, MemoryExporter, traceable } from './index.js';
import { runsOf } from './testing.js';

beforeAll(() => void (process.env['TRACENEST_TRACING'] = 'true'));
afterAll(() => void delete process.env['TRACENEST_TRACING']);

const circular: Record<string, unknown> = { name: 'ring' };
circular['self'] = circular;
const revoked = Proxy.revocable({}, {});
revoked.revoke();

class Account {
  readonly #secret = 1;
  get secret(): number {
    return this.#secret;
  }
  get broken(): never {
    throw new RangeError('getter');
  }
}

/** Each refuses to be looked at in a way of its own. */
const strange: readonly unknown[] = [
  ...[circular, revoked.proxy, new Account(), Object.freeze({ a: Object.freeze([1]) }), Object.create(null)],
  ...[Symbol('s'), 10n ** 40n, Number.NaN, -0, '\ud800', 'x'.repeat(100_000), new Date(Number.NaN), /x/g],
  ...[new Map([[{}, 1]]), new WeakMap(), new Set([circular]), new Uint8Array(10_000), new ArrayBuffer(8)],
  ...[
    () => 1,
    class Empty {
      kept = 1;
    },
    Object.assign(() => 1, { next: 1 }),
    Account.prototype.constructor.bind(null),
  ],
  new Proxy(
    {},
    {
      get() {
        throw new TypeError('trap');
      },
      ownKeys() {
        throw new TypeError('trap');
      },
    },
  ),
  Object.defineProperty({}, 'thrown', {
    enumerable: true,
    get() {
      throw new Error('getter');
    },
  }),
  {
    toJSON() {
      throw new Error('toJSON');
    },
  },
  Object.freeze({ *[Symbol.iterator]() {} }),
  Array.from({ length: 2000 }, (_, i) => ({ i })),
];

test('values pass as they are, in and out and thrown, and each call is one run', async () => {
  const exporter = new MemoryExporter();
  const client = new Client({ exporter, tracingSamplingRate: 1 });
  const value = fc.integer({ min: 0, max: strange.length - 1 });
  await fc.assert(
    fc.asyncProperty(fc.array(value, { maxLength: 4 }), value, fc.boolean(), async (given, index, isThrown) => {
      exporter.records.length = 0;
      const args = given.map((i) => strange[i]);
      const result = strange[index];
      const got: unknown[][] = [];
      const work = (...own: unknown[]): unknown => {
        got.push(own);
        if (isThrown) throw result;
        return result;
      };
      let outcome: unknown;
      try {
        outcome = traceable(work, { name: 'work', client })(...(args as never[]));
      } catch (error) {
        outcome = error;
      }
      expect(Object.is(outcome, result)).toBe(true);
      expect(got).toHaveLength(1);
      expect(got[0]?.length).toBe(args.length);
      expect(args.every((one, i) => Object.is(one, got[0]?.[i]))).toBe(true);
      await client.flush();
      const runs = runsOf(exporter.records);
      expect(runs.map(({ name, status }) => [name, status])).toEqual([['work', isThrown ? 'error' : 'success']]);
    }),
    { numRuns: 400 },
  );
});

test.each<[string, (...args: never[]) => unknown]>([
  ['a function', function plain(_a: number, _b: number) {}],
  ['an async one with defaults', async function withDefaults(_a: number, _b = 1) {}],
  ['a bound one', function bound(this: unknown, _a: number, _b: number) {}.bind(null, 1 as never)],
  [
    'a class',
    class Thing {
      constructor(readonly a: number) {}
    } as unknown as () => unknown,
  ],
  ['one with properties', Object.assign((_a: number) => 1, { version: 2, [Symbol.for('mark')]: 3 })],
  ['a frozen one', Object.freeze((_a: number) => 1)],
])('%s keeps its looks', (_, work) => {
  const traced = traceable(work);
  expect([traced.name, traced.length]).toEqual([work.name, work.length]);
  for (const key of Reflect.ownKeys(work)) expect(Reflect.get(traced, key)).toBe(Reflect.get(work, key));
  expect(Object.getPrototypeOf(traced)).toBe(Object.getPrototypeOf(work));
});
