/** The formatter's word is final; `npm run format` writes what it wants. */
import { run } from '../command.mjs';

/** @type {import('../check.mjs').Check} */
export const format = {
  name: 'format',
  rule: 'oxfmt would change nothing (npm run format)',
  run: async () => {
    const { code, output } = await run('oxfmt', ['--list-different']);
    if (code === 0) return { problems: [] };
    return { problems: output.trim() === '' ? [`oxfmt ended with code ${code}`] : output.trim().split('\n') };
  },
};
