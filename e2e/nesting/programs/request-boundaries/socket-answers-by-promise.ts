/** One connection for all requests; answers come by id and settle promises. */
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'first(read) second(read)' };

const pending = new Map<number, (answer: string) => void>();
const ask = async (id: number): Promise<string> => {
  setTimeout(() => pending.get(3 - id)?.('pong'), 20);
  return await new Promise((resolve) => pending.set(id, resolve));
};

export default async ({ traced }: Kit): Promise<void> => {
  const read = traced('read', async (answer: string) => answer);
  const request = async (id: number): Promise<string> => await read(await ask(id));
  await Promise.all([traced('first', request)(1), traced('second', request)(2)]);
};
