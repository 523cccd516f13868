/** The generator throws half way. */
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(numbers(step),recover)' };

export default async ({ traced }: Kit): Promise<void> => {
  const step = traced('step', async () => {});
  const recover = traced('recover', async () => {});
  const numbers = traced('numbers', async function* () {
    yield 1;
    await step();
    throw new Error('half way');
  });
  await traced('request', async () => {
    try {
      for await (const _ of numbers());
    } catch {
      await recover();
    }
  })();
};
