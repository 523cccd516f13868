/** Two requests at once: to guess would mix them. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = {
  is: 'explained',
  tree: 'first second child child',
  libraries: ['ours'],
  ideal: 'first(child) second(child)',
  finding: 'no-async-context',
};

export default async ({ traced }: Kit): Promise<void> => {
  const child = traced('child', async () => {});
  const request = async (): Promise<void> => {
    await sleep(10);
    await child();
    await sleep(10);
  };
  await Promise.all([traced('first', request)(), traced('second', request)()]);
};
