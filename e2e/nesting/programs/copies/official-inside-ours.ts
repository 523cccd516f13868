/** A function traced by the official package inside of ours, and ours inside of it. */
import { traceable } from 'langsmith/traceable';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'outer(official(inner))', libraries: ['ours'] };

export default async ({ traced }: Kit): Promise<void> => {
  const inner = traced('inner', async () => {});
  const official = traceable(async () => await inner(), { name: 'official' });
  await traced('outer', async () => await official())();
};
