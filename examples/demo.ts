/**
 * Runs every example against the running server, so that there is something to look at.
 *
 *     npx tsx examples/demo.ts
 */
import { endpoint } from './config.js';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const programs = ['agent.ts', 'official.ts', 'two-services/run.ts', 'failing.ts', 'own-queue.ts', 'slow-stream.ts'];

console.log(`Sending traces to ${endpoint}`);
for (const program of programs) {
  console.log(`\n— examples/${program}`);
  const child = spawn(process.execPath, [...process.execArgv, fileURLToPath(new URL(program, import.meta.url))], {
    stdio: 'inherit',
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) process.exitCode = 1;
}
console.log(`\nAll of them: ${endpoint}/project/examples`);
