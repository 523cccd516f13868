/**
 * What we publish can be used: publint reads each packed tarball, and attw resolves every entry of
 * the libraries as Node (ESM and CJS) and as bundlers do.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../command.mjs';

/** attw's profile for each; null: a program, which nobody imports. */
const PUBLISHED = [
  { name: 'sdk', profile: 'node16' },
  { name: 'tree', profile: 'esm-only' },
  { name: 'server', profile: null },
];

/** @type {import('../check.mjs').Check} */
export const packages = {
  name: 'packages',
  rule: 'publint and attw find no fault in the packed tarballs',
  needsBuild: true,
  run: async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tracenest-pack-'));
    try {
      /** @type {string[]} */
      const problems = [];
      for (const { name, profile } of PUBLISHED) problems.push(...(await checkPacked(folder, name, profile)));
      return { problems, note: PUBLISHED.map(({ name }) => name).join(', ') };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/**
 * @param {string} folder Where the tarball goes.
 * @param {string} name
 * @param {string | null} profile
 * @returns {Promise<string[]>}
 */
async function checkPacked(folder, name, profile) {
  const packed = await run('npm', ['pack', '--silent', '--pack-destination', folder, '-w', `packages/${name}`]);
  const tarball = packed.output.trim().split('\n').at(-1) ?? '';
  if (packed.code !== 0 || !tarball.endsWith('.tgz')) return [`npm pack of packages/${name} failed:\n${packed.output}`];
  const checks = [await run('publint', ['run', '--strict', join(folder, tarball)])];
  if (profile !== null)
    checks.push(await run('attw', ['--format', 'ascii', '--profile', profile, join(folder, tarball)]));
  return checks.filter(({ code }) => code !== 0).map(({ output }) => `packages/${name}:\n${output}`);
}
