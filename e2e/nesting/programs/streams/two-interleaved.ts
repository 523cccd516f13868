/** Two generators pulled in turns. */
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = {
  is: 'automatic',
  tree: 'request(left(left_step,left_step),right(right_step,right_step))',
};

export default async ({ traced }: Kit): Promise<void> => {
  const leftStep = traced('left_step', async () => {});
  const rightStep = traced('right_step', async () => {});
  const left = traced('left', async function* () {
    for (let i = 0; i < 2; i++) {
      await leftStep();
      yield i;
    }
  });
  const right = traced('right', async function* () {
    for (let i = 0; i < 2; i++) {
      await rightStep();
      yield i;
    }
  });
  await traced('request', async () => {
    const [a, b] = [left(), right()];
    for (let i = 0; i < 3; i++) {
      await a.next();
      await b.next();
    }
  })();
};
