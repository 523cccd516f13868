/** A stream as an argument is not read by being recorded. */
import { check, type Expected, type Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(upload(read))' };

export default async ({ traced }: Kit): Promise<void> => {
  const read = traced('read', async (text: string) => text);
  const upload = traced('upload', async (body: ReadableStream<string>) => {
    let text = '';
    for await (const chunk of body) text += chunk;
    return await read(text);
  });
  await traced('request', async () => {
    const body = new ReadableStream<string>({
      start(controller) {
        controller.enqueue('tea');
        controller.close();
      },
    });
    check((await upload(body)) === 'tea', 'the body arrives');
  })();
};
