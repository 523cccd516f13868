/**
 * What was acknowledged is there, whatever happens to the process: kill -9 under load, SIGTERM under
 * load, a second process on the same data directory.
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import type { RunningServer } from './harness/server.js';
import { freePort, launchServer, startServer, stopAllServers, temporaryDirectory } from './harness/server.js';

afterAll(stopAllServers);

const rounds = 20;
const runsPerBatch = 10;

describe('kill -9 under load', () => {
  test(`every acknowledged run is there after each of ${rounds} restarts`, async () => {
    const dataDirectory = await temporaryDirectory();
    let acknowledged: string[] = [];
    const all: string[] = [];
    for (let round = 0; round < rounds; round++) {
      const server = await startServer({ dataDirectory });
      expect(await missing(server, acknowledged), `round ${round}`).toEqual([]);
      const load = startLoad(server, 4);
      await load.reach(runsPerBatch * 4);
      // At another point of the writer's cycle each time.
      await sleep(round * 9);
      await server.kill();
      acknowledged = await load.stop();
      all.push(...acknowledged);
    }
    const server = await startServer({ dataDirectory });
    expect(await missing(server, all)).toEqual([]);
    expect(await countRuns(server)).toBeGreaterThanOrEqual(all.length);
    await server.stop();
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

interface Load {
  /** Waits until so many runs have been acknowledged. */
  reach(count: number): Promise<void>;
  /** The ids of all acknowledged runs. */
  stop(): Promise<string[]>;
}

/** Posts batches from several connections until stopped. */
function startLoad(server: RunningServer, connections: number): Load {
  const acknowledged: string[] = [];
  const stopping = new AbortController();
  const post = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const ids = Array.from({ length: runsPerBatch }, () => randomUUID());
      const answer = await fetch(`${server.url}/runs/batch`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ post: batchOf(ids), patch: [] }),
      }).catch(() => null);
      if (answer === null) return;
      if (answer.status === 202) acknowledged.push(...ids);
      else await sleep(20);
    }
  };
  const posting = Promise.all(Array.from({ length: connections }, post));
  return {
    async reach(count) {
      while (acknowledged.length < count) await sleep(5);
    },
    async stop() {
      stopping.abort();
      await posting;
      return acknowledged;
    },
  };
}

/** One trace: the first id is the root, the others are its children. */
function batchOf(ids: readonly string[]): object[] {
  const [root = ''] = ids;
  const time = new Date().toISOString();
  const segment = `${time.replace(/[-:.Z]/g, '')}000Z`;
  return ids.map((id, index) => ({
    id,
    trace_id: root,
    parent_run_id: index === 0 ? null : root,
    dotted_order: index === 0 ? segment + root : `${segment}${root}.${segment}${id}`,
    name: `run ${index}`,
    run_type: 'chain',
    start_time: time,
    end_time: time,
    inputs: { text: 'x'.repeat(500) },
    outputs: { index },
    session_name: 'load',
  }));
}

/** Which of these runs the server does not give back, asked a hundred at a time. */
async function missing(server: RunningServer, ids: readonly string[]): Promise<string[]> {
  const found = new Set<string>();
  for (let from = 0; from < ids.length; from += 100) {
    const answer = await fetch(`${server.url}/runs/query`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ id: ids.slice(from, from + 100), limit: 100 }),
    });
    const { runs } = (await answer.json()) as { runs: { id: string; inputs: { text?: string } }[] };
    for (const run of runs) if (run.inputs.text?.length === 500) found.add(run.id);
  }
  return ids.filter((id) => !found.has(id));
}

async function countRuns(server: RunningServer): Promise<number> {
  const answer = await fetch(`${server.url}/api/app/projects`);
  const { projects } = (await answer.json()) as { projects: { name: string; run_count: number }[] };
  return projects.find((project) => project.name === 'load')?.run_count ?? 0;
}
