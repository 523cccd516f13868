/**
 * Builds the package into `dist`: ES modules with types, and under `dist/cjs` the same as
 * CommonJS. Both belong to the one package.json, so that `#context` means the same in both.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');

function compile(...options) {
  execFileSync(process.execPath, [tsc, '-p', 'tsconfig.build.json', ...options], { cwd: here, stdio: 'inherit' });
}

/** Ending in .cjs and .d.cts files are CommonJS, whatever the package says of .js. */
function renameToCommonJs(folder) {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const text = readFileSync(path, 'utf8').replace(
      /((?:require\(|from |import\()["']\.{1,2}\/[^"']+)\.js(["'])/g,
      '$1.cjs$2',
    );
    writeFileSync(path, text);
    renameSync(path, path.replace(/\.d\.ts$/, '.d.cts').replace(/\.js$/, '.cjs'));
  }
}

// Built beside and then put in place, so that a program that uses `dist` meanwhile finds it whole.
const made = join(here, `.build-${process.pid}`);
try {
  compile('--outDir', made);
  // `import` is rewritten here, which the sources' settings forbid.
  const commonJs = join(made, 'cjs');
  compile(
    '--module',
    'commonjs',
    '--moduleResolution',
    'bundler',
    '--verbatimModuleSyntax',
    'false',
    '--outDir',
    commonJs,
  );
  renameToCommonJs(commonJs);
  rmSync(join(here, 'dist'), { recursive: true, force: true });
  renameSync(made, join(here, 'dist'));
} finally {
  rmSync(made, { recursive: true, force: true });
}
