/** A clone installs with `npm ci`, which refuses a lock file that does not fit every package.json. */
import { run } from '../command.mjs';

/** @type {import('../check.mjs').Check} */
export const lock = {
  name: 'lock',
  rule: 'npm ci accepts package-lock.json',
  run: async () => {
    const { code, output } = await run('npm', ['ci', '--dry-run', '--no-audit', '--no-fund']);
    return { problems: code === 0 ? [] : output.split('\n').filter((line) => line.startsWith('npm error')) };
  },
};
