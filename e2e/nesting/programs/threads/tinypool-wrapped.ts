/** A wrapped tinypool pool; a task that fails fails as it did. */
import { Tinypool } from 'tinypool';
import { tracedPool } from 'tracenest/workers';
import { check, type Expected, type Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(task,task,task)', libraries: ['ours'] };

export default async ({ traced }: Kit): Promise<void> => {
  const pool = tracedPool(
    new Tinypool({ filename: new URL('wrapped.worker.js', import.meta.url).href, maxThreads: 1 }),
  );
  await traced('request', async () => {
    check((await pool.run({ n: 1 })) === 2, 'the result of a task');
    const failure: unknown = await pool.run({ n: 1 }, { name: 'missing' }).catch((error: unknown) => error);
    check(failure instanceof Error, 'a task that is not there');
    check((await pool.run(1, { name: 'twice' })) === 3, 'the result of a named task');
  })();
  await pool.destroy();
};
