/** Arguments that throw when they are looked at, or lead back to themselves. */
import { check, type Expected, type Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(child)' };

export default async ({ traced }: Kit): Promise<void> => {
  const child = traced('child', async (_: unknown) => 'ok');
  await traced('request', async () => {
    const circle: Record<string, unknown> = { size: 10n };
    circle['self'] = circle;
    Object.defineProperty(circle, 'secret', {
      enumerable: true,
      get: () => {
        throw new Error('not yours');
      },
    });
    check((await child(circle)) === 'ok', 'the call goes through');
  })();
};
