/** The caller goes on building before it awaits. */
import { Query } from '../../query.js';
import { check, type Expected, type Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(find(execute))' };

export default async ({ traced }: Kit): Promise<void> => {
  const execute = traced('execute', async (sql: string) => [sql]);
  const find = traced('find', (table: string) => new Query(execute, table));
  await traced('request', async () => {
    const rows = await find('tea').where('green');
    check(rows[0] === 'tea where green', 'the refined query');
  })();
};
