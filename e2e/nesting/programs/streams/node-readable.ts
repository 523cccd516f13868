/** A Node stream made over pages, read by for await. */
import { Readable } from 'node:stream';
import { check, type Expected, type Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(pages(read_page,read_page),use,use)' };

export default async ({ traced }: Kit): Promise<void> => {
  const readPage = traced('read_page', async (i: number) => `page ${i}`);
  const use = traced('use', async (_: unknown) => {});
  const pages = traced('pages', () => {
    let i = 0;
    return new Readable({
      objectMode: true,
      highWaterMark: 1,
      read() {
        if (i === 2) this.push(null);
        else void readPage(i++).then((page) => this.push(page));
      },
    });
  });
  await traced('request', async () => {
    const stream = pages();
    check(stream instanceof Readable, 'a Node stream stays one');
    const read: unknown[] = [];
    for await (const page of stream) read.push(page);
    for (const page of read) await use(page);
  })();
};
