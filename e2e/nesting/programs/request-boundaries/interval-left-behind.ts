/** A request starts an interval that outlives it: its later ticks are nobody's. */
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'explained', tree: 'request refresh refresh', finding: 'leaked-context' };

export default async ({ traced }: Kit): Promise<void> => {
  const refresh = traced('refresh', async () => {});
  let timer: NodeJS.Timeout | undefined;
  let ticks = 0;
  await traced('request', async () => {
    timer = setInterval(() => {
      ticks += 1;
      void refresh();
      if (ticks === 2) clearInterval(timer);
    }, 40);
  })();
};
