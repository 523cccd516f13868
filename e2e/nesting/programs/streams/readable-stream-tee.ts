/** A stream split in two with tee(). */
import { check, type Expected, type Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(stream(pull))' };

export default async ({ traced }: Kit): Promise<void> => {
  const pull = traced('pull', async () => 'tea');
  const stream = traced(
    'stream',
    () =>
      new ReadableStream<string>(
        {
          async pull(controller) {
            controller.enqueue(await pull());
            controller.close();
          },
        },
        { highWaterMark: 0 },
      ),
  );
  await traced('request', async () => {
    const [left, right] = (await Promise.resolve(stream())).tee();
    const read = async (half: ReadableStream<string>): Promise<string> => (await half.getReader().read()).value ?? '';
    check((await Promise.all([read(left), read(right)])).join() === 'tea,tea', 'both halves');
    const rest = await left.cancel().catch(() => {});
    check(rest === undefined, 'a half can be cancelled');
  })();
};
