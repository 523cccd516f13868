/** Left by break: the generator ends there. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = {
  is: 'automatic',
  tree: 'request(numbers(step),after)',
  ends: ['numbers', 'after', 'request'],
};

export default async ({ traced }: Kit): Promise<void> => {
  const step = traced('step', async () => {});
  const after = traced('after', async () => {});
  const numbers = traced('numbers', async function* () {
    await step();
    yield 1;
    yield 2;
  });
  await traced('request', async () => {
    for await (const _ of numbers()) break;
    await sleep(5);
    await after();
  })();
};
