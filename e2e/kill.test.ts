/**
 * What was acknowledged is there, whatever happens to the process: kill -9 under load, SIGTERM under
 * load, a second process on the same data directory.
 */
import { once } from 'node:events';
import { afterAll, describe, expect, test } from 'vitest';
import { killRounds, missing, runsPerBatch, startLoad } from './harness/kill-load.js';
import { freePort, launchServer, startServer, stopAllServers, temporaryDirectory } from './harness/server.js';

afterAll(stopAllServers);

const rounds = 20;

describe('kill -9 under load', () => {
  test(`every acknowledged run is there after each of ${rounds} restarts`, async () => {
    const { acknowledged, lost, stored, sent } = await killRounds(rounds);
    expect(lost).toEqual([]);
    expect(stored).toBeGreaterThanOrEqual(acknowledged);
    expect(stored).toBeLessThanOrEqual(sent);
  });
});

describe.each(['SIGTERM', 'SIGINT'] as const)('%s under load', (signal) => {
  test('ends cleanly with what was acknowledged on disk', async () => {
    const server = await startServer();
    const load = startLoad(server, 4);
    await load.reach(runsPerBatch * 4);
    const exited = once(server.process, 'exit') as Promise<[number | null, string | null]>;
    server.process.kill(signal);
    expect(await exited).toEqual([0, null]);
    const acknowledged = await load.stop();
    const again = await startServer({ dataDirectory: server.dataDirectory });
    expect(await missing(again, acknowledged)).toEqual([]);
    await again.stop();
  });
});

describe('a second process on the same data directory', () => {
  test('is refused with a sentence that names the directory, and the first goes on', async () => {
    const first = await startServer();
    const second = launchServer({ dataDirectory: first.dataDirectory, port: await freePort() });
    const [code] = (await once(second.process, 'close')) as [number | null];
    expect(code).not.toBe(0);
    expect(second.output()).toContain(first.dataDirectory);
    expect(second.output()).toMatch(/in use|another process|already/i);
    expect(second.output()).not.toMatch(/\n\s+at /);
    expect((await fetch(`${first.url}/health`)).status).toBe(200);
    await first.stop();
  });
});

describe('a port that is taken', () => {
  test('is refused with a sentence that names the port and the flag', async () => {
    const first = await startServer();
    const port = Number(new URL(first.url).port);
    const second = launchServer({ dataDirectory: await temporaryDirectory(), port });
    const [code] = (await once(second.process, 'close')) as [number | null];
    expect(code).not.toBe(0);
    expect(second.output()).toContain(String(port));
    expect(second.output()).toContain('--port');
    await first.stop();
  });
});
