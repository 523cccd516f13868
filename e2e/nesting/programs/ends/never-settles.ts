/** A promise that never settles: the run stays open and nothing waits for it. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(stuck?)' };

export default async ({ traced }: Kit): Promise<void> => {
  const stuck = traced('stuck', async () => await new Promise<never>(() => {}));
  await traced('request', async () => await Promise.race([stuck(), sleep(10)]))();
};
