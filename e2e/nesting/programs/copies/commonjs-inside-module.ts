/** A CommonJS dependency has its own copy of the tracing package. */
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'outer(inner)' };

export default async ({ traced, copy }: Kit): Promise<void> => {
  const { traced: tracedInCommonJs } = await copy('commonjs');
  const inner = tracedInCommonJs('inner', async () => {});
  await traced('outer', async () => await inner())();
};
