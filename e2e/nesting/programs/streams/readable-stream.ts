/** A ReadableStream whose source does traced work in pull. */
import { check, type Expected, type Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(stream(pull,pull),use)' };

export default async ({ traced }: Kit): Promise<void> => {
  const pull = traced('pull', async (i: number) => i);
  const use = traced('use', async () => {});
  const stream = traced('stream', () => {
    let i = 0;
    return new ReadableStream<number>(
      {
        async pull(controller) {
          controller.enqueue(await pull(i++));
          if (i === 2) controller.close();
        },
      },
      { highWaterMark: 0 },
    );
  });
  await traced('request', async () => {
    const chunks: number[] = [];
    for await (const chunk of stream()) chunks.push(chunk);
    check(chunks.join() === '0,1', 'the chunks');
    await use();
  })();
};
