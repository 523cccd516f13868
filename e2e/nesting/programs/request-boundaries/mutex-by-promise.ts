/** A mutex made of a chain of promises. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'first(write) second(write)' };

let last: Promise<unknown> = Promise.resolve();

export default async ({ traced }: Kit): Promise<void> => {
  const write = traced('write', async () => await sleep(5));
  const request = async (): Promise<void> => {
    const turn = last;
    last = (async () => {
      await turn;
      await write();
    })();
    await last;
  };
  await Promise.all([traced('first', request)(), traced('second', request)()]);
};
