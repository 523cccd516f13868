/** Node's own ways of calling later keep the request that asked. */
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(tick,micro,timer,immediate)' };

export default async ({ traced }: Kit): Promise<void> => {
  const [tick, micro, timer, immediate] = ['tick', 'micro', 'timer', 'immediate'].map((name) =>
    traced(name, async () => {}),
  );
  const request = traced('request', async () => {
    await new Promise((resolve) => process.nextTick(() => void tick?.().then(resolve)));
    await new Promise<void>((resolve) => queueMicrotask(() => void micro?.().then(resolve)));
    await new Promise((resolve) => setTimeout(() => void timer?.().then(resolve), 5));
    await new Promise((resolve) => setImmediate(() => void immediate?.().then(resolve)));
  });
  await request();
};
