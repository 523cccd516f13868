/** Runs a TypeScript program of this repository as a process of its own, as its reader would. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { endWithThisProcess } from './children.js';
import { bareEnvironment } from './server.js';

export interface Program {
  /** The next line on standard output that matches; fails if the program ends without it. */
  line(pattern: RegExp): Promise<RegExpMatchArray>;
  /** Waits for the end; fails with the program's output if the exit code is not 0. */
  end(): Promise<string>;
  stop(): void;
  /** Writes a line to its standard input. */
  write(line: string): void;
}

const root = new URL('../../', import.meta.url);

/** Starts `file` (relative to the repository) with traces going to `serverUrl`. */
export function startProgram(
  file: string,
  serverUrl: string,
  { args = [], env = {} }: { args?: string[]; env?: Record<string, string> } = {},
): Program {
  const child = spawn(process.execPath, ['--import', 'tsx', fileURLToPath(new URL(file, root)), ...args], {
    cwd: fileURLToPath(root),
    env: {
      ...bareEnvironment(),
      LANGSMITH_TRACING: 'true',
      LANGSMITH_ENDPOINT: serverUrl,
      LANGSMITH_API_KEY: 'anything',
      ...env,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  endWithThisProcess(child);
  const exit = once(child, 'close') as Promise<[number | null]>;
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => (output += bytes.toString()));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async line(pattern) {
      for (;;) {
        const next = await lines.next();
        if (next.done) throw new Error(`${file} ended without a line like ${String(pattern)}.\n${output}`);
        const match = next.value.match(pattern);
        if (match) return match;
      }
    },
    async end() {
      const [code] = await exit;
      if (code !== 0) throw new Error(`${file} ended with code ${code}.\n${output}`);
      return output;
    },
    stop: () => void child.kill('SIGTERM'),
    write: (line) => void child.stdin.write(`${line}\n`),
  };
}

/** Runs an example to its end and gives the ids of the traces whose links it printed. */
export async function runExample(file: string, serverUrl: string, args: string[] = []): Promise<string[]> {
  const output = await startProgram(`examples/${file}`, serverUrl, { args }).end();
  return [...output.matchAll(/\/trace\/([0-9a-f-]{36})/g)].map((match) => match[1] ?? '');
}
