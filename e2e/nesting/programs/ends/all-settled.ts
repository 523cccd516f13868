/** Some of the children fail. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(good,bad,after)' };

export default async ({ traced }: Kit): Promise<void> => {
  const good = traced('good', async () => await sleep(5));
  const bad = traced('bad', async () => {
    throw new Error('bad');
  });
  const after = traced('after', async () => {});
  await traced('request', async () => {
    await Promise.allSettled([good(), bad()]);
    await after();
  })();
};
