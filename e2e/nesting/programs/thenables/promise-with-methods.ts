/** A client's promise subclass keeps its methods. */
import { setTimeout as sleep } from 'node:timers/promises';
import { check, type Expected, type Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(call(send),parse)' };

export default async ({ traced }: Kit): Promise<void> => {
  const parse = traced('parse', async (text: string) => text);
  class ApiPromise<T> extends Promise<T> {
    async parsed(): Promise<string> {
      return await parse(String(await this));
    }
  }
  const send = traced('send', async () => await sleep(5, 'answer'));
  const call = traced('call', () => new ApiPromise<string>((resolve) => void send().then(resolve)));
  await traced('request', async () => {
    const answer = call();
    check(answer instanceof ApiPromise, 'the promise is of its class');
    check((await answer.parsed()) === 'answer', 'its method');
  })();
};
