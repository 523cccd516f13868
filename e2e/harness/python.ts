/**
 * A Python virtual environment with PyPI's `langsmith` and `langchain-core`, made once and kept in node_modules/.cache.
 * Where there is no Python the tests that need it are skipped, and say so.
 */
import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { bareEnvironment } from './server.js';

/** The version under test. */
const langsmithVersion = '0.14.17';
const langchainVersion = '1.7.2';

const run = promisify(execFile);
const cacheFolder = fileURLToPath(new URL('../../node_modules/.cache/python/', import.meta.url));

/** Version of the python3 on the path, for example "3.11.7"; null where there is none. */
export const pythonVersion: string | null = findPython();

/** Path of a Python interpreter that can import langsmith. */
export async function pythonWithLangsmith(): Promise<string> {
  const folder = join(
    cacheFolder,
    `langsmith-${langsmithVersion}-langchain-core-${langchainVersion}-python-${pythonVersion}`,
  );
  const interpreter = join(folder, 'bin', 'python');
  if (existsSync(interpreter)) return interpreter;
  // Built aside and renamed, so that an interrupted installation is never taken for a whole one.
  const unfinished = `${folder}.${process.pid}`;
  await mkdir(cacheFolder, { recursive: true });
  await run('python3', ['-m', 'venv', unfinished]);
  await run(join(unfinished, 'bin', 'python'), [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--disable-pip-version-check',
    `langsmith==${langsmithVersion}`,
    `langchain-core==${langchainVersion}`,
  ]);
  await rm(folder, { recursive: true, force: true });
  await rename(unfinished, folder);
  return interpreter;
}

/** Runs a script of this folder's parent with traces going to `serverUrl`; gives what it printed. */
export async function runPython(
  script: string,
  serverUrl: string,
  env: Record<string, string> = {},
  args: readonly string[] = [],
): Promise<string> {
  const file = fileURLToPath(new URL(`../${script}`, import.meta.url));
  const { stdout } = await run(await pythonWithLangsmith(), [file, ...args], {
    env: {
      ...bareEnvironment(),
      LANGSMITH_TRACING: 'true',
      LANGSMITH_ENDPOINT: serverUrl,
      LANGSMITH_API_KEY: 'anything',
      ...env,
    },
  });
  return stdout;
}

function findPython(): string | null {
  const answer = spawnSync('python3', ['-c', 'import platform, venv; print(platform.python_version())'], {
    encoding: 'utf8',
  });
  return answer.status === 0 ? answer.stdout.trim() : null;
}
