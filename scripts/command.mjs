/**
 * Runs other programs for the scripts: output shown as it comes, or kept for the caller. Commands of
 * the workspace's own dependencies are found without npm, because starting npm costs half a second.
 */
import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** The root of the workspace. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');

/**
 * @typedef {object} Finished
 * @property {number} code Exit code; 128 and more where a signal ended it.
 * @property {string} output stdout and stderr in the order they came; empty where they were shown.
 */

/**
 * Runs a program to its end. Never rejects: a program that cannot be started has code 127.
 *
 * @param {string} file
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, isShown?: boolean }} [options] `isShown`: output goes to our own terminal.
 * @returns {Promise<Finished>}
 */
export function run(file, args, { cwd = ROOT, env = {}, isShown = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      cwd,
      env: { ...process.env, PATH: binPath(), ...env },
      stdio: isShown ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const keep = (/** @type {string} */ text) => (output += text);
    child.stdout?.setEncoding('utf8').on('data', keep);
    child.stderr?.setEncoding('utf8').on('data', keep);
    child.on('error', (error) => resolve({ code: 127, output: `${file} could not be started: ${error.message}` }));
    child.on('close', (code, signal) => resolve({ code: code ?? (signal ? 130 : 1), output }));
  });
}

/** PATH with the workspace's own programs first. */
export function binPath() {
  return [join(ROOT, 'node_modules', '.bin'), process.env['PATH'] ?? ''].join(delimiter);
}
