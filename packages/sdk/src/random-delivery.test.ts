/** Random schedules of runs against a server that fails at random: nothing is lost, nothing arrives twice. */
import fc from 'fast-check';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { Client, RunTree } from './index.js';
import { RecordingServer } from './recording-server.test-fixture.js';

let server: RecordingServer;

beforeAll(async () => void (server = await RecordingServer.start()));
afterAll(() => server.close());
beforeEach(() => server.clear());

type Act =
  | { do: 'begin'; size: number }
  | { do: 'end' | 'patch'; which: number }
  | { do: 'pause'; ms: number }
  | { do: 'flush' | 'turn' };

const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('begin' as const), size: fc.constantFrom(1, 10, 5000) }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constantFrom('end' as const, 'patch' as const), which: fc.nat(30) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('pause' as const), ms: fc.nat(60) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('flush' as const, 'turn' as const) }) },
);

/** What a request meets. */
type Trouble = 'none' | '429' | '503' | 'reset' | 'slow';

function fetchThrough(troubles: Trouble[]): typeof fetch {
  return async (input, init) => {
    if (new Request(input).url.endsWith('/info')) return await fetch(input, init);
    const trouble = troubles.shift() ?? 'none';
    if (trouble === 'reset') throw new TypeError('connection reset');
    if (trouble === '429') return new Response('slower', { status: 429, headers: { 'retry-after': '0' } });
    if (trouble === '503') return new Response('not now', { status: 503 });
    if (trouble === 'slow') await sleep(20);
    return await fetch(input, init);
  };
}

test('each run arrives whole and once, whatever its requests meet', { timeout: 60_000 }, async () => {
  const troubles = fc.array(fc.constantFrom<Trouble>('none', '429', '503', 'reset', 'slow'), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(act, { minLength: 1, maxLength: 40 }),
      troubles,
      fc.integer({ min: 1, max: 8 }),
      async (acts, met, batchRecords) => {
        server.clear();
        const client = new Client({
          apiUrl: server.url,
          queue: { batchRecords },
          retry: { firstMs: 1, longestMs: 4, forMs: 10_000 },
          fetchImplementation: fetchThrough([...met]),
          tracingSamplingRate: 1,
        });
        const begun: { run: RunTree; isEnded: boolean; patches: number }[] = [];
        for (const one of acts) {
          const entry = 'which' in one ? begun[one.which % Math.max(1, begun.length)] : undefined;
          if (one.do === 'begin') {
            const name = `run ${begun.length}`;
            const run = new RunTree({ name, client, inputs: { text: 'x'.repeat(one.size) }, tracingEnabled: true });
            begun.push({ run, isEnded: false, patches: 0 });
            await run.postRun();
          } else if (one.do === 'pause') await sleep(one.ms);
          else if (one.do === 'turn') await turn();
          else if (one.do === 'flush') expect(await client.flush()).toBe(true);
          else if (entry !== undefined && !entry.isEnded) {
            entry.isEnded = one.do === 'end';
            entry.patches += 1;
            if (one.do === 'end') await entry.run.end({ patches: entry.patches });
            else entry.run.metadata = { patches: entry.patches };
            await entry.run.patchRun();
          }
        }
        expect(await client.shutdown()).toBe(true);
        expect(client.dropped).toBe(0);
        check(begun);
      },
    ),
    { numRuns: 50 },
  );
});

function check(begun: readonly { run: RunTree; isEnded: boolean; patches: number }[]): void {
  expect(new Set(server.runs.map(({ name }) => name))).toEqual(new Set(begun.map(({ run }) => run.name)));
  expect(server.runs).toHaveLength(begun.length);
  for (const { run, isEnded, patches } of begun) {
    const records = server.records.filter(({ id }) => id === run.id);
    expect(records.filter(({ op }) => op === 'create')).toHaveLength(1);
    expect(records.length).toBeLessThanOrEqual(1 + patches);
    const arrived = server.run(run.name);
    expect(arrived.findings).toEqual([]);
    expect(arrived.inputs).toEqual(run.inputs);
    expect(arrived.status).toBe(isEnded ? 'success' : 'pending');
    if (isEnded) expect(arrived.outputs).toEqual({ patches });
    else if (patches > 0) expect(arrived.extra?.metadata).toMatchObject({ patches });
  }
}
