/** knip: no file, export or dependency that nothing uses, and none used that is not listed. */
import { run } from '../command.mjs';

/** @type {import('../check.mjs').Check} */
export const unused = {
  name: 'unused',
  rule: 'knip finds no unused file, export or dependency',
  run: async () => {
    const { code, output } = await run('knip', ['--no-progress', '--treat-config-hints-as-errors']);
    return { problems: code === 0 ? [] : [output] };
  },
};
