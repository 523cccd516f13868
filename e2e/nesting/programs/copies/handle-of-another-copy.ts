/** A run of one copy is handed to another. */
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'explicit', tree: 'outer(inner)' };

export default async ({ traced, detached, current, copy }: Kit): Promise<void> => {
  const other = await copy('bundle');
  const inner = other.traced('inner', async () => {});
  await traced('outer', async () => {
    const run = current();
    await detached(() => other.within(run, () => inner()));
  })();
};
