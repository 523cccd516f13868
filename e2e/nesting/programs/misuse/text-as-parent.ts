/** Text where a run is expected. */
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'explained', tree: 'request(child)', finding: 'bad-parent' };

export default async ({ traced, within }: Kit): Promise<void> => {
  const child = traced('child', async () => {});
  await traced('request', async () => await within('request', () => child()))();
};
