/** A request without any header of ours. */
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'server' };

export default async ({ traced, continued }: Kit): Promise<void> => {
  const serve = traced('server', async () => {});
  await continued({ host: 'localhost', 'langsmith-trace': '' }, () => serve());
};
