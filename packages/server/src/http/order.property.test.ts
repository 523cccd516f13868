/**
 * Over HTTP: however the operations of a trace are ordered, repeated, split into requests, encoded and
 * sent at once, what is read is the same as if they had come in one request in the order of the calls.
 */
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { unpackTrace, type PackedTrace } from 'tracenest/wire';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask, postJson, startTestServer, type TestServer } from '../server.fixture.js';
import { multipartOf } from './write-routes.fixture.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.remove());

interface Op {
  op: 'post' | 'patch';
  run: Record<string, unknown> & { id: string };
}

/** In place of a trace's own part of its ids and of its project, so that two tellings do not meet. */
const nobody = 'eeeeeeee';
const idOf = (n: number): string => `${nobody}-0000-4000-8000-${String(n).padStart(12, '0')}`;
const timeOf = (second: number): string => `2026-03-01T10:00:${String(second % 60).padStart(2, '0')}.000000Z`;
const segmentOf = (n: number, second: number): string => timeOf(second).replace(/[-:.]/g, '') + idOf(n);

const texts = fc.constantFrom('a', 'é\u{1f300}', '', '\n · x', '__proto__');
const values = fc.jsonValue({ maxDepth: 2 });

/** Begins and ends of the runs of one trace, in the order of the calls. */
const traces: fc.Arbitrary<Op[]> = fc
  .array(
    fc.record({
      parent: fc.nat(),
      begins: fc.nat(20),
      lasts: fc.nat(20),
      name: texts,
      type: fc.constantFrom('chain', 'llm', 'tool'),
      inputs: fc.dictionary(texts, values, { maxKeys: 2 }),
      outputs: fc.dictionary(texts, values, { maxKeys: 2 }),
      error: fc.option(fc.constant('it broke'), { freq: 5 }),
      ends: fc.constantFrom('later', 'at once', 'never'),
      hasOrder: fc.boolean(),
      again: fc.option(fc.nat(20), { freq: 6 }),
    }),
    { minLength: 1, maxLength: 7 },
  )
  .map((runs) => {
    const orders: string[] = [];
    const parents: (number | null)[] = [];
    return runs.flatMap((one, n): Op[] => {
      const parent = n === 0 ? null : one.parent % n;
      parents.push(parent);
      orders.push((parent === null ? '' : `${orders[parent] ?? ''}.`) + segmentOf(n, one.begins));
      const places = {
        id: idOf(n),
        trace_id: idOf(0),
        parent_run_id: parent === null ? null : idOf(parent),
        session_name: nobody,
        ...(one.hasOrder ? { dotted_order: orders[n] } : {}),
      };
      const begin = {
        ...places,
        name: one.name,
        run_type: one.type,
        start_time: timeOf(one.begins),
        inputs: one.inputs,
        extra: { metadata: { n } },
      };
      const end = {
        end_time: timeOf(one.begins + one.lasts),
        outputs: { ...one.outputs, usage_metadata: { input_tokens: n, output_tokens: 1, total_tokens: n + 1 } },
        ...(one.error === null ? {} : { error: one.error }),
      };
      const ops: Op[] = [{ op: 'post', run: one.ends === 'at once' ? { ...begin, ...end } : begin }];
      if (one.ends === 'later') ops.push({ op: 'patch', run: { ...places, ...end } });
      // Another call that took the same id.
      if (one.again !== null) ops.push({ op: 'post', run: { ...begin, start_time: timeOf(one.again), name: 'twin' } });
      return ops;
    });
  });

type Way = 'single' | 'batch' | 'multipart';
interface Sending {
  ops: Op[];
  way: Way;
  gzip: boolean;
  prefix: string;
  /** Sent at the same time as the one before. */
  withLast: boolean;
}

/** The same operations in any order, some twice, in requests of any kind. */
const tellings = traces.chain((ops) =>
  fc
    .tuple(
      fc.shuffledSubarray(ops, { minLength: ops.length }),
      fc.shuffledSubarray(ops),
      fc.array(
        fc.record({
          size: fc.integer({ min: 1, max: 5 }),
          way: fc.constantFrom<Way>('single', 'batch', 'multipart'),
          gzip: fc.boolean(),
          prefix: fc.constantFrom('', '/api', '/api/v1'),
          withLast: fc.boolean(),
        }),
        { minLength: 4, maxLength: 8 },
      ),
    )
    .map(([once, again, cuts]) => {
      const left = [...once, ...again];
      const sendings: Sending[] = [];
      for (let i = 0; left.length > 0; i += 1) {
        const { size, ...how } = cuts[i % cuts.length] ?? {
          size: 1,
          way: 'batch',
          gzip: false,
          prefix: '',
          withLast: false,
        };
        sendings.push({ ops: left.splice(0, size), ...how });
      }
      return { ops, sendings };
    }),
);

