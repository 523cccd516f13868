/** A pool that is given the work itself and awaits inside. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createPool } from 'generic-pool';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'first(query) second(query)' };

export default async ({ traced }: Kit): Promise<void> => {
  const pool = createPool({ create: async () => ({}), destroy: async () => {} }, { max: 1 });
  const query = traced('query', async () => await sleep(10));
  const request = async (): Promise<void> => await pool.use(async () => await query());
  await Promise.all([traced('first', request)(), traced('second', request)()]);
  await pool.drain();
};
