/** A child is aborted by a signal. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(download,clean_up)' };

export default async ({ traced }: Kit): Promise<void> => {
  const download = traced('download', async (signal: AbortSignal) => await sleep(5000, undefined, { signal }));
  const cleanUp = traced('clean_up', async () => {});
  await traced('request', async () => {
    try {
      await download(AbortSignal.timeout(10));
    } catch {
      await cleanUp();
    }
  })();
};
