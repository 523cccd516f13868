/** A pool that gives connections by promise: whoever awaits keeps its own context. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createPool } from 'generic-pool';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'first(query) second(query) third(query)' };

export default async ({ traced }: Kit): Promise<void> => {
  const pool = createPool({ create: async () => ({}), destroy: async () => {} }, { max: 1 });
  const query = traced('query', async () => await sleep(10));
  const request = async (): Promise<void> => {
    const connection = await pool.acquire();
    await query();
    await pool.release(connection);
  };
  await Promise.all(['first', 'second', 'third'].map((name) => traced(name, request)()));
  await pool.drain();
};
