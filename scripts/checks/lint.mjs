/** oxlint, with the rules that need types (promises nobody waits for). Warnings are errors. */
import { run } from '../command.mjs';

/** @type {import('../check.mjs').Check} */
export const lint = {
  name: 'lint',
  rule: 'oxlint finds nothing, suppressions that suppress nothing included',
  run: async () => {
    const { code, output } = await run('oxlint', [
      '--type-aware',
      '--deny-warnings',
      '--report-unused-disable-directives',
      '--format=unix',
    ]);
    const files = /Finished in .* on (\d+) files?/.exec(output)?.[1];
    return code === 0 ? { problems: [], ...(files && { note: `${files} files` }) } : { problems: [output] };
  },
};
