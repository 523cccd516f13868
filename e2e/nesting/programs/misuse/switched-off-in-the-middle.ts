/** A function in the middle is not traced; one inside of it asks to be. */
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(inner)' };

export default async ({ traced }: Kit): Promise<void> => {
  const inner = traced('inner', async () => {}, { isEnabled: true });
  const middle = traced('middle', async () => await inner(), { isEnabled: false });
  await traced('request', async () => await middle())();
};
