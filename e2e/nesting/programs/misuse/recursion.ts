/** A function that calls itself forty deep. */
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'f('.repeat(39) + 'f' + ')'.repeat(39) };

export default async ({ traced }: Kit): Promise<void> => {
  const f = traced('f', async (below: number): Promise<void> => {
    if (below > 0) await f(below - 1);
  });
  await f(39);
};
