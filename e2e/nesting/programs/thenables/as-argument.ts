/** A query handed over as an argument is not asked for by being recorded. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Query } from '../../query.js';
import { check, type Expected, type Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(explain)' };

export default async ({ traced }: Kit): Promise<void> => {
  const execute = traced('execute', async (sql: string) => [sql]);
  const explain = traced('explain', async ({ query }: { query: Query }) => query.sql.length);
  await traced('request', async () => {
    const query = new Query(execute, 'tea');
    await explain({ query });
    await sleep(5);
    check(query.asked === 0, 'the argument is left alone');
  })();
};
