/** The other way round. */
import { traceable } from 'langsmith/traceable';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'official(inner(official_inner))', libraries: ['ours'] };

export default async ({ traced }: Kit): Promise<void> => {
  const officialInner = traceable(async () => {}, { name: 'official_inner' });
  const inner = traced('inner', async () => await officialInner());
  await traceable(async () => await inner(), { name: 'official' })();
};
