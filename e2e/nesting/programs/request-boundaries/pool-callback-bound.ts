/** The same pool; the waiter is bound where it is handed over. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'explicit', tree: 'first(query) second(query)' };

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

export default async ({ traced, bind }: Kit): Promise<void> => {
  const query = traced('query', async () => await sleep(10));
  const request = async (): Promise<void> => {
    await new Promise<void>((done) => {
      acquire(
        bind(() => {
          void query().then(() => {
            release();
            done();
          });
        }),
      );
    });
    await sleep(30);
  };
  await Promise.all([traced('first', request)(), traced('second', request)()]);
};
