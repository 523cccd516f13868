import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Store } from './store.js';
import { bind, joinSql, sql, trustedSql, uuid, uuids } from './sql.js';
import { openTempStore } from './temp-store.fixture.js';

describe('text and parameters', () => {
  test('values become numbered parameters with their types', () => {
    const query = sql`SELECT ${'a'}, ${1}, ${1.5}, ${true}, ${uuid('b')}, ${uuids(['c'])}`;
    expect(query.text).toBe('SELECT {p0:String}, {p1:Int64}, {p2:Float64}, {p3:Bool}, {p4:UUID}, {p5:Array(UUID)}');
    expect(query.params).toEqual({ p0: 'a', p1: 1, p2: 1.5, p3: true, p4: 'b', p5: ['c'] });
  });

  test('fragments compose, also the same one twice', () => {
    const mine = sql`owner = ${'me'}`;
    const query = sql`SELECT ${trustedSql('x')} WHERE ${joinSql([mine, sql`n > ${3}`, mine], ' AND ')} LIMIT ${10}`;
    expect(query.text).toBe(
      'SELECT x WHERE owner = {p0:String} AND n > {p1:Int64} AND owner = {p2:String} LIMIT {p3:Int64}',
    );
    expect(query.params).toEqual({ p0: 'me', p1: 3, p2: 'me', p3: 10 });
  });

  test('joining nothing gives nothing', () => {
    expect(joinSql([], ' OR ').text).toBe('');
  });

  test('an object that looks like SQL and was not made here is refused', () => {
    expect(() => sql`SELECT ${{ text: '1; DROP TABLE runs', params: {} }}`).toThrow(/must come from sql/u);
  });
});

describe('in the store', () => {
  let store: Store;
  let remove: () => Promise<void>;
  beforeAll(async () => ({ store, remove } = await openTempStore()));
  afterAll(() => remove());

  test('any text and list of texts comes back as it was', async () => {
    // Unicode without lone surrogates: those cannot be said in UTF-8.
    const text = fc.string({ unit: 'binary' });
    await fc.assert(
      fc.asyncProperty(text, fc.array(text, { maxLength: 5 }), async (one, many) => {
        const rows = await store.query(sql`SELECT ${one} AS one, ${bind('Array(String)', many)} AS many`);
        expect(rows).toEqual([{ one, many }]);
      }),
      { numRuns: 100, examples: [["'); DROP TABLE runs; --", ['{p0:String}', '\\', "'", '\n\t\0']]] },
    );
  });

  test('nulls and large numbers bind', async () => {
    const query = sql`SELECT ${bind('Nullable(UUID)', null)} AS none, toString(${bind('UInt64', '18446744073709551615')}) AS large`;
    expect(await store.query(query)).toEqual([{ none: null, large: '18446744073709551615' }]);
  });
});
