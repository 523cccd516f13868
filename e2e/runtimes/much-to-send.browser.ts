/** A run that is large enough to be compressed. */
import type { Expected, Kit } from '../nesting/kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(child)' };

export default async ({ traced }: Kit): Promise<void> => {
  const child = traced('child', (text: string) => text.length);
  traced('request', () => child('honey '.repeat(1000)))();
};
