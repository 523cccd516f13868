/** Any client, wrapped: what its runs are named, and that it behaves as before. */
import { expect, test } from 'vitest';
import { flush, traceable } from '../index.js';
import { startServerOfTests } from '../traced-tests.test-fixture.js';
import { wrapSDK } from './wrappers.js';

const server = await startServerOfTests();

class Pages {
  readonly #pages = ['bees', 'hives'];
  readonly seen = new Map<string, number>();

  get count(): number {
    return this.#pages.length;
  }

  async find(word: string): Promise<string[]> {
    return this.all().filter((page) => page.includes(word));
  }

  all(): string[] {
    return [...this.#pages];
  }

  *each(): Generator<string> {
    yield* this.#pages;
  }
}

class Search {
  readonly pages = new Pages();
  readonly madeAt = new Date(0);
  limit = 1;

  ping(): number {
    return this.limit;
  }

  fail(): never {
    throw new RangeError('no bees');
  }
}

test('each method is a run, named by the way to it; what a method calls within is not', async () => {
  const search = wrapSDK(new Search(), { run_type: 'retriever', tags: ['t'] });
  const look = traceable(
    async () => {
      expect(await search.pages.find('bee')).toEqual(['bees']);
      expect([...search.pages.each()]).toEqual(['bees', 'hives']);
      expect(search.ping()).toBe(1);
    },
    { name: 'look' },
  );
  await look();
  await flush();
  expect(server.tree()).toBe('look(Search.pages.find,Search.pages.each,Search.ping)');
  expect(server.run('Search.pages.find')).toMatchObject({
    run_type: 'retriever',
    tags: ['t'],
    inputs: { input: 'bee' },
    outputs: { outputs: ['bees'] },
  });
});

test.each([
  ['name', { name: 'finder' }],
  ['runName', { runName: 'finder' }],
])('the first part of the names can be given as %s', async (_, options) => {
  wrapSDK(new Search(), options).pages.all();
  await flush();
  expect(server.run('finder.pages.all').run_type).toBe('llm');
});

test('an error is the very error', async () => {
  expect(() => wrapSDK(new Search()).fail()).toThrow(RangeError);
  await flush();
  expect(server.run('Search.fail').error).toContain('no bees');
});

test('all that is no method is as it was', () => {
  const plain = new Search();
  const search = wrapSDK(plain);
  expect(search).toBeInstanceOf(Search);
  expect(search.constructor).toBe(Search);
  expect(search.pages.count).toBe(2);
  expect(search.pages.seen.set('a', 1).size).toBe(1);
  expect(search.madeAt.getTime()).toBe(0);
  search.limit = 7;
  expect(plain.limit).toBe(7);
  expect([search.ping === search.ping, search.pages === search.pages]).toEqual([true, true]);
  expect(Object.keys(search)).toEqual(Object.keys(plain));
});

test('a frozen client can be used', () => {
  const frozen = Object.freeze({ ping: () => 1, pages: Object.freeze({ all: () => ['bees'] }) });
  expect([wrapSDK(frozen).ping(), wrapSDK(frozen).pages.all()]).toEqual([1, ['bees']]);
});
