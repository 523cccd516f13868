/** A query built outside of every request and awaited inside one. */
import { Query } from '../../query.js';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(execute)' };

export default async ({ traced }: Kit): Promise<void> => {
  const execute = traced('execute', async (sql: string) => [sql]);
  const query = new Query(execute, 'tea');
  await traced('request', async () => {
    await query;
  })();
};
