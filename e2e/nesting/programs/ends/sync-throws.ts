/** A sync function throws, at the place of its call. */
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(parse,fallback)' };

export default async ({ traced }: Kit): Promise<void> => {
  const parse = traced('parse', (text: string): unknown => JSON.parse(text));
  const fallback = traced('fallback', () => 'nothing');
  await traced('request', async () => {
    try {
      parse('{');
    } catch {
      fallback();
    }
  })();
};
