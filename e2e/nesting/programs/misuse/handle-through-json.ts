/** A handle that went through JSON is no handle. */
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'explained', tree: 'request(child)', finding: 'bad-parent' };

export default async ({ traced, within }: Kit): Promise<void> => {
  const child = traced('child', async () => {});
  await traced('request', async () => {
    const copy: unknown = JSON.parse(JSON.stringify({ run: 'x', id: '1' }));
    await within(copy, () => child());
  })();
};
