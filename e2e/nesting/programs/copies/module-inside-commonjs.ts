/** The other way round: the CommonJS copy is the outer one. */
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'outer(inner)' };

export default async ({ traced, copy }: Kit): Promise<void> => {
  const { traced: tracedInCommonJs } = await copy('commonjs');
  const inner = traced('inner', async () => {});
  await tracedInCommonJs('outer', async () => await inner())();
};
