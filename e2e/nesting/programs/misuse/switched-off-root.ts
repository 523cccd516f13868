/** The outermost function is not traced; one inside of it asks to be. */
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'inner' };

export default async ({ traced }: Kit): Promise<void> => {
  const inner = traced('inner', async () => {}, { isEnabled: true });
  const middle = traced('middle', async () => await inner(), { isEnabled: false });
  await middle();
};
