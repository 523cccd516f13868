/** A function that returns a Response: its body is the consumer's to read. */
import { check, type Expected, type Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(fetch_page(connect),parse)' };

export default async ({ traced }: Kit): Promise<void> => {
  const connect = traced('connect', async () => {});
  const parse = traced('parse', async (text: string) => text);
  const fetchPage = traced('fetch_page', async () => {
    await connect();
    return new Response('tea');
  });
  await traced('request', async () => {
    const response = await fetchPage();
    check(response instanceof Response && !response.bodyUsed, 'the body is not read');
    check((await parse(await response.text())) === 'tea', 'the text');
  })();
};
