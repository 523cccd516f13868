/**
 * `npm run bench [-- NAME … [SIZE …]]`: runs bench/NAME.bench.ts, or all of them one after the other,
 * with the sizes that are given or those of each. Each prints its own numbers; what they mean and the
 * last published ones are in docs/benchmarks.md.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { buildChanged } from './builds.mjs';
import { ROOT, run } from './command.mjs';
import { installIfNeeded } from './install.mjs';
import { refuseUnsupported } from './platform.mjs';

refuseUnsupported();
const ending = '.bench.ts';
const all = readdirSync(join(ROOT, 'bench'))
  .filter((file) => file.endsWith(ending))
  .map((file) => file.slice(0, -ending.length));
/** @param {string} argument */
const isSize = (argument) => /^\d+$/.test(argument);
const sizes = process.argv.slice(2).filter(isSize);
const asked = process.argv.slice(2).filter((argument) => !isSize(argument));
const unknown = asked.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`No benchmark is called ${unknown.join(', ')}; there are ${all.join(', ')}.\n`);
  process.exit(2);
}

await installIfNeeded();
if (!(await buildChanged())) process.exit(1);
for (const name of asked.length > 0 ? asked : all) {
  process.stdout.write(`\n== ${name}\n`);
  const args = ['--expose-gc', '--import', 'tsx', join('bench', name + ending), ...sizes];
  const { code } = await run(process.execPath, args, { isShown: true });
  if (code !== 0) process.exit(code);
}
