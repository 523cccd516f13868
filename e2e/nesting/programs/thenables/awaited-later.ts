/** Between the query and its await something else happens. */
import { Query } from '../../query.js';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(find(execute),other)' };

export default async ({ traced }: Kit): Promise<void> => {
  const execute = traced('execute', async (sql: string) => [sql]);
  const find = traced('find', (table: string) => new Query(execute, table));
  const other = traced('other', async () => {});
  await traced('request', async () => {
    const query = find('tea');
    await other();
    await query;
  })();
};
