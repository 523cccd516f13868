/** The source is asked for no more than the consumer takes. */
import { setTimeout as sleep } from 'node:timers/promises';
import { check, type Expected, type Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(stream(pull,pull))' };

export default async ({ traced }: Kit): Promise<void> => {
  let pulls = 0;
  const pull = traced('pull', async () => ++pulls);
  const stream = traced(
    'stream',
    () =>
      new ReadableStream<number>(
        { pull: async (controller) => controller.enqueue(await pull()) },
        { highWaterMark: 0 },
      ),
  );
  await traced('request', async () => {
    const reader = stream().getReader();
    await reader.read();
    await sleep(10);
    check(pulls === 1, 'one pull for one read');
    await reader.read();
    await reader.cancel();
  })();
};
