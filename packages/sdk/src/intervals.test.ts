/** `setInterval` as it is watched: what the program sees of it stays, and a call can be surrounded. */
import { promisify } from 'node:util';
import { beforeEach, describe, expect, test } from 'vitest';
import { watchIntervals } from './intervals.js';

describe('a watched setInterval', () => {
  const original = globalThis.setInterval;
  let calls = 0;
  const watch = (): void =>
    watchIntervals((call) => {
      calls += 1;
      return call();
    });

  beforeEach(watch);

  test('tells of each call of an interval, and of no other timer', async () => {
    calls = 0;
    await new Promise<void>((done) => {
      const timer = setInterval(() => {
        if (calls < 2) return;
        clearInterval(timer);
        setTimeout(done, 1);
      }, 1);
    });
    expect(calls).toBe(2);
  });

  test('a handler that throws throws as before', () => {
    const timer = setInterval(() => {
      throw new RangeError('no');
    }, 60_000);
    // What Node.js calls when the time has come.
    const { _onTimeout: fire } = timer as unknown as { _onTimeout: () => void };
    clearInterval(timer);
    expect(fire).toThrow(RangeError);
  });

  test('hands on arguments and `this`, gives the timer, and is watched once', async () => {
    const watched = globalThis.setInterval;
    watch();
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
});
