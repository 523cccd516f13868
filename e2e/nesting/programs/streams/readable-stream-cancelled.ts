/** The consumer cancels; what the source does then belongs to the stream. */
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(stream(close),after)' };

export default async ({ traced }: Kit): Promise<void> => {
  const close = traced('close', async () => {});
  const after = traced('after', async () => {});
  const stream = traced(
    'stream',
    () =>
      new ReadableStream<number>({ pull: (controller) => controller.enqueue(1), cancel: async () => await close() }),
  );
  await traced('request', async () => {
    const reader = stream().getReader();
    await reader.read();
    await reader.cancel();
    await after();
  })();
};
