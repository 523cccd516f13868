/** After an await the parent is handed over by hand. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'explicit', tree: 'request(child)', libraries: ['ours'] };

export default async ({ traced, current, within }: Kit): Promise<void> => {
  const child = traced('child', async () => {});
  await traced('request', async () => {
    const run = current();
    await sleep(5);
    await within(run, () => child());
  })();
};
