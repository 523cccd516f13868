/** A query that runs when it is awaited, by the caller of the function that built it. */
import { Query } from '../../query.js';
import { check, type Expected, type Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(find(execute))' };

export default async ({ traced }: Kit): Promise<void> => {
  const execute = traced('execute', async (sql: string) => [sql]);
  const find = traced('find', (table: string) => new Query(execute, table));
  await traced('request', async () => {
    const rows = await find('tea');
    check(rows[0] === 'tea', 'the rows of the query');
  })();
};
