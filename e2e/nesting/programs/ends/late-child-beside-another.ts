/** A late child of the first request begins while the second is at work. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'first(late) second' };

export default async ({ traced }: Kit): Promise<void> => {
  const late = traced('late', async () => {});
  await traced('first', async () => void setTimeout(() => void late(), 30))();
  await traced('second', async () => await sleep(80))();
};
