/** A parent did not arrive: what is current stays. */
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'explained', tree: 'server(work)', finding: 'no-parent-given' };

export default async ({ traced, within }: Kit): Promise<void> => {
  const work = traced('work', async () => {});
  await traced('server', async () => await within(undefined, () => work()))();
};
