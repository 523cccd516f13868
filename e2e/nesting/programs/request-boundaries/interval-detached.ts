/** The same interval, deliberately made outside of the request. */
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'explicit', tree: 'request refresh refresh' };

export default async ({ traced, detached }: Kit): Promise<void> => {
  const refresh = traced('refresh', async () => {});
  let timer: NodeJS.Timeout | undefined;
  let ticks = 0;
  await traced('request', async () => {
    timer = detached(() =>
      setInterval(() => {
        ticks += 1;
        void refresh();
        if (ticks === 2) clearInterval(timer);
      }, 40),
    );
  })();
};
