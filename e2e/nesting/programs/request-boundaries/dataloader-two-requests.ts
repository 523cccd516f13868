/** One loader for all requests: the batch serves two callers; it belongs to the first and is linked to the other. */
import DataLoader from 'dataloader';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'explained', tree: 'first(batch) second', finding: 'batch-shared' };

export default async ({ traced }: Kit): Promise<void> => {
  const batch = traced('batch', async (ids: readonly number[]) => [...ids]);
  const loader = new DataLoader<number, number>(batch, { batchScheduleFn: (send) => void setTimeout(send, 10) });
  const request = async (id: number): Promise<number> => await loader.load(id);
  await Promise.all([traced('first', request)(1), traced('second', request)(2)]);
};
