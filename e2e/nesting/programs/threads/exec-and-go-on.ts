/** A request runs a command and goes on in its own context. */
import { execFile } from 'node:child_process';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(before,after)' };

export default async ({ traced }: Kit): Promise<void> => {
  const before = traced('before', async () => {});
  const after = traced('after', async () => {});
  await traced('request', async () => {
    await before();
    await new Promise<void>((done) => {
      execFile(process.execPath, ['--version'], () => void after().then(done));
    });
  })();
};
