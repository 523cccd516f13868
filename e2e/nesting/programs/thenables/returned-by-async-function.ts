/** An async function that returns a query: the language itself awaits it. */
import { Query } from '../../query.js';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(find(execute))' };

export default async ({ traced }: Kit): Promise<void> => {
  const execute = traced('execute', async (sql: string) => [sql]);
  const find = traced('find', async (table: string) => await new Query(execute, table));
  await traced('request', async () => await find('tea'))();
};
