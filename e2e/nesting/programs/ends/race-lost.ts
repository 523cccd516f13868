/** The loser of a race goes on; the request does not wait for it. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(fast,slow)', ends: ['fast', 'request', 'slow'] };

export default async ({ traced }: Kit): Promise<void> => {
  const fast = traced('fast', async () => await sleep(5));
  const slow = traced('slow', async () => await sleep(80));
  await traced('request', async () => await Promise.race([fast(), slow()]))();
};
