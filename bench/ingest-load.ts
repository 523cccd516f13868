/**
 * The load: sends traces over eight connections and reports how long it took and when each request
 * was acknowledged. Arguments: origin, number of traces, seed, traces per second (0: as fast as the
 * server takes them). Bodies are made before the clock starts. 429 and 503 are obeyed and sent again.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { encodeAsClient, makeTrace, seededRandom } from './payload.js';

const [origin = '', tracesText = '0', seedText = '0', rateText = '0'] = process.argv.slice(2);
const tracesPerRequest = 10;
const connections = 8;
const rate = Number(rateText);

const random = seededRandom(Number(seedText));
const startMs = Date.now() - 60_000;
const requests = Array.from({ length: Number(tracesText) / tracesPerRequest }, (_unused, index) =>
  encodeAsClient(
    Array.from({ length: tracesPerRequest }, (_, trace) => makeTrace(random, startMs + index * 10 + trace)).flat(),
  ),
);

const acknowledgedMs: number[] = [];
const start = performance.now();
let next = 0;

async function send(): Promise<void> {
  for (let index = next++; index < requests.length; index = next++) {
    const dueMs = rate > 0 ? (index * tracesPerRequest * 1000) / rate : 0;
    await sleep(Math.max(0, start + dueMs - performance.now()));
    const sent = performance.now();
    await post(requests[index]);
    acknowledgedMs.push(performance.now() - sent);
  }
}

async function post(request: ReturnType<typeof encodeAsClient> | undefined): Promise<void> {
  for (;;) {
    const response = await fetch(`${origin}/runs/multipart`, { method: 'POST', ...request });
    await response.arrayBuffer();
    if (response.ok) return;
    if (response.status !== 429 && response.status !== 503) throw new Error(`The server answered ${response.status}.`);
    await sleep(Number(response.headers.get('retry-after')) * 1000);
  }
}

await Promise.all(Array.from({ length: connections }, send));
process.send?.({ seconds: (performance.now() - start) / 1000, acknowledgedMs });
process.disconnect();
