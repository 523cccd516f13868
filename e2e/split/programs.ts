/** The programs of the corpus: which there are, with their labels, and how each is run. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { bareEnvironment } from '../harness/server.js';
import { PACKAGES, type Case } from './programs/kit.js';

export interface SplitProgram {
  id: string;
  about: string;
  splits: Record<string, string>;
  /** Runs it to its end with traces going to a server. */
  run(serverUrl: string): Promise<void>;
}

const run = promisify(execFile);
const fileOf = (name: string): string => fileURLToPath(new URL(`programs/${name}`, import.meta.url));
const NODE = [process.execPath, ...['-C', '@tracenest/source', '--import', 'tsx', fileOf('node.ts')]] as const;

/** Of both packages for Node.js. */
export async function nodePrograms(): Promise<SplitProgram[]> {
  const cases = JSON.parse(await output(NODE, ['--list'])) as Record<string, Case>;
  return PACKAGES.flatMap((library) =>
    Object.entries(cases)
      .filter(([, { only }]) => (only ?? library) === library)
      .map(([name, { about, splits, ours }]) => ({
        id: `${library === 'ours' ? 'tracenest-js' : 'langsmith-js'}/node/${name}`,
        about,
        splits: (library === 'ours' ? ours : undefined) ?? splits,
        run: async (serverUrl) => void (await output(NODE, [library, name], serverUrl)),
      })),
  );
}

/** Of the official client for Python, in the files of that name; `python` has what they import. */
export async function pythonPrograms(python: string, version: string, file: string): Promise<SplitProgram[]> {
  if (!existsSync(python)) throw new RangeError(`${python} does not exist: expected a Python with langsmith.`);
  const command = [python, fileOf(`${file}.py`)] as const;
  const cases = JSON.parse(await output(command, ['--list'])) as Record<string, Pick<Case, 'about' | 'splits'>>;
  return Object.entries(cases).map(([name, { about, splits }]) => ({
    id: `python-${version}/${file}/${name}`,
    about,
    splits,
    run: async (serverUrl) => void (await output(command, [name], serverUrl)),
  }));
}

async function output(
  [file, ...given]: readonly [string, ...string[]],
  args: string[],
  serverUrl?: string,
): Promise<string> {
  const traced = {
    LANGSMITH_TRACING: 'true',
    LANGSMITH_ENDPOINT: serverUrl ?? '',
    LANGSMITH_API_KEY: 'anything',
    LANGSMITH_PROJECT: 'split',
  };
  const env = { ...bareEnvironment(), TRACENEST_SPOOL: 'off', ...(serverUrl === undefined ? {} : traced) };
  const { stdout } = await run(file, [...given, ...args], { env, timeout: 60_000, maxBuffer: 2 ** 24 });
  return stdout;
}
