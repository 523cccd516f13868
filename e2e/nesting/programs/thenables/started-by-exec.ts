/** A query that can be awaited, and is started by its own `exec()` instead. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Query } from '../../query.js';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(find(execute),show)', ends: ['find', 'show'] };

class Document extends Query {
  exec(): Promise<string[]> {
    return this.then((rows) => rows);
  }
}

export default async ({ traced }: Kit): Promise<void> => {
  const execute = traced('execute', async (sql: string) => {
    await sleep(5);
    return [sql];
  });
  const find = traced('find', (table: string) => new Document(execute, table));
  const show = traced('show', async () => await sleep(5));
  await traced('request', async () => {
    await find('tea').where('green').exec();
    await show();
  })();
};
