/** A client's stream object with methods beside its iterator. */
import { check, type Expected, type Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(complete(receive,receive))' };

class CompletionStream {
  readonly controller = new AbortController();
  readonly #receive: (i: number) => Promise<string>;
  constructor(receive: (i: number) => Promise<string>) {
    this.#receive = receive;
  }
  async *[Symbol.asyncIterator](): AsyncGenerator<string> {
    for (let i = 0; i < 2; i++) yield await this.#receive(i);
  }
  async finalText(): Promise<string> {
    let text = '';
    for await (const chunk of this) text += chunk;
    return text;
  }
}

export default async ({ traced }: Kit): Promise<void> => {
  const receive = traced('receive', async (i: number) => `${i}`);
  const complete = traced('complete', async () => new CompletionStream(receive));
  await traced('request', async () => {
    const stream = await complete();
    check(stream.controller instanceof AbortController, 'its fields are there');
    check((await stream.finalText()) === '01', 'its methods');
  })();
};
