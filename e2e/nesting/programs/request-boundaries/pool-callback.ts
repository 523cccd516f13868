/** A pool calls the waiter when another request gives its connection back; the query was made inside the waiting request. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'explained', tree: 'first(query) second(query)', finding: 'made-elsewhere' };

const waiting: (() => void)[] = [];
let isFree = true;
function acquire(use: () => void): void {
  if (!isFree) return void waiting.push(use);
  isFree = false;
  use();
}
function release(): void {
  isFree = true;
  const next = waiting.shift();
  if (next !== undefined) acquire(next);
}

export default async ({ traced }: Kit): Promise<void> => {
  const request = async (): Promise<void> => {
    const query = traced('query', async () => await sleep(10));
    await new Promise<void>((done) => {
      acquire(() => {
        void query().then(() => {
          release();
          done();
        });
      });
    });
    await sleep(30);
  };
  await Promise.all([traced('first', request)(), traced('second', request)()]);
};
