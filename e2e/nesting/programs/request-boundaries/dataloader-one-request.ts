/** A batching loader within one request. */
import DataLoader from 'dataloader';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(batch)' };

export default async ({ traced }: Kit): Promise<void> => {
  const batch = traced('batch', async (ids: readonly number[]) => [...ids]);
  await traced('request', async () => {
    const loader = new DataLoader<number, number>(batch);
    await Promise.all([loader.load(1), loader.load(2)]);
  })();
};
