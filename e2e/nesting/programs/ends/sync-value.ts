/** A sync function stays sync: its value can be used at once. */
import { check, type Expected, type Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(double,double)' };

export default async ({ traced }: Kit): Promise<void> => {
  const double = traced('double', (number: number) => number * 2);
  await traced('request', async () => {
    const sum = double(1) + double(2);
    check(sum === 6, 'numbers, not promises');
  })();
};
