/**
 * Sends at the very end of the process, when nothing that is started goes on any more: a thread of
 * our own does it while this one waits.
 */
import { Worker } from 'node:worker_threads';
import type { LastRequest } from './context-types.js';

/** Plain CommonJS, for it runs as text: the thread must load nothing of the program. */
const SOURCE = `
const { workerData } = require('node:worker_threads');
const { requests, answers } = workerData;
const tell = (i, status) => {
  if (Atomics.compareExchange(answers, i + 1, 0, status) !== 0) return;
  Atomics.add(answers, 0, 1);
  Atomics.notify(answers, 0);
};
requests.forEach(({ url, headers, body }, i) => {
  try {
    const { request } = require(url.startsWith('https:') ? 'node:https' : 'node:http');
    const sent = request(url, { method: 'POST', headers: { ...headers, 'content-length': body.byteLength } }, (response) => {
      response.resume();
      response.on('end', () => tell(i, response.statusCode));
      response.on('error', () => tell(i, -1));
    });
    sent.on('error', () => tell(i, -1));
    sent.end(body);
  } catch {
    tell(i, -1);
  }
});`;

/** The HTTP status of each request in their order; 0 or less for what had no answer within `forMs`. */
export function sendAtEnd(requests: readonly LastRequest[], forMs: number): number[] {
  // First how many have ended, then how.
  const answers = new Int32Array(new SharedArrayBuffer(4 * (requests.length + 1)));
  const thread = new Worker(SOURCE, { eval: true, workerData: { requests, answers }, execArgv: [], env: {} });
  const endMs = performance.now() + forMs;
  for (let ended = 0; ended < requests.length; ended = Atomics.load(answers, 0)) {
    const leftMs = endMs - performance.now();
    if (leftMs <= 0) break;
    Atomics.wait(answers, 0, ended, leftMs);
  }
  thread.unref();
  return Array.from(answers.subarray(1));
}
