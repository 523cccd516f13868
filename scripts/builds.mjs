/**
 * Builds the packages whose sources changed since their last build, in the order in which they need
 * each other. "Changed" is told by a hash of the sources' content, kept in node_modules/.cache: times
 * of files lie after a checkout, and hashing the whole workspace costs some 20 ms.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { ROOT, run } from './command.mjs';

/**
 * @typedef {object} Package
 * @property {string} name Its folder below packages/.
 * @property {readonly string[]} needs Packages that go into its build.
 * @property {string} output A file that every build leaves, from the root.
 */

/** @type {readonly Package[]} In the order of building. */
export const PACKAGES = [
  { name: 'sdk', needs: [], output: 'packages/sdk/dist/index.js' },
  { name: 'tree', needs: ['sdk'], output: 'packages/tree/dist/index.js' },
  { name: 'server', needs: ['sdk', 'tree'], output: 'packages/server/dist/main.js' },
  { name: 'web', needs: ['sdk', 'tree'], output: 'packages/server/dist/web/index.html' },
];

const STAMPS = join(ROOT, 'node_modules', '.cache', 'tracenest');
const SHARED_INPUTS = ['package-lock.json', 'tsconfig.base.json', 'docs/api/openapi.json'];

/**
 * Builds what changed; stops at the first package that fails.
 *
 * @param {{ only?: readonly string[], isForced?: boolean }} [options] `only`: these packages and what they need.
 * @returns {Promise<boolean>} Whether everything asked for is built now.
 */
export async function buildChanged({ only = PACKAGES.map(({ name }) => name), isForced = false } = {}) {
  const hashes = hashPackages();
  for (const each of PACKAGES) {
    if (!isAskedFor(each.name, only)) continue;
    const hash = hashes.get(each.name) ?? '';
    if (!isForced && hash === lastBuilt(each.name) && existsSync(join(ROOT, each.output))) continue;
    if (!(await build(each, hash))) return false;
  }
  return true;
}

/** @param {Package} each @param {string} hash */
async function build(each, hash) {
  const folder = join(ROOT, 'packages', each.name);
  const { scripts } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const stamp = join(STAMPS, `built-${each.name}`);
  rmSync(stamp, { force: true });
  const started = performance.now();
  const { code, output } = await run('sh', ['-c', scripts.build], { cwd: folder });
  if (code !== 0) {
    process.stderr.write(
      `${output}\nBuilding packages/${each.name} failed (${scripts.build}, exit code ${code}); the lines above say why.\n`,
    );
    return false;
  }
  if (!existsSync(join(ROOT, each.output))) {
    process.stderr.write(`Building packages/${each.name} ended well but left no ${each.output}.\n`);
    return false;
  }
  mkdirSync(STAMPS, { recursive: true });
  writeFileSync(stamp, hash);
  process.stdout.write(`built packages/${each.name} in ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
  return true;
}

/** @param {string} name @param {readonly string[]} only */
function isAskedFor(name, only) {
  return only.includes(name) || PACKAGES.some((other) => only.includes(other.name) && other.needs.includes(name));
}

/** @param {string} name */
function lastBuilt(name) {
  try {
    return readFileSync(join(STAMPS, `built-${name}`), 'utf8');
  } catch {
    return null;
  }
}

/**
 * One hash for each package, of its own sources, of those it needs and of what all share.
 *
 * @returns {Map<string, string>}
 */
function hashPackages() {
  const own = new Map(PACKAGES.map(({ name }) => [name, hashFiles(sourceFiles(join('packages', name)))]));
  const shared = hashFiles(SHARED_INPUTS);
  return new Map(
    PACKAGES.map(({ name, needs }) => {
      const parts = [shared, ...[name, ...needs].map((each) => own.get(each) ?? '')];
      return [name, createHash('sha256').update(parts.join()).digest('hex')];
    }),
  );
}

/** @param {readonly string[]} files From the root. */
function hashFiles(files) {
  const hash = createHash('sha256');
  for (const file of files)
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(ROOT, file)))
      .update('\0');
  return hash.digest('hex');
}

/**
 * What a build of the package reads: everything but its output, its tests and their fixtures.
 *
 * @param {string} folder From the root.
 * @returns {string[]}
 */
function sourceFiles(folder) {
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return ['dist', 'node_modules'].includes(entry.name) ? [] : sourceFiles(path);
      return /\.(test|fixture|test-fixture)\.tsx?$/.test(entry.name) ? [] : [path];
    });
}
