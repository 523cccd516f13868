/** A request that polls until it has what it waits for. */
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(tick,tick)' };

export default async ({ traced }: Kit): Promise<void> => {
  const tick = traced('tick', async () => {});
  await traced('request', async () => {
    let ticks = 0;
    await new Promise<void>((done) => {
      const timer = setInterval(() => {
        void tick();
        ticks += 1;
        if (ticks < 2) return;
        clearInterval(timer);
        done();
      }, 10);
    });
  })();
};
