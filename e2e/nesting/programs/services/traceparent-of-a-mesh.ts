/** A service mesh sends a trace of its own: the request is a root, not an orphan. */
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'server' };

export default async ({ traced, continued }: Kit): Promise<void> => {
  const serve = traced('server', async () => {});
  await continued({ traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00' }, () => serve());
};
