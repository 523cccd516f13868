/** Two Tracenest on one store at once: whatever is sent to either is seen, whole and once, through both. */
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { unpackTrace } from 'tracenest/wire';
import type {
  LiveChange,
  PackedTrace,
  PricesAnswer,
  ProjectSummary,
  RunRecord,
  TraceAnswer,
  TraceSummary,
} from 'tracenest/wire';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { ask, postJson, sendRecords, startTestServer, type TestServer } from '../server.fixture.js';
import { startFront, type Front } from './front.fixture.js';

let front: Front;
let servers: [TestServer, TestServer];
beforeAll(async () => {
  front = await startFront();
  const start = (): Promise<TestServer> => startTestServer({ server: front.place() });
  servers = await Promise.all([start(), start()]);
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.remove()));
  await front.remove();
});

const time = (ms: number): string => new Date(Date.UTC(2026, 0, 1) + ms).toISOString();

/** A chain and leaves, each run begun and ended. */
function traceOf(project: string, runs: number): Partial<RunRecord>[] {
  const ids = Array.from({ length: runs }, () => randomUUID());
  const [root = ''] = ids;
  return ids.flatMap((id, i) => {
    const parent = i === 0 ? {} : { parent_run_id: ids[Math.floor((i - 1) / 2)] ?? root };
    const place = { id, trace_id: root, project, session_name: project };
    return [
      { ...place, ...parent, op: 'create' as const, name: `run ${i}`, run_type: 'chain', start_time: time(i) },
      { ...place, op: 'update' as const, end_time: time(1_000 + i), outputs: { i } },
    ];
  });
}

async function projects(server: TestServer): Promise<ProjectSummary[]> {
  return (await ask<{ projects: ProjectSummary[] }>(`${server.url}/api/app/projects`)).body.projects;
}

async function tree(server: TestServer, traceId: string): Promise<TraceAnswer['rows']> {
  return unpackTrace((await ask<PackedTrace>(`${server.url}/api/app/traces/${traceId}`)).body).rows;
}

describe('writes', () => {
  test(
    'any splitting and order of traces over both gives the same trees and one project',
    { timeout: 240_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 1, max: 7 }),
          fc.array(fc.tuple(fc.boolean(), fc.nat()), { minLength: 14, maxLength: 14 }),
          fc.boolean(),
          async (runs, ways, twice) => {
            const project = `project ${randomUUID()}`;
            const records = traceOf(project, runs);
            const sent = records
              .map((record, i) => ({ record, side: ways[i]?.[0] === true ? 1 : 0, order: ways[i]?.[1] ?? 0 }))
              .sort((a, b) => a.order - b.order);
            const answers = await Promise.all(
              sent.flatMap(({ record, side }) =>
                (twice ? servers : [servers[side as 0 | 1]]).map((server) => sendRecords(server.url, [record])),
              ),
            );
            expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 202));
            const traceId = records[0]?.id ?? '';
            const [one, other] = await Promise.all(servers.map((server) => tree(server, traceId)));
            expect(one).toEqual(other);
            expect(one).toHaveLength(runs);
            const last = records.at(-2);
            const whole = await ask(`${servers[0].url}/runs/${last?.id}`);
            expect(whole.body).toMatchObject({
              name: last?.name,
              outputs: { i: runs - 1 },
              parent_run_id: last?.parent_run_id ?? null,
            });
            for (const server of servers) {
              expect((await projects(server)).filter(({ name }) => name === project)).toHaveLength(1);
            }
          },
        ),
        { numRuns: 4 },
      );
    },
  );

  test('a project that both make at the same moment is one', async () => {
    const names = Array.from({ length: 5 }, () => `made at once ${randomUUID()}`);
    const made = await Promise.all(
      names.flatMap((name) =>
        servers.map((server) => postJson<{ id: string }>(`${server.url}/sessions?upsert=true`, { name })),
      ),
    );
    for (const [i, name] of names.entries()) {
      expect(made[2 * i]?.body.id).toBe(made[2 * i + 1]?.body.id);
      for (const server of servers) expect((await projects(server)).filter((one) => one.name === name)).toHaveLength(1);
    }
  });
});

