/** An endless sync generator: pulled no further than the consumer asks. */
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(naturals(step,step,step))' };

export default async ({ traced }: Kit): Promise<void> => {
  const step = traced('step', (_: number) => {});
  const naturals = traced('naturals', function* () {
    for (let i = 0; i < 1e5; i++) {
      step(i);
      yield i;
    }
  });
  await traced('request', async () => {
    for (const number of naturals()) if (number === 2) break;
  })();
};
