/** Each layer returns the generator of the layer below; the route's caller consumes it. */
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'route(service(numbers(step)))' };

export default async ({ traced }: Kit): Promise<void> => {
  const step = traced('step', async () => {});
  const numbers = traced('numbers', async function* () {
    await step();
    yield 1;
  });
  const service = traced('service', async () => numbers());
  const route = traced('route', async () => await service());
  for await (const _ of await route());
};
