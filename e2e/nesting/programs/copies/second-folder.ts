/** Two installations of the package in one process, taking turns. */
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'outer(middle(inner))' };

export default async ({ traced, copy }: Kit): Promise<void> => {
  const { traced: tracedInCopy } = await copy('folder');
  const inner = traced('inner', async () => {});
  const middle = tracedInCopy('middle', async () => await inner());
  await traced('outer', async () => await middle())();
};
