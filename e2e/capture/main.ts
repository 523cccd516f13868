/**
 * `npm run capture`: runs small programs with the official clients and writes down what they sent and
 * what our server makes of it; `-- langsmith-js` takes only the clients whose names begin so.
 */
import { createHash } from 'node:crypto';
import { startServer, stopAllServers } from '../harness/server.js';
import { clients, type CapturedClient } from './clients.js';
import { writeCaptured, type Captured, type CapturedRequest } from './fixture.js';
import { normalForm } from './normal-form.js';
import { startRecorder } from './recorder.js';
import { readStored, send } from './replay.js';

const [beginning = ''] = process.argv.slice(2);

try {
  for (const client of clients().filter(({ name }) => name.startsWith(beginning))) await capture(client);
} finally {
  await stopAllServers();
}

async function capture(client: CapturedClient): Promise<void> {
  const recording = await startServer();
  const recorder = await startRecorder(recording.url);
  // Another, which knows nothing yet: what it answers is what a test can compare with.
  const fresh = await startServer();
  const captured = new Map<string, Captured>();
  for (const program of client.programs) {
    recorder.requests.length = 0;
    await client.run(program, recorder.url);
    if (recorder.refused.length > 0) throw new RangeError(`${program} was refused: ${recorder.refused.join('\n')}`);
    const salt = createHash('sha256').update(`${client.name} ${program}`).digest('hex').slice(0, 8);
    const { countsInMicroseconds } = client;
    const requests = normalForm({ requests: recorder.requests, recordedMs: Date.now(), salt, countsInMicroseconds });
    captured.set(program, await replay(fresh.url, salt, requests));
    process.stdout.write(`${client.name}/${program}: ${requests.length} requests\n`);
  }
  await recorder.close();
  await Promise.all([recording.stop(), fresh.stop()]);
  writeCaptured(client.name, captured);
}

async function replay(url: string, salt: string, requests: readonly CapturedRequest[]): Promise<Captured> {
  const exchanges: Captured['exchanges'] = [];
  for (const request of requests) exchanges.push({ request, answer: await send({ url, salt }, request) });
  return { salt, exchanges, stored: await readStored({ url, salt }, requests) };
}
