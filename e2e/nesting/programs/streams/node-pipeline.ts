/** A pipeline whose transform does traced work. */
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { check, type Expected, type Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(shout,shout,done)' };

export default async ({ traced }: Kit): Promise<void> => {
  const shout = traced('shout', async (word: string) => word.toUpperCase());
  const done = traced('done', async () => {});
  await traced('request', async () => {
    const transform = new Transform({
      objectMode: true,
      transform: (word: string, _, next) => void shout(word).then((loud) => next(null, loud)),
    });
    const words: unknown[] = [];
    await pipeline(Readable.from(['tea', 'pot']), transform, async (source) => {
      for await (const word of source) words.push(word);
    });
    check(words.join() === 'TEA,POT', 'the words');
    await done();
  })();
};
