/** oxlint, with the rules that need types (promises nobody waits for). Warnings are errors. */
import { ROOT, run } from '../command.mjs';

/** @type {import('../check.mjs').Check} */
export const lint = {
  name: 'lint',
  rule: 'oxlint finds nothing, suppressions that suppress nothing included',
  run: () => lintFolder(ROOT),
};

/**
 * @param {string} root A checkout, or a folder with the same .oxlintrc.json.
 * @returns {Promise<import('../check.mjs').Outcome>}
 */
export async function lintFolder(root) {
  const { code, output } = await run(
    'oxlint',
    ['--type-aware', '--deny-warnings', '--report-unused-disable-directives', '--format=unix'],
    { cwd: root },
  );
  return { problems: code === 0 ? [] : [output] };
}
