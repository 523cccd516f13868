/** A copy bundled into somebody's code. */
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'outer(middle(inner))' };

export default async ({ traced, copy }: Kit): Promise<void> => {
  const { traced: tracedInBundle } = await copy('bundle');
  const inner = traced('inner', async () => {});
  const middle = tracedInBundle('middle', async () => await inner());
  await traced('outer', async () => await middle())();
};
