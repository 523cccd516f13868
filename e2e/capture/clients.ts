/** The clients whose requests are captured, each in the version that is installed for the tests. */
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { newestPython, olderPython, pythonVersion, runPython, type PythonPackages } from '../harness/python.js';
import { bareEnvironment } from '../harness/server.js';

export interface CapturedClient {
  /** Of the folder: client, language and version. */
  name: string;
  programs: readonly string[];
  countsInMicroseconds: boolean;
  /** Runs a program to its end. `url`: where its traces go. */
  run(program: string, url: string): Promise<void>;
}

const run = promisify(execFile);
const require = createRequire(import.meta.url);
const programs = ['nested', 'by_hand', 'one_by_one', 'reads'] as const;

export function clients(): CapturedClient[] {
  const older = olderPython.at(-1) ?? newestPython;
  return [
    officialJs('langsmith-0.12'),
    officialJs('langsmith-a-year-old'),
    {
      name: `langgraph-js-${versionOf('@langchain/langgraph')}`,
      programs: ['agent'],
      countsInMicroseconds: true,
      run: (program, url) => runJs('langgraph-js.ts', [], url, `captured ${program}`),
    },
    ...(pythonVersion === null ? [] : [officialPython(newestPython), officialPython(older)]),
  ];
}

function officialJs(name: string): CapturedClient {
  return {
    name: `langsmith-js-${versionOf(name)}`,
    programs,
    countsInMicroseconds: true,
    run: (program, url) => runJs('official-js.ts', [name, program], url, `captured ${program}`),
  };
}

function officialPython(packages: PythonPackages): CapturedClient {
  const version = packages[0]?.split('==')[1] ?? '';
  return {
    name: `langsmith-python-${version}`,
    programs,
    countsInMicroseconds: false,
    async run(program, url) {
      await runPython('capture/programs/official_python.py', url, settings(program), [program], packages);
    },
  };
}

/** What clients would else read from the checkout, or say of what is not of the trace. */
function settings(project: string): Record<string, string> {
  return { LANGSMITH_PROJECT: project, LANGCHAIN_PROJECT: project, LANGCHAIN_REVISION_ID: 'captured' };
}

async function runJs(file: string, args: readonly string[], url: string, project: string): Promise<void> {
  const path = fileURLToPath(new URL(`programs/${file}`, import.meta.url));
  await run(process.execPath, ['--no-deprecation', '--import', 'tsx', path, ...args], {
    env: {
      ...bareEnvironment(),
      LANGSMITH_TRACING: 'true',
      LANGSMITH_ENDPOINT: url,
      LANGSMITH_API_KEY: 'anything',
      ...settings(project),
    },
  });
}

function versionOf(name: string): string {
  return (require(`${name}/package.json`) as { version: string }).version;
}
