/**
 * Who may import whom (.dependency-cruiser.cjs). A cruise that reads no module reports success, so
 * the number it read is part of the outcome, for each package.
 */
import { ROOT, run } from '../command.mjs';

const FOLDERS = ['packages/sdk/src', 'packages/tree/src', 'packages/server/src', 'packages/web/src'];

/** @type {import('../check.mjs').Check} */
export const imports = {
  name: 'imports',
  rule: 'every import is one that .dependency-cruiser.cjs allows, and there are no cycles',
  run: () => cruise(ROOT),
};

/**
 * @param {string} root A checkout, or a copy of one.
 * @returns {Promise<import('../check.mjs').Outcome>}
 */
export async function cruise(root) {
  const { code, output } = await run(
    'depcruise',
    ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...FOLDERS],
    { cwd: root },
  );
  const { summary, modules } = parse(output);
  if (summary === undefined) return { problems: [`dependency-cruiser gave no report (exit code ${code}):\n${output}`] };
  const unread = FOLDERS.filter((folder) => !modules.some(({ source }) => source.startsWith(`${folder}/`)));
  const read = modules.filter(({ source }) => source.startsWith('packages/')).length;
  return {
    problems: [
      ...unread.map((folder) => `no module of ${folder} was read`),
      ...summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`),
    ],
    note: `${read} modules`,
  };
}

/**
 * @param {string} output
 * @returns {{ summary?: { violations: { rule: { name: string }, from: string, to: string }[] }, modules: { source: string }[] }}
 */
function parse(output) {
  try {
    return JSON.parse(output);
  } catch {
    return { modules: [] };
  }
}
