/**
 * Runs the unit or the end-to-end tests, counts what its JSON report says, and sees to it that nothing is left
 * running: a test that forgets its server or browser would break the next one. Processes are known by
 * a mark in their environment, because browsers leave the process group they are started in.
 */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT, binPath } from './command.mjs';

/** How long a stopped server may take to go before it counts as left behind. */
const GOODBYE_MS = 5_000;
const MARK = 'TEST_RUN_MARK';
/** Vitest's projects of each kind (vitest.config.ts). */
const PROJECTS = { unit: ['unit', 'unit-on-server'], e2e: ['e2e'] };

/** Somebody asked us to stop: what was started is ended, and nothing more is begun. */
let isInterrupted = false;

/**
 * @typedef {{ passed: number, failed: number }} Count
 * @typedef {{ status: string, fullName: string }} TestReport
 * @typedef {{ name: string, status: string, assertionResults: TestReport[] }} FileReport
 */

/**
 * @param {'unit' | 'e2e'} kind
 * @returns {Promise<Count>}
 */
export async function runTests(kind) {
  process.stdout.write(`\n${kind} tests\n`);
  const folder = mkdtempSync(join(tmpdir(), 'tracenest-test-'));
  const report = join(folder, 'report.json');
  const projects = PROJECTS[kind].flatMap((project) => ['--project', project]);
  const args = ['run', ...projects, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  // Much of what they do is waiting: a third file finds room beside two on two cores.
  if (kind === 'unit') args.push('--maxWorkers=3');
  const mark = randomUUID();
  const code = await runMarked('vitest', args, mark);
  const isSkippedFailed = process.env['CI'] === 'true';
  const { skipped, ...count } = countReport(readReport(report), { isSkippedFailed });
  for (const name of skipped)
    process.stdout.write(`SKIPPED ${name}${isSkippedFailed ? ': counts as failed in CI' : ''}\n`);
  rmSync(folder, { recursive: true, force: true });
  const left = await endLeftBehind(mark);
  if (isInterrupted) process.exit(130);
  if (left.length > 0) {
    process.stdout.write(
      `FAILED processes were left behind by the ${kind} tests:\n${left.map((line) => `  ${line}\n`).join('')}`,
    );
    count.failed += 1;
  }
  // Errors outside of any test (an unhandled rejection) show only in the exit code.
  if (code !== 0 && count.failed === 0) count.failed += 1;
  return count;
}

/**
 * Counts tests; a file that could not be run, or holds no test, counts as one failed.
 *
 * @param {readonly FileReport[]} files
 * @param {{ isSkippedFailed: boolean }} options
 * @returns {Count & { skipped: string[] }} `skipped`: names of the tests that were not run.
 */
export function countReport(files, { isSkippedFailed }) {
  const count = { passed: 0, failed: 0, skipped: /** @type {string[]} */ ([]) };
  if (files.length === 0) count.failed += 1;
  for (const file of files) {
    if (file.assertionResults.length === 0) count.failed += 1;
    const hasFailedTest = file.assertionResults.some(({ status }) => status === 'failed');
    if (file.assertionResults.length > 0 && file.status === 'failed' && !hasFailedTest) count.failed += 1;
    for (const { status, fullName } of file.assertionResults) {
      if (status === 'passed') count.passed += 1;
      else if (status === 'failed') count.failed += 1;
      else {
        count.skipped.push(`${fullName} (${file.name})`);
        if (isSkippedFailed) count.failed += 1;
      }
    }
  }
  return count;
}

/** @param {string} file @returns {FileReport[]} */
function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).testResults;
  } catch {
    return [];
  }
}

/**
 * @param {string} file
 * @param {readonly string[]} args
 * @param {string} mark
 * @returns {Promise<number>} The exit code.
 */
function runMarked(file, args, mark) {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, PATH: binPath(), [MARK]: mark };
    const child = spawn(file, args, { cwd: ROOT, env, stdio: ['ignore', 'inherit', 'inherit'] });
    const forward = (/** @type {NodeJS.Signals} */ signal) => {
      isInterrupted = true;
      child.kill(signal);
    };
    process.on('SIGINT', forward).on('SIGTERM', forward);
    child.on('error', reject);
    child.on('exit', (code) => {
      process.off('SIGINT', forward).off('SIGTERM', forward);
      resolve(code ?? 1);
    });
  });
}

/**
 * Ends what still runs of a test run, and says what that was.
 *
 * @param {string} mark
 * @returns {Promise<string[]>} Command lines.
 */
async function endLeftBehind(mark) {
  const deadline = Date.now() + GOODBYE_MS;
  while (marked(mark).length > 0 && Date.now() < deadline) await sleep(100);
  const left = marked(mark);
  for (const { pid } of left) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It went by itself in the meantime.
    }
  }
  return left.map(({ pid, command }) => `${pid} ${command}`);
}

/**
 * Living processes that inherited the mark, whatever process group they moved to. Read from /proc;
 * where there is none (macOS), nothing is found and nothing is claimed.
 *
 * @param {string} mark
 * @returns {{ pid: number, command: string }[]}
 */
function marked(mark) {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        if (!readFileSync(`/proc/${pid}/environ`, 'latin1').includes(`${MARK}=${mark}`)) return [];
        return [{ pid: Number(pid), command: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ') }];
      } catch {
        return [];
      }
    });
}
