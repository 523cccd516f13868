/** `setInterval` where the runtime says nothing: what the program sees of it stays, and a call is known. */
import { promisify } from 'node:util';
import { beforeEach, describe, expect, test } from 'vitest';
import { isInInterval, watchIntervals } from './intervals.js';

describe('a watched setInterval', () => {
  const original = globalThis.setInterval;

  beforeEach(watchIntervals);

  test('knows a call of an interval, as far as its call stack lasts', async () => {
    const seen: boolean[] = [];
    await new Promise<void>((done) => {
      const timer = setInterval(() => {
        seen.push(isInInterval());
        clearInterval(timer);
        void Promise.resolve().then(() => {
          seen.push(isInInterval());
          done();
        });
      }, 1);
    });
    expect(seen).toEqual([true, false]);
  });

  test('a handler that throws throws as before and leaves nothing behind', () => {
    const timer = setInterval(() => {
      throw new RangeError('no');
    }, 60_000);
    // What Node.js calls when the time has come.
    const { _onTimeout: fire } = timer as unknown as { _onTimeout: () => void };
    clearInterval(timer);
    expect(fire).toThrow(RangeError);
    expect(isInInterval()).toBe(false);
  });

  test('hands on arguments and `this`, gives the timer, and is watched once', async () => {
    const watched = globalThis.setInterval;
    watchIntervals();
    expect(globalThis.setInterval).toBe(watched);
    expect(watched).toHaveLength(original.length);
    expect(Object.getOwnPropertySymbols(watched)).toEqual(Object.getOwnPropertySymbols(original));
    expect(promisify.custom in watched).toBe(promisify.custom in original);
    const heard = await new Promise<unknown[]>((done) => {
      const timer = setInterval(
        function (this: unknown, ...args: unknown[]) {
          clearInterval(timer);
          done([this === timer, ...args]);
        },
        1,
        'a',
        2,
      );
    });
    expect(heard).toEqual([true, 'a', 2]);
  });

  test('a timer that does not repeat is no interval', async () => {
    expect(await new Promise((done) => void setTimeout(() => done(isInInterval()), 1))).toBe(false);
  });
});
