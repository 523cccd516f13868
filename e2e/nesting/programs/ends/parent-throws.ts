/** The parent throws while a child runs. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(slow)', ends: ['request', 'slow'] };

export default async ({ traced }: Kit): Promise<void> => {
  const slow = traced('slow', async () => await sleep(60));
  const request = traced('request', async () => {
    void slow();
    await sleep(5);
    throw new Error('gave up');
  });
  await request().catch(() => {});
};
