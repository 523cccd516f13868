/** A trace reads the same packed and unpacked, whatever its program said. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TraceRowAnswer } from './api.js';
import { packRows, readTable, unpackRows } from './packed-rows.js';
import { formatUs, timeToMs } from './time.js';

const time = fc.option(
  fc.oneof(
    fc.integer({ min: 0, max: 4e9 }).map((us) => formatUs(1_780_000_000_000_000 + us)),
    fc.constantFrom(
      '2026-01-01T00:00:00Z',
      '2026-01-01T00:00:00.000000001Z',
      '0001-01-01T00:00:00Z',
      '9999-12-31T23:59:59.999999Z',
      '1969-12-31T23:59:59.5Z',
    ),
  ),
  { nil: null },
);
const word = fc.constantFrom('', 'a', '0,1', '__proto__', 'null', '\u0000', '“ü” 😀');
const counts = fc.record({ prompt: fc.nat(9), completion: fc.nat(9), cache_read: fc.constantFrom(undefined, 3) });
const ms = fc.option(
  fc.nat(9_000_000).map((us) => us / 1000 + 0.001),
  { nil: undefined },
);

const drawn = fc.record({
  above: fc.nat(),
  name: word,
  placeholder: fc.constantFrom(null, null, 'pending' as const, 'missing' as const),
  run_type: fc.option(word, { nil: null }),
  status: fc.constantFrom(null, 'pending' as const, 'success' as const, 'error' as const),
  start_time: time,
  end_time: time,
  offset_ms: fc.constantFrom(0, -2.5),
  service: fc.option(word, { nil: null }),
  first_token_time: time,
  tokens: fc.option(fc.record({ prompt: fc.nat(3), completion: fc.nat(3), total: fc.nat(3) }), { nil: null }),
  findings: fc.array(word, { maxLength: 2 }),
  self_ms: ms,
  waiting_ms: ms,
  critical_ms: ms,
  hidden: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
  links: fc.option(fc.constant([{ run_id: 'a', trace_id: 'b', kind: 'c', row: -1 }]), { nil: undefined }),
  joined_from: fc.option(word, { nil: undefined }),
  counted: fc.option(fc.record({ tokens: counts, total: fc.nat(9), unpriced: fc.nat(9) }), { nil: null }),
});
type Drawn = typeof drawn extends fc.Arbitrary<infer One> ? One : never;
type Sums = Record<'prompt' | 'completion' | 'total' | 'cache_read' | 'cost' | 'unpriced', number>;

/** A tree in which every sum is what the row adds and the sums of its children. */
function treeOf(list: readonly Drawn[]): TraceRowAnswer[] {
  const path: number[] = [];
  const rows = list.map(({ above, counted: _, ...fields }, index): TraceRowAnswer => {
    path.length = above % (path.length + 1);
    const parent = path.at(-1) ?? -1;
    path.push(index);
    const row = { id: `id ${index}`, parent, depth: path.length - 1, placement: null, ...fields };
    return Object.fromEntries(
      Object.entries(row).filter(([, value]) => value !== undefined),
    ) as unknown as TraceRowAnswer;
  });
  const sums = rows.map(() => ({ prompt: 0, completion: 0, total: 0, cache_read: 0, cost: 0, unpriced: 0 }));
  for (let index = rows.length - 1; index >= 0; index -= 1) {
    const [row, sum, counted] = [rows[index], sums[index], list[index]?.counted ?? null];
    if (row === undefined || sum === undefined) continue;
    if (counted !== null) {
      const { prompt, completion, cache_read = 0 } = counted.tokens;
      const added = { prompt, completion, total: prompt + completion, cache_read };
      addTo(sum, { ...added, cost: counted.total, unpriced: counted.unpriced });
      const tokens = { prompt, completion, total: added.total, ...(cache_read > 0 ? { cache_read } : {}) };
      const cost = { prompt: 0, completion: counted.total, total: counted.total };
      row.totals = {
        sum: tokens,
        cost: { ...cost, unpriced_tokens: 0 },
        own: { tokens, cost: null, model: 'm', provider: null, tier: null },
        priced: 'computed',
        ...(added.total + counted.total > 0 ? { counted: { tokens, cost } } : {}),
      };
    }
    const parent = sums[row.parent];
    if (parent !== undefined) addTo(parent, sum);
    if (counted === null && sum.total === 0 && sum.cost === 0) continue;
    const { prompt, completion, total, cache_read, cost, unpriced } = sum;
    row.totals = {
      ...row.totals,
      sum: { prompt, completion, total, ...(cache_read > 0 ? { cache_read } : {}) },
      cost: { prompt: 0, completion: cost, total: cost, unpriced_tokens: total + cost > 0 ? unpriced : 0 },
    };
  }
  return rows;
}

function addTo(sum: Sums, more: Sums): void {
  for (const key of Object.keys(more) as (keyof Sums)[]) sum[key] += more[key];
}

test('rows that were packed, sent and unpacked are equal', () => {
  fc.assert(
    fc.property(fc.array(drawn, { maxLength: 30 }), (list) => {
      const rows = treeOf(list);
      const sent = JSON.parse(JSON.stringify(packRows(rows))) as ReturnType<typeof packRows>;
      expect(unpackRows(sent)).toEqual(rows);
      const { times } = readTable(sent);
      const msOf = (text: string | null): number => (text === null ? Number.NaN : timeToMs(text));
      expect([...times.start]).toEqual(rows.map((row) => msOf(row.start_time)));
      expect([...times.end]).toEqual(rows.map((row) => msOf(row.end_time)));
      expect([...times.firstToken]).toEqual(rows.map((row) => msOf(row.first_token_time)));
    }),
    { numRuns: 500 },
  );
});

describe('what rows have in common', () => {
  test('stands once, and what follows from the rest is left out', () => {
    const rows = treeOf([]);
    for (let index = 0; index < 1_000; index += 1) {
      rows.push({
        id: `id ${index}`,
        parent: index - 1,
        depth: index,
        placeholder: null,
        name: 'step',
        run_type: 'chain',
        status: 'success',
        start_time: formatUs(1_780_000_000_000_000 + index),
        end_time: formatUs(1_780_000_000_900_000),
        offset_ms: 0,
        service: null,
        placement: 'context',
        tokens: null,
        first_token_time: null,
        findings: [],
        self_ms: (900_000 - index) / 1000,
      });
    }
    const table = packRows(rows);
    expect([table.names, table.looks.length, table.self.is]).toEqual([['step'], 1, []]);
    expect(unpackRows(table)).toEqual(rows);
  });
});
