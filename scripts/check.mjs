/**
 * `npm run check [-- NAME …]`: the rules that need no running program, one line each: ok, or failed
 * with what to mend. Each check is a file in checks/ with a name, a sentence and a function that gives
 * a note or the problems; `npm test` runs them all and counts each as one.
 */
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { buildChanged } from './builds.mjs';
import { documents } from './checks/documents.mjs';
import { format } from './checks/format.mjs';
import { imports } from './checks/imports.mjs';
import { lint } from './checks/lint.mjs';
import { lock } from './checks/lock.mjs';
import { packages } from './checks/packages.mjs';
import { sizes } from './checks/sizes.mjs';
import { types } from './checks/types.mjs';
import { unused } from './checks/unused.mjs';
import { words } from './checks/words.mjs';
import { installIfNeeded } from './install.mjs';

/**
 * @typedef {object} Outcome
 * @property {string[]} problems Each a line or block that says where and what; empty: the check holds.
 * @property {string} [note] What was looked at, for example a number of modules.
 *
 * @typedef {object} Check
 * @property {string} name
 * @property {string} rule What must hold, in a few words.
 * @property {() => Promise<Outcome>} run
 * @property {boolean} [needsBuild] It reads what a build leaves.
 */

/** @type {readonly Check[]} The quick ones first. */
const CHECKS = [words, documents, lock, format, imports, lint, unused, types, sizes, packages];

/**
 * Runs the named checks, or all, one after the other: most use every core themselves.
 *
 * @param {readonly string[]} [names]
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function runChecks(names = []) {
  const count = { passed: 0, failed: 0 };
  for (const { name, rule, run } of CHECKS.filter((check) => names.length === 0 || names.includes(check.name))) {
    const { problems, note } = await outcome(run);
    const isOk = problems.length === 0;
    count[isOk ? 'passed' : 'failed'] += 1;
    process.stdout.write(`${isOk ? 'ok    ' : 'FAILED'} ${name}: ${rule}${note === undefined ? '' : ` (${note})`}\n`);
    for (const problem of problems) process.stdout.write(`${problem.trimEnd().replace(/^/gm, '    ')}\n`);
  }
  return count;
}

/**
 * @param {() => Promise<Outcome>} runCheck
 * @returns {Promise<Outcome>} A check that throws has not held.
 */
async function outcome(runCheck) {
  try {
    return await runCheck();
  } catch (error) {
    return { problems: [String(error instanceof Error ? error.message : error)] };
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const names = process.argv.slice(2);
  const unknown = names.filter((name) => !CHECKS.some((check) => check.name === name));
  if (unknown.length > 0) {
    process.stderr.write(
      `No check is called ${unknown.join(', ')}; there are ${CHECKS.map(({ name }) => name).join(', ')}.\n`,
    );
    process.exit(2);
  }
  await installIfNeeded();
  const needsBuild = CHECKS.some((check) => check.needsBuild && (names.length === 0 || names.includes(check.name)));
  if (needsBuild && !(await buildChanged())) process.exit(1);
  const { failed } = await runChecks(names);
  process.exitCode = failed === 0 ? 0 : 1;
}
