/**
 * `npm test`: everything that must hold before a change lands, on a machine with only Node and npm:
 * install, build, checks, unit tests, end-to-end tests. Its last line is `N passed, N failed`, where
 * each check and each test counts one. With CI=true a skipped test counts as failed, because there it
 * means that something we promise was not looked at.
 */
import process from 'node:process';
import { buildChanged } from './builds.mjs';
import { installIfNeeded } from './install.mjs';
import { refuseUnsupported } from './platform.mjs';

refuseUnsupported();
await installIfNeeded();
// Loaded only now: these need the installed dependencies.
const { runChecks } = await import('./check.mjs');
const { runTests } = await import('./test-run.mjs');

const total = { passed: 0, failed: 0 };
/** @param {{ passed: number, failed: number }} part */
const add = (part) => {
  total.passed += part.passed;
  total.failed += part.failed;
};

const isBuilt = await buildChanged();
add(isBuilt ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });
if (isBuilt) {
  add(await runChecks());
  add(await runTests('unit'));
  add(await runTests('e2e'));
}
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed\n`);
process.exitCode = total.failed === 0 ? 0 : 1;
