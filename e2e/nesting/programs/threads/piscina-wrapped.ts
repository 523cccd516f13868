/** A wrapped piscina pool that two requests share; its threads end as soon as they have nothing to do. */
import { Piscina } from 'piscina';
import { tracedPool } from 'tracenest/workers';
import { check, type Expected, type Kit } from '../../kit.js';

export const expected: Expected = {
  is: 'automatic',
  tree: 'first(task,task,task) second(task,task,task)',
  libraries: ['ours'],
};

export default async ({ traced }: Kit): Promise<void> => {
  const filename = new URL('wrapped.worker.js', import.meta.url).href;
  const pool = tracedPool(new Piscina({ filename, maxThreads: 2, idleTimeout: 0 }));
  const request = async (): Promise<void> => {
    check((await pool.run({ n: 1 })) === 2, 'the result of a task');
    check((await pool.run(1, { name: 'twice' })) === 3, 'the result of a named task');
  };
  await Promise.all([traced('first', request)(), traced('second', request)()]);
  await pool.destroy();
};
