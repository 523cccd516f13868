/** Sync calls nest as always. */
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(a(b),c)', libraries: ['ours'] };

export default async ({ traced }: Kit): Promise<void> => {
  const b = traced('b', () => 1);
  const a = traced('a', () => b());
  const c = traced('c', () => 2);
  traced('request', () => a() + c())();
};
