/** Awaiting a query must ask for it once, however closely it is watched. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Query } from '../../query.js';
import { check, type Expected, type Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(find(execute))' };

export default async ({ traced }: Kit): Promise<void> => {
  const execute = traced('execute', async (sql: string) => [sql]);
  const find = traced('find', (table: string) => new Query(execute, table));
  await traced('request', async () => {
    const query = find('tea');
    await query;
    await sleep(5);
    check(query.asked === 1, 'then is called once');
  })();
};
