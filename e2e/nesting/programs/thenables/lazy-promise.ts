/** A promise-like that starts its work at the first then. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(lazy(work))' };

class Lazy<T> implements PromiseLike<T> {
  #promise: Promise<T> | undefined;
  readonly #start: () => Promise<T>;
  constructor(start: () => Promise<T>) {
    this.#start = start;
  }
  // oxlint-disable-next-line unicorn/no-thenable -- that is the program
  then<A, B>(
    done?: ((value: T) => A | PromiseLike<A>) | null,
    failed?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.#promise ??= this.#start();
    return this.#promise.then(done, failed);
  }
}

export default async ({ traced }: Kit): Promise<void> => {
  const work = traced('work', async () => await sleep(5));
  const lazy = traced('lazy', () => new Lazy(() => work()));
  await traced('request', async () => {
    const later = lazy();
    await sleep(5);
    await later;
  })();
};
