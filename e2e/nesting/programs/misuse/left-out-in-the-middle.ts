/** A function in the middle is not traced; what it calls says nothing of that. */
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(inner)' };

export default async ({ traced }: Kit): Promise<void> => {
  const inner = traced('inner', async () => {});
  const middle = traced('middle', async () => await inner(), { isEnabled: false });
  await traced('request', async () => await middle())();
};
