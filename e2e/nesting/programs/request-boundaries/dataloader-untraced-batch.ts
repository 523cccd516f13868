/** The batch function is not traced, but what it calls is: it serves both, and belongs to the first. */
import DataLoader from 'dataloader';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'explained', tree: 'first(select) second', finding: 'batch-shared' };

export default async ({ traced }: Kit): Promise<void> => {
  const select = traced('select', async (ids: readonly number[]) => [...ids]);
  const loader = new DataLoader<number, number>(async (ids) => await select(ids));
  const request = async (id: number): Promise<number> => await loader.load(id);
  await Promise.all([traced('first', request)(1), traced('second', request)(2)]);
};
