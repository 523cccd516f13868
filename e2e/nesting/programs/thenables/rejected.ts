/** A query that fails when it is awaited. */
import { Query } from '../../query.js';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(find(execute),fallback)' };

export default async ({ traced }: Kit): Promise<void> => {
  const execute = traced('execute', async (): Promise<string[]> => {
    throw new Error('no such table');
  });
  const find = traced('find', (table: string) => new Query(execute, table));
  const fallback = traced('fallback', async () => {});
  await traced('request', async () => {
    try {
      await find('tea');
    } catch {
      await fallback();
    }
  })();
};
