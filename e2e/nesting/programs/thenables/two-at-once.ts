/** Two queries, awaited together. */
import { Query } from '../../query.js';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(find_tea(execute),find_pot(execute))' };

export default async ({ traced }: Kit): Promise<void> => {
  const execute = traced('execute', async (sql: string) => [sql]);
  const findTea = traced('find_tea', () => new Query(execute, 'tea'));
  const findPot = traced('find_pot', () => new Query(execute, 'pot'));
  await traced('request', async () => await Promise.all([findTea(), findPot()]))();
};
