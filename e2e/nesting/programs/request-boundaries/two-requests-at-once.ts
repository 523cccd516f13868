/** Two requests in flight, their steps interleaved. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'first(load,save) second(load,save)' };

export default async ({ traced }: Kit): Promise<void> => {
  const load = traced('load', async () => await sleep(20));
  const save = traced('save', async () => await sleep(5));
  const request = async (): Promise<void> => {
    await load();
    await save();
  };
  await Promise.all([traced('first', request)(), traced('second', request)()]);
};
