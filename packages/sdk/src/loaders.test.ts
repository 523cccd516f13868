/** Batches of dataloader that serve several requests: below one of them, linked to the others. */
import DataLoader from 'dataloader';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { detach, flush, traceable } from './index.js';
import { startServerOfTests } from './traced-tests.test-fixture.js';

const server = await startServerOfTests();

const named = <A extends unknown[], R>(name: string, work: (...args: A) => R): ((...args: A) => R) =>
  traceable(work, { name });
const sql = named('sql', (ids: readonly number[]) => sleep(2, [...ids]));

async function linked(name: string): Promise<unknown[]> {
  await flush();
  const { findings = [], links = [] } = server.run(name).tracenest ?? {};
  const names = links.map(({ run_id }) => server.runs.find(({ id }) => id === run_id)?.name);
  return [server.tree(), findings.map(({ code, severity }) => `${severity} ${code}`), names];
}

test('a batch of two requests belongs to the first and is linked to the other, from the first batch on', async () => {
  const loader = new DataLoader<number, number>(named('batch', (ids) => sql(ids)));
  const request = (id: number): Promise<number> => loader.load(id);
  await Promise.all([named('first', request)(1), named('second', request)(2)]);
  expect(await linked('batch')).toEqual(['first(batch(sql)) second', ['info batch-shared'], ['second']]);
  expect(server.run('batch').tracenest?.findings?.[0]?.evidence).toMatchObject({
    run: 'batch',
    n: 2,
    parent: { name: 'first' },
    others: [{ name: 'second' }],
  });
  expect(server.run('sql').tracenest?.links).toBeUndefined();
});

test('so is the work of a batch function that is not traced itself', async () => {
  const loader = new DataLoader<number, number>((ids) => sql(ids));
  const request = (id: number): Promise<number[]> => loader.loadMany([id, id + 1]) as Promise<number[]>;
  await Promise.all([named('first', request)(1), named('second', request)(5), named('third', request)(9)]);
  expect(await linked('sql')).toEqual(['first(sql) second third', ['info batch-shared'], ['second', 'third']]);
});

test('a key that another request has asked for already counts as asked for', async () => {
  const loader = new DataLoader<number, number>((ids) => sql(ids));
  await Promise.all([named('first', () => loader.load(1))(), named('second', () => loader.load(1))()]);
  expect(await linked('sql')).toEqual(['first(sql) second', ['info batch-shared'], ['second']]);
});

test('a batch for one request is nothing to speak of', async () => {
  const loader = new DataLoader<number, number>(named('batch', (ids) => sql(ids)));
  await named('request', () => Promise.all([loader.load(1), loader.load(2)]))();
  expect(await linked('batch')).toEqual(['request(batch(sql))', [], []]);
});

test('a batch that is sent from outside, or by a timer of another request, belongs to who has asked', async () => {
  const sends: (() => void)[] = [];
  const loader = new DataLoader<number, number>((ids) => sql(ids), {
    batchScheduleFn: (send) => void sends.push(send),
  });
  const first = named('first', () => loader.load(1))();
  detach(() => sends.pop()?.())();
  await first;
  const second = named('second', () => loader.load(2))();
  named('third', () => sends.pop()?.())();
  await second;
  await flush();
  expect(server.tree()).toBe('first(sql) second(sql) third');
});

test('loaders go on as before: this, cache, errors, length and name', async () => {
  const failure = new RangeError('no such page');
  const loader: DataLoader<number, number> = new DataLoader(function (this: unknown, ids: readonly number[]) {
    expect(this).toBe(loader);
    return Promise.resolve(ids.map((id) => (id < 0 ? failure : id * 2)));
  });
  await named('request', async () => {
    expect(await Promise.all([loader.load(1), loader.load(2)])).toEqual([2, 4]);
    expect(loader.load(1)).toBeInstanceOf(Promise);
    await expect(loader.load(-1)).rejects.toBe(failure);
    expect(() => loader.load(null as never)).toThrow(TypeError);
  })();
  expect([loader.load.name, loader.load.length, Object.keys(loader)]).toEqual([
    'load',
    1,
    Object.keys(new DataLoader<number, number>(() => Promise.resolve([]))),
  ]);
});