describe('what one takes away, the other does not have', () => {
  const numberOf = async (server: TestServer, name: string): Promise<number> =>
    (await projects(server)).filter((project) => project.name === name).length;
  const idOf = async (server: TestServer, name: string): Promise<string> =>
    (await projects(server)).find((project) => project.name === name)?.id ?? '';

  test('a project that is deleted through one is gone in both, and its traces are not shown from what is kept', async () => {
    const [one, other] = servers;
    const project = `deleted ${randomUUID()}`;
    const records = traceOf(project, 3);
    const traceId = records[0]?.id ?? '';
    await sendRecords(other.url, records);
    // Both keep the tree.
    for (const server of servers) expect(await tree(server, traceId)).toHaveLength(3);
    const gone = await ask(`${one.url}/sessions/${await idOf(one, project)}`, { method: 'DELETE' });
    expect(gone.status).toBe(200);
    for (const server of servers) {
      expect((await ask(`${server.url}/api/app/traces/${traceId}`)).status).toBe(404);
      expect((await ask(`${server.url}/api/app/runs/${traceId}?trace_id=${traceId}`)).status).toBe(404);
      expect(await numberOf(server, project)).toBe(0);
    }
    // The other one finds out within a second, then writes all that it had remembered as written.
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await sendRecords(other.url, records);
    for (const server of servers) {
      expect(await numberOf(server, project)).toBe(1);
      expect(await tree(server, traceId)).toHaveLength(3);
    }
  });

  test('a name that is taken from a project through one means another project to both, and only one', async () => {
    const [one, other] = servers;
    const [before, after] = [`before ${randomUUID()}`, `after ${randomUUID()}`];
    const first = traceOf(before, 1);
    await sendRecords(other.url, first);
    const id = await idOf(other, before);
    expect((await postJson(`${one.url}/sessions/${id}`, { name: after }, 'PATCH')).status).toBe(200);
    for (const server of servers) expect([await idOf(server, after), await numberOf(server, before)]).toEqual([id, 0]);
    // A name that one has just given away is not made anew by the other, which has never heard of it.
    await sendRecords(other.url, traceOf(after, 1));
    expect(await numberOf(other, after)).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await Promise.all(servers.map((server) => sendRecords(server.url, traceOf(before, 1))));
    for (const server of servers) {
      expect([await numberOf(server, before), await numberOf(server, after)]).toEqual([1, 1]);
      expect([await idOf(server, after), (await idOf(server, before)) === id]).toEqual([id, false]);
    }
  });

  test('two projects that are given one name at once do not both have it', async () => {
    const names = [`left ${randomUUID()}`, `right ${randomUUID()}`] as const;
    const wanted = `wanted ${randomUUID()}`;
    await Promise.all(servers.map((server, i) => sendRecords(server.url, traceOf(names[i as 0 | 1], 1))));
    const ids = await Promise.all(names.map((name) => idOf(servers[0], name)));
    const answers = await Promise.all(
      servers.map((server, i) => postJson(`${server.url}/sessions/${ids[i]}`, { name: wanted }, 'PATCH')),
    );
    const renamed = answers.filter(({ status }) => status === 200).length;
    expect(answers.map(({ status }) => status).filter((status) => status !== 200 && status !== 409)).toEqual([]);
    for (const server of servers) expect(await numberOf(server, wanted)).toBe(renamed);
    expect(renamed).toBeLessThanOrEqual(1);
  });
});

describe('what one does, the other shows', () => {
  test('a page of one is told of what is sent to the other, within a second', async () => {
    const [watched, written] = servers;
    const socket = new WebSocket(`${watched.url.replace('http', 'ws')}/api/app/live`);
    const heard: string[] = [];
    socket.on('message', (data: Buffer) => {
      heard.push(...(JSON.parse(data.toString()) as LiveChange).changed.map(({ trace_id }) => trace_id));
    });
    await new Promise((resolve) => socket.once('open', resolve));
    const project = `live ${randomUUID()}`;
    socket.send(JSON.stringify({ watch: { project } }));
    const records = traceOf(project, 1);
    await sendRecords(written.url, records.slice(0, 1));
    await expect.poll(() => heard, { timeout: 10_000 }).toEqual([records[0]?.id]);
    await sendRecords(written.url, records.slice(1));
    await expect.poll(() => heard.length, { timeout: 10_000 }).toBeGreaterThan(1);
    socket.close();
  });

  test('both count every trace, and lists of both come to the same numbers', async () => {
    const project = `counted ${randomUUID()}`;
    const traces = Array.from({ length: 6 }, () => traceOf(project, 5));
    await Promise.all(traces.map((records, i) => sendRecords(servers[(i % 2) as 0 | 1].url, records)));
    const list = async (server: TestServer): Promise<unknown> =>
      (await ask<{ traces: unknown }>(`${server.url}/api/app/projects/${encodeURIComponent(project)}/traces`)).body
        .traces;
    const numbers = async (server: TestServer): Promise<unknown[]> =>
      ((await list(server)) as TraceSummary[]).map((trace) => [trace.run_count, trace.finding_count]);
    for (const server of servers) {
      await expect.poll(() => numbers(server), { timeout: 30_000 }).toEqual(traces.map(() => [5, 0]));
    }
    expect(await list(servers[0])).toEqual(await list(servers[1]));
  });

  test('prices that are changed through one are used by the other, and taken back', async () => {
    const [one, other] = servers.map((server) => `${server.url}/api/app/prices`);
    const before = (await ask<PricesAnswer>(one ?? '')).body;
    const changed = { ...(before.prices as object), lists: [] };
    expect((await postJson<PricesAnswer>(one ?? '', changed, 'PUT')).body.from).toBe('file');
    const version = async (): Promise<string> => (await ask<PricesAnswer>(other ?? '')).body.version;
    await expect.poll(version, { timeout: 10_000 }).not.toBe(before.version);
    await ask(other ?? '', { method: 'DELETE' });
    await expect.poll(async () => (await ask<PricesAnswer>(one ?? '')).body, { timeout: 10_000 }).toEqual(before);
  });
});