/** Text of the operations with the part of the ids that is the telling's own. */
async function send({ ops, way, gzip, prefix }: Sending, mine: string): Promise<void> {
  const own = (value: unknown): string => JSON.stringify(value).replaceAll(nobody, mine);
  const post = async (
    path: string,
    text: string | Buffer,
    method = 'POST',
    type = 'application/json',
  ): Promise<void> => {
    const answer = await ask<{ rejected?: unknown[] }>(server.url + prefix + path, {
      method,
      body: gzip ? gzipSync(text) : text,
      headers: { 'content-type': type, ...(gzip ? { 'content-encoding': 'gzip' } : {}) },
    });
    expect(answer).toMatchObject({ status: 202, body: { rejected: [] } });
  };
  if (way === 'single') {
    await Promise.all(
      ops.map(({ op, run }) =>
        op === 'post' ? post('/runs', own(run)) : post(`/runs/${run.id.replace(nobody, mine)}`, own(run), 'PATCH'),
      ),
    );
  } else if (way === 'batch') {
    const of = (which: Op['op']): unknown[] => ops.filter(({ op }) => op === which).map(({ run }) => run);
    await post('/runs/batch', own({ post: of('post'), patch: of('patch') }));
  } else {
    const parts = ops.flatMap(({ op, run: { inputs, outputs, ...run } }): [string, string][] => {
      const name = `${op}.${run.id}`.replace(nobody, mine);
      const main: [string, unknown] = [name, run];
      const field: [string, unknown] = [`${name}.outputs`, outputs];
      // Of two creates of one run in one body, only their main parts tell where each begins.
      const isAlone = ops.filter((one) => one.op === op && one.run.id === run.id).length === 1;
      const all = [...(isAlone ? [field, main] : [main, field]), [`${name}.inputs`, inputs] as const];
      return all.filter(([, value]) => value !== undefined).map(([part, value]) => [part, own(value)]);
    });
    const { body, contentType } = multipartOf(parts);
    await post('/runs/multipart', body, 'POST', contentType);
  }
}

/** When things arrived and were asked for is another matter each time. */
const ofArrival = new Set(['first_received', 'last_received', 'version', 'now']);
/** Longer than any of these traces: what has not ended lasts until it is asked for. */
const tooLongMs = 3_600_000;

function withoutNow(key: string, value: unknown): unknown {
  if (ofArrival.has(key)) return undefined;
  return key.endsWith('_ms') && typeof value === 'number' && value > tooLongMs ? 'until now' : value;
}

/** Everything that is read of the trace, in the words of nobody. */
async function read(mine: string): Promise<unknown> {
  const traceId = idOf(0).replace(nobody, mine);
  const packed = await ask<PackedTrace>(`${server.url}/api/app/traces/${traceId}`);
  expect(packed.status).toBe(200);
  const outline = await ask(`${server.url}/api/app/traces/${traceId}/outline?format=json`).then(({ body }) => body);
  const queried = await postJson<{ runs: { id: string }[] }>(`${server.url}/runs/query`, {
    trace: traceId,
    order: 'asc',
  });
  const runs = queried.body.runs.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const projectId = (await ask<{ id: string }[]>(`${server.url}/sessions?name=${mine}`)).body[0]?.id ?? '';
  expect(projectId).not.toBe('');
  const text = JSON.stringify({ trace: unpackTrace(packed.body), outline, runs }, withoutNow);
  return JSON.parse(text.replaceAll(mine, nobody).replaceAll(projectId, 'project'));
}

let told = 0;

/** Sends under ids of its own and reads back. */
async function tell(sendings: readonly Sending[]): Promise<unknown> {
  const mine = (0xa0000000 + (told += 1)).toString(16);
  const underWay: Promise<void>[] = [];
  for (const sending of sendings) {
    if (!sending.withLast) await Promise.all(underWay.splice(0));
    underWay.push(send(sending, mine));
  }
  await Promise.all(underWay);
  return read(mine);
}

test('any order, repetition, splitting, encoding and concurrency reads back the same', async () => {
  await fc.assert(
    fc.asyncProperty(tellings, async ({ ops, sendings }) => {
      const plain = await tell([{ ops, way: 'batch', gzip: false, prefix: '', withLast: false }]);
      expect(await tell(sendings)).toEqual(plain);
    }),
    { numRuns: 15, endOnFailure: true },
  );
}, 300_000);
