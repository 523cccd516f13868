/** A traced function is traced again under another name. */
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(outer(inner(step)))' };

export default async ({ traced }: Kit): Promise<void> => {
  const step = traced('step', async () => {});
  const inner = traced('inner', async () => await step());
  const outer = traced('outer', inner);
  await traced('request', async () => await outer())();
};
