/** A copy in a vm realm with a globalThis of its own, as under Jest. */
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'outer(middle(inner))' };

export default async ({ traced, copy }: Kit): Promise<void> => {
  const { traced: tracedInRealm } = await copy('realm');
  const inner = traced('inner', async () => {});
  const middle = tracedInRealm('middle', async () => await inner());
  await traced('outer', async () => await middle())();
};
