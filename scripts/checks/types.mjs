/** The compiler, strict, over every package, the tests and the scripts. */
import { join } from 'node:path';
import { run } from '../command.mjs';

const PROJECTS = [
  'packages/sdk',
  'packages/tree',
  'packages/server',
  'packages/web',
  'e2e',
  'bench',
  'examples',
  'scripts',
];

/** @type {import('../check.mjs').Check} */
export const types = {
  name: 'types',
  rule: 'tsc finds no error',
  run: async () => {
    /** @type {string[]} */
    const problems = [];
    for (const project of PROJECTS) {
      const { code, output } = await run('tsc', [
        '-p',
        join(project, 'tsconfig.json'),
        '--noEmit',
        '--pretty',
        'false',
      ]);
      if (code !== 0) problems.push(output.trim() === '' ? `${project}: tsc ended with code ${code}` : output);
    }
    return { problems, note: `${PROJECTS.length} projects` };
  },
};
