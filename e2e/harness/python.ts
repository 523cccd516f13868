/**
 * Python virtual environments with PyPI's packages, each made once and kept in node_modules/.cache.
 * Where there is no Python the tests that need it are skipped, and say so.
 */
import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { bareEnvironment } from './server.js';

/** What an environment has, as pip names it. */
export type PythonPackages = readonly string[];

/** The newest clients, and what they trace. */
export const newestPython: PythonPackages = [
  'langsmith==0.15.0',
  'langchain-core==1.7.2',
  'langchain==1.4.7',
  'langgraph==1.2.22',
  'openai==3.54.0',
  'anthropic==2.12.0',
  'google-genai==3.4.0',
];

/** The newest of the two minor versions before. LangChain's newest would bring a newer langsmith with it. */
export const olderPython: readonly PythonPackages[] = [
  ['langsmith==0.14.17', 'openai==3.54.0', 'anthropic==2.12.0', 'google-genai==3.4.0'],
  // Its wrap_anthropic knows Anthropic's clients before 1.0.
  ['langsmith==0.13.0', 'openai==3.54.0', 'anthropic==0.125.0', 'google-genai==3.4.0'],
];

const run = promisify(execFile);
const cacheFolder = fileURLToPath(new URL('../../node_modules/.cache/python/', import.meta.url));
const outputBytes = 64 * 1024 * 1024;

/** Version of the python3 on the path, for example "3.11.7"; null where there is none. */
export const pythonVersion: string | null = findPython();

/** Path of a Python interpreter that can import these packages. */
export async function pythonWith(packages: PythonPackages): Promise<string> {
  const folder = join(cacheFolder, `${packages.join('-').replaceAll('==', '-')}-python-${pythonVersion}`);
  const interpreter = join(folder, 'bin', 'python');
  if (existsSync(interpreter)) return interpreter;
  // Built aside and renamed, so that an interrupted installation is never taken for a whole one.
  const unfinished = `${folder}.${process.pid}`;
  await mkdir(cacheFolder, { recursive: true });
  await run('python3', ['-m', 'venv', unfinished]);
  const python = join(unfinished, 'bin', 'python');
  await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages]);
  try {
    await rename(unfinished, folder);
  } catch (error) {
    // Another test was faster, and may be using it.
    if (!existsSync(interpreter)) throw error;
    await rm(unfinished, { recursive: true, force: true });
  }
  return interpreter;
}

/** Runs a script of this folder's parent with traces going to `serverUrl`; gives what it printed. */
export async function runPython(
  script: string,
  serverUrl: string,
  env: Record<string, string> = {},
  args: readonly string[] = [],
  packages: PythonPackages = newestPython,
): Promise<string> {
  const file = fileURLToPath(new URL(`../${script}`, import.meta.url));
  const { stdout } = await run(await pythonWith(packages), [file, ...args], {
    maxBuffer: outputBytes,
    env: {
      ...bareEnvironment(),
      LANGSMITH_TRACING: 'true',
      LANGSMITH_ENDPOINT: serverUrl,
      LANGSMITH_API_KEY: 'anything',
      // Nothing is written beside the scripts.
      PYTHONDONTWRITEBYTECODE: '1',
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
