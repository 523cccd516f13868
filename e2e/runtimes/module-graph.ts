/**
 * What each entry of the built SDK pulls in under the conditions of a runtime: modules of Node.js, and
 * globals of Node.js that are used as if they were there.
 */
import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';

/** What bundlers and runtimes other than Node.js ask for, beside `import`, `require` and `default`. */
export const CONDITIONS: Record<string, readonly string[]> = {
  browser: ['browser'],
  worker: ['worker'],
  'Cloudflare Workers': ['workerd', 'worker', 'browser'],
  edge: ['edge-light'],
  deno: ['deno'],
  bun: ['bun'],
  none: [],
};

/** Names of Node.js; as a free word in our files they would throw elsewhere. */
const GLOBALS = ['process', 'Buffer', 'setImmediate', 'clearImmediate', 'global', '__dirname', '__filename'];
const FREE = 'freeGlobalOfNode_';

/** The entries of a package, without those that are no code. */
export function entriesOf(folder: string): string[] {
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    exports: Record<string, unknown>;
  };
  return Object.keys(exports).filter((entry) => !entry.endsWith('.json'));
}

/** What an entry needs of Node.js, each as `file: name`. */
export async function needsOfNode(
  folder: string,
  entry: string,
  conditions: readonly string[],
  format: 'import' | 'require',
): Promise<string[]> {
  const needs = new Set<string>();
  const specifier = JSON.stringify(join('tracenest', entry));
  const plugin: Plugin = {
    name: 'needs',
    setup({ onResolve }) {
      onResolve({ filter: /^[a-z@]/ }, ({ path, importer }) => {
        if (isBuiltin(path)) needs.add(`${importer.slice(folder.length + 1)}: ${path}`);
        // Packages of others are peers that the program has chosen.
        return path.startsWith('tracenest') ? undefined : { path, external: true };
      });
    },
  };
  const { outputFiles, metafile } = await build({
    stdin: {
      contents: format === 'import' ? `export * from ${specifier};` : `module.exports = require(${specifier});`,
      resolveDir: folder,
    },
    ...{
      bundle: true,
      write: false,
      metafile: true,
      treeShaking: false,
      ignoreAnnotations: true,
      logLevel: 'silent',
      platform: 'neutral',
      target: 'es2023',
    },
    format: format === 'import' ? 'esm' : 'cjs',
    conditions: [...conditions],
    define: Object.fromEntries(GLOBALS.map((name) => [name, FREE + name])),
    plugins: [plugin],
  });
  // What asks for the entry is one; an entry of types alone is an empty file.
  if (Object.keys(metafile.inputs).length < 2) throw new RangeError(`${entry} gave nothing to look at.`);
  for (const [, name = ''] of (outputFiles[0]?.text ?? '').matchAll(new RegExp(`${FREE}(\\w+)`, 'g')))
    needs.add(`bundle: ${name}`);
  return [...needs].toSorted();
}
