/** A generator that delegates to another with yield*. */
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(outer(inner(step),own))' };

export default async ({ traced }: Kit): Promise<void> => {
  const step = traced('step', async () => {});
  const own = traced('own', async () => {});
  const inner = traced('inner', async function* () {
    await step();
    yield 1;
  });
  const outer = traced('outer', async function* () {
    yield* inner();
    await own();
    yield 2;
  });
  await traced('request', async () => {
    for await (const _ of outer());
  })();
};
