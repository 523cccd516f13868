/** A child that begins after its parent has ended. */
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(late)', ends: ['request', 'late'] };

export default async ({ traced }: Kit): Promise<void> => {
  const late = traced('late', async () => {});
  await traced('request', async () => void setTimeout(() => void late(), 30))();
};
