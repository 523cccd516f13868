/** Traced work in a finally. */
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(work,close)' };

export default async ({ traced }: Kit): Promise<void> => {
  const work = traced('work', async () => {
    throw new Error('failed');
  });
  const close = traced('close', async () => {});
  const request = traced('request', async () => {
    try {
      await work();
    } finally {
      await close();
    }
  });
  await request().catch(() => {});
};
