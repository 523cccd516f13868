/** What an async function calls before its first await is still its own. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(first)', libraries: ['ours'] };

export default async ({ traced }: Kit): Promise<void> => {
  const first = traced('first', async () => await sleep(5));
  await traced('request', async () => await first())();
};
