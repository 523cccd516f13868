/** Two calls started together before the first await. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(a,b)', libraries: ['ours'] };

export default async ({ traced }: Kit): Promise<void> => {
  const a = traced('a', async () => await sleep(10));
  const b = traced('b', async () => await sleep(5));
  await traced('request', async () => await Promise.all([a(), b()]))();
};
