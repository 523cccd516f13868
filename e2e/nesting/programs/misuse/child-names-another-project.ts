/** A child that is filed under another project stays in its tree. */
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(child(grandchild))' };

export default async ({ traced }: Kit): Promise<void> => {
  const grandchild = traced('grandchild', async () => {});
  const child = traced('child', async () => await grandchild(), { project: 'another' });
  await traced('request', async () => await child())();
};
