/** What an interval that has outlived its request begins after an `await` is nobody's either; a single timer goes on. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = {
  is: 'explained',
  tree: 'request(once) refresh refresh',
  finding: 'leaked-context',
};

export default async ({ traced }: Kit): Promise<void> => {
  const refresh = traced('refresh', async () => {});
  const once = traced('once', async () => {});
  let ticks = 0;
  await traced('request', async () => {
    setTimeout(() => void once(), 5);
    const timer = setInterval(() => {
      ticks += 1;
      if (ticks === 2) clearInterval(timer);
      void sleep(2).then(refresh);
    }, 40);
  })();
};
