/** The second request awaits what the first has begun to load. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'first(load) second(use)' };

let loaded: Promise<void> | undefined;

export default async ({ traced }: Kit): Promise<void> => {
  const load = traced('load', async () => await sleep(20));
  const use = traced('use', async () => {});
  const first = traced('first', async () => await (loaded ??= load()));
  const second = traced('second', async () => {
    await (loaded ??= load());
    await use();
  });
  await Promise.all([first(), second()]);
};
