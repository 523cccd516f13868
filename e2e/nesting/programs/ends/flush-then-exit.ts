/** Everything is flushed before the process is ended. */
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'explicit', tree: 'request(step)' };

export default async ({ traced, flush }: Kit): Promise<void> => {
  const step = traced('step', async () => {});
  await traced('request', async () => await step())();
  await flush();
  process.exit(0);
};
