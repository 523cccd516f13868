/** Lists without ids widen the span of time that they look at: nothing is lost or told twice on the way. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunRecord } from 'tracenest/wire';
import { Writer } from '../ingest/writer.js';
import { sourceOf } from './run-source.fixture.js';
import { openTempStore } from '../store/temp-store.fixture.js';
import type { Store } from '../store/store.js';
import { BudgetSpent } from './budget.js';
import { parseFilter } from './filter/parse.js';
import { listRuns, type RunListAsk, type RunPage } from './list-runs.js';

let store: Store;
let remove: () => Promise<void>;
const hour = 3_600_000;
const now = Date.now();
/** From tomorrow back to years ago, so that every width of the windows has some. */
const agesHours = [-24, -1, 0, 0.01, 0.5, 0.99, 1, 1.01, 2, 23, 24, 25, 100, 500, 575, 577, 600, 5_000, 50_000];
const starts = agesHours.map((age) => new Date(now - age * hour).toISOString());

beforeAll(async () => {
  ({ store, remove } = await openTempStore());
  const records = starts.flatMap((start_time, i): RunRecord[] => {
    const id = randomUUID();
    const end = { op: 'update' as const, id, end_time: start_time, outputs: { n: i } };
    // Every third one has its end before its begin, so that one record waits for its trace.
    const begin = { op: 'create' as const, id, trace_id: id, name: `run ${i}`, start_time, inputs: {} };
    return i % 3 === 0 ? [end, begin] : [begin, end];
  });
  const writer = new Writer(store);
  for (const record of records) await writer.write([record]);
  await writer.close();
});

afterAll(() => remove());

async function pages(ask: Partial<RunListAsk>): Promise<string[]> {
  const names: string[] = [];
  let after: RunPage['next'] = null;
  do {
    const page: RunPage = await listRuns(sourceOf(store), { order: 'desc', limit: 4, ...ask, after });
    names.push(...page.runs.map(({ run }) => `${run.name} ${run.status}`));
    after = page.next;
  } while (after !== null);
  return names;
}

const all = starts.map((_, i) => `run ${i} success`);

describe.each([
  ['desc', all],
  ['asc', all.toReversed()],
] as const)('%s', (order, expected) => {
  test('all of time', async () => {
    expect(await pages({ order })).toEqual(expected);
  });

  test('between two moments, both included', async () => {
    const [startTime, endTime] = [starts[13], starts[4]] as [string, string];
    expect(await pages({ order, startTime, endTime })).toEqual(
      (order === 'desc' ? all : all.toReversed()).filter((name) => {
        const i = Number(name.split(' ')[1]);
        return i >= 4 && i <= 13;
      }),
    );
  });

  test('with a rare filter', async () => {
    expect(await pages({ order, filter: parseFilter('in(name, ["run 2", "run 18"])') })).toEqual(
      order === 'desc' ? ['run 2 success', 'run 18 success'] : ['run 18 success', 'run 2 success'],
    );
  });
});

describe('when the budget is spent', () => {
  test('with nothing found it is an error, not an empty page', async () => {
    const ask = { order: 'desc', limit: 4, after: null } as const;
    await expect(listRuns(sourceOf(store), ask, { maxSeconds: 0 })).rejects.toThrow(BudgetSpent);
    await expect(listRuns(sourceOf(store), ask, { signal: AbortSignal.abort() })).rejects.toThrow(BudgetSpent);
    await expect(listRuns(sourceOf(store), ask, { maxMemoryBytes: 1_000 })).rejects.toMatchObject({ spent: 'memory' });
  });

  test('what was found comes with a cursor from which the rest is found', async () => {
    const gone = new AbortController();
    // The asker goes once the first window, which is not enough for a page, has been looked at.
    let queries = 0;
    const query: Store['query'] = async (...args) => {
      const rows = await store.query<never>(...args);
      if (args[0].text.includes('ORDER BY startUs') && (queries += 1) === 2) gone.abort();
      return rows;
    };
    const watched = new Proxy(store, {
      // The store keeps its own things private: whatever else is asked, it is asked itself.
      get: (target, name) => {
        if (name === 'query') return query;
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
    const first = await listRuns(sourceOf(watched), { order: 'desc', limit: 15, after: null }, { signal: gone.signal });
    expect(first.next).not.toBe(null);
    expect(first.runs.length).toBeGreaterThan(0);
    expect(first.runs.length).toBeLessThan(15);
    const rest = await listRuns(sourceOf(store), { order: 'desc', limit: 100, after: first.next });
    expect([...first.runs, ...rest.runs].map(({ run }) => `${run.name} ${run.status}`)).toEqual(all);
  });
});
