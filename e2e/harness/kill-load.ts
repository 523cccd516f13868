/**
 * Load whose every acknowledgement is written down, and the question whether a server still has all
 * of it: for tests and benchmarks that kill the process.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { startServer, temporaryDirectory, type RunningServer } from './server.js';

/** Runs of one request. */
export const runsPerBatch = 10;

/** What the rounds of a kill test came to. */
export interface KillRounds {
  acknowledged: number;
  /** Ids of acknowledged runs that a later start did not have, or not whole. */
  lost: string[];
  /** Runs that the project has in the end: what was stored but not acknowledged included. */
  stored: number;
  /** Runs that were sent at all; more than these would be doubled ones. */
  sent: number;
}

/** Starts a server, kills it under load, and starts it again on the same data, so many times. */
export async function killRounds(rounds: number): Promise<KillRounds> {
  const dataDirectory = await temporaryDirectory();
  const all: string[] = [];
  const lost = new Set<string>();
  let sent = 0;
  let latest: string[] = [];
  for (let round = 0; round < rounds; round++) {
    const server = await startServer({ dataDirectory });
    for (const id of await missing(server, latest)) lost.add(id);
    const load = startLoad(server, 4);
    await load.reach(runsPerBatch * 4);
    // At another point of the writer's cycle each time.
    await sleep((round % 25) * 9);
    await server.kill();
    latest = await load.stop();
    all.push(...latest);
    sent += load.sent();
  }
  const server = await startServer({ dataDirectory });
  for (const id of await missing(server, all)) lost.add(id);
  const stored = await countRuns(server);
  await server.stop();
  return { acknowledged: all.length, lost: [...lost], stored, sent };
}

export interface Load {
  /** Waits until so many runs have been acknowledged. */
  reach(count: number): Promise<void>;
  /** The ids of all acknowledged runs. */
  stop(): Promise<string[]>;
  /** How many runs were sent, acknowledged or not. */
  sent(): number;
}

/** Posts batches from several connections until stopped. */
export function startLoad(server: RunningServer, connections: number): Load {
  const acknowledged: string[] = [];
  let sent = 0;
  const stopping = new AbortController();
  const post = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const ids = Array.from({ length: runsPerBatch }, () => randomUUID());
      sent += ids.length;
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
    sent: () => sent,
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
export async function missing(server: RunningServer, ids: readonly string[]): Promise<string[]> {
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
