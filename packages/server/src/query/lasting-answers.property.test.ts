/** What is kept of a large trace is what would be made of it at that moment, whatever happened since it was kept. */
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { priceTable } from '@tracenest/tree';
import type { PackedTrace, RunRecord } from 'tracenest/wire';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Writer } from '../ingest/writer.js';
import { projectIdOf } from '../store/projects.js';
import { processRow } from '../store/processes.js';
import { sql, trustedSql, uuid } from '../store/sql.js';
import { openTempStore } from '../store/temp-store.fixture.js';
import { renameProject } from './change-project.js';
import { countTraces } from './count-traces.js';
import { deleteRuns } from './delete-runs.js';
import { joinTraces } from './join-traces.js';
import { firstPrices, treePrices, type TreePrices } from './tree-prices.js';
import { askTrees, type TreeStore } from './tree-questions.js';

const startMs = Date.now();
const at = (ms: number): string => new Date(startMs + ms).toISOString();

let temp: Awaited<ReturnType<typeof openTempStore>>;
let writer: Writer;
/** How often the records of a trace were read. */
let reads = 0;
let usingKept: TreeStore;
let makingAnew: TreeStore;

beforeAll(async () => {
  temp = await openTempStore();
  const { store } = temp;
  writer = new Writer(store);
  usingKept = {
    query: (...args) => store.query(...args),
    insert: (...args) => store.insert(...args),
    queryLists: (asked, limits) => {
      if (asked.text.includes('FROM runs')) reads += 1;
      return store.queryLists(asked, limits);
    },
  };
  makingAnew = {
    ...usingKept,
    query: (asked, limits) =>
      asked.text.includes('FROM trace_answers') ? Promise.resolve([]) : store.query(asked, limits),
  };
});

afterAll(async () => {
  await writer.close();
  await temp.remove();
});

type Sent = Omit<RunRecord, 'op'> & { op?: RunRecord['op'] };
const send = (...records: Sent[]): Promise<unknown> => writer.write(records.map((one) => ({ op: 'create', ...one })));

interface Sample {
  project: string;
  root: string;
  records: Sent[];
}

const shapes = fc.array(
  fc.record({ parent: fc.nat(), fails: fc.boolean(), tokens: fc.nat(9), isTwoRecords: fc.boolean() }),
  { minLength: 1, maxLength: 8 },
);
const process = { instance: randomUUID(), sdk: 'tracenest-js/1.0.0', pid: 7 };

function sampleOf(shape: typeof shapes extends fc.Arbitrary<infer Shape> ? Shape : never): Sample {
  const ids = shape.map(() => randomUUID());
  const [root = ''] = ids;
  const project = `project ${randomUUID().slice(0, 8)}`;
  const records = shape.flatMap(({ parent, fails, tokens, isTwoRecords }, i): Sent[] => {
    const place = { id: ids[i] ?? '', trace_id: root, parent_run_id: i === 0 ? null : (ids[parent % i] ?? null) };
    const end: Partial<Sent> = {
      end_time: at(i + 10),
      error: fails ? 'it broke' : null,
      outputs: { usage_metadata: { input_tokens: tokens, output_tokens: 1, total_tokens: tokens + 1 } },
    };
    const tracenest = { v: 1 as const, placement: 'context' as const, process };
    const extra = i === 0 ? { tracenest } : { metadata: { ls_model_name: 'gpt-4o', ls_provider: 'openai' } };
    const begin: Sent = {
      ...place,
      name: `run ${i}`,
      run_type: 'llm',
      session_name: project,
      start_time: at(i),
      extra,
    };
    return isTwoRecords ? [begin, { ...place, ...end, op: 'update' }] : [{ ...begin, ...end }];
  });
  return { project, root, records };
}

/** Counts it as the server does, whatever its size. How many answers were kept. */
async function count(traceId: string, prices: TreePrices = firstPrices): Promise<number> {
  const { answers } = await countTraces(temp.store, [{ traceId, through: 0 }], prices, startMs + 60_000, 0);
  await temp.store.insert('trace_answers', answers);
  return answers.length;
}

/** As a process that was just started answers it, from what is kept or anew. */
async function answer(
  from: TreeStore,
  traceId: string,
  prices: TreePrices = firstPrices,
): Promise<{ trace: PackedTrace | null; isRead: boolean }> {
  const before = reads;
  const bytes = await askTrees(from, () => prices).trace(traceId, true, null, startMs + 90_000);
  const trace = bytes === null ? null : (JSON.parse(new TextDecoder().decode(bytes)) as PackedTrace);
  return { trace, isRead: reads > before };
}

/** Whether the answer came from what is kept; it is the one that is made anew in any case. */
async function isFromKept(traceId: string, prices: TreePrices = firstPrices): Promise<boolean> {
  const { trace, isRead } = await answer(usingKept, traceId, prices);
  expect(trace).toEqual((await answer(makingAnew, traceId, prices)).trace);
  return !isRead;
}

const other = (): { id: string; trace_id: string; name: string; start_time: string; end_time: string } => {
  const id = randomUUID();
  return { id, trace_id: id, name: 'other', start_time: at(0), end_time: at(5) };
};

const changes: Record<string, (sample: Sample) => Promise<unknown>> = {
  'a run arrives': ({ root }) =>
    send({ id: randomUUID(), trace_id: root, parent_run_id: root, name: 'late', start_time: at(3), end_time: at(4) }),
  'an error arrives': ({ root }) => send({ op: 'update', id: root, trace_id: root, error: randomUUID() }),
  'a run arrives that names only its parent': ({ root }) =>
    send({ id: randomUUID(), parent_run_id: root, name: 'late', start_time: at(3), end_time: at(4) }),
  'a run is told to be of another trace': ({ records }) =>
    send({ op: 'update', id: records.at(-1)?.id ?? '', trace_id: randomUUID(), error: 'elsewhere' }),
  'another trace is joined to it': async ({ root }) => {
    const { id, ...run } = other();
    await send({ id, ...run });
    const wish = { run_id: id, trace_id: id, parent_id: root, parent_trace_id: root };
    expect(await joinTraces(temp.store, wish, Date.now())).toEqual({ done: true });
  },
  'a run of another trace links to it': ({ root }) =>
    temp.store.insert('links', [
      { linked_trace_id: root, linked_run_id: root, trace_id: randomUUID(), run_id: randomUUID(), kind: 'follows' },
    ]),
  'it seems to belong below another': ({ root }) =>
    temp.store.insert('splits', [
      {
        ...{ run_id: root, trace_id: root, parent_id: randomUUID(), parent_trace_id: randomUUID(), is_certain: false },
        ...{ evidence: JSON.stringify({ evidence: ['it ran meanwhile'] }), found: startMs * 1000, gone: false },
      },
    ]),
  'its project is renamed': ({ project }) =>
    renameProject(temp.store, projectIdOf(project), `renamed ${randomUUID()}`, Date.now()),
  'it is deleted': ({ project, root }) =>
    deleteRuns(temp.store, { projectId: projectIdOf(project), traceIds: [root], through: Date.now() * 1000 + 1e9 }),
};

const notChanges: Record<string, (sample: Sample) => Promise<unknown>> = {
  'nothing happened': () => Promise.resolve(),
  'another trace arrived': () => send(other()),
  'a record of it was sent once more': ({ records }) => send(...records.slice(0, 1)),
  'rows of it were united': () => temp.store.command(trustedSql('OPTIMIZE TABLE runs FINAL')),
  'changes are forgotten': () => temp.store.command(trustedSql('TRUNCATE TABLE changes')),
  'its process was heard of': () =>
    temp.store.insert('processes', [processRow({ process, time: Date.now(), open_runs: 1, traces: [] }, startMs)]),
};

const three = sampleOf([0, 1, 2].map((parent) => ({ parent, fails: parent === 1, tokens: 3, isTwoRecords: true })));
const copyOfThree = (): Sample => {
  const ids = new Map(three.records.map(({ id }) => [id, randomUUID()]));
  const text = JSON.stringify(three).replaceAll(three.project, `project ${randomUUID()}`);
  return JSON.parse(text.replace(/[0-9a-f-]{36}/g, (id) => ids.get(id) ?? id)) as Sample;
};

describe('a trace that was kept', () => {
  test.each(Object.entries(notChanges))('is answered from that where %s', async (_, happen) => {
    const sample = copyOfThree();
    await send(...sample.records);
    expect(await count(sample.root)).toBe(1);
    await happen(sample);
    expect(await isFromKept(sample.root)).toBe(true);
    expect(await count(sample.root)).toBe(0);
  });

  test.each(Object.entries(changes))('is put together again where %s', async (_, happen) => {
    const sample = copyOfThree();
    await send(...sample.records);
    await count(sample.root);
    const before = await answer(usingKept, sample.root);
    await happen(sample);
    expect(await isFromKept(sample.root)).toBe(false);
    expect((await answer(usingKept, sample.root)).trace).not.toEqual(before.trace);
  });

  test('is put together again by other prices', async () => {
    const sample = copyOfThree();
    await send(...sample.records);
    await count(sample.root);
    const others = treePrices({ version: 'others', file: { ...priceTable, lists: [] } });
    expect(await isFromKept(sample.root, others)).toBe(false);
    expect(await count(sample.root, others)).toBe(1);
    expect(await isFromKept(sample.root, others)).toBe(true);
  });

  test('is not kept any more when its project is deleted', async () => {
    const sample = copyOfThree();
    await send(...sample.records);
    await count(sample.root);
    const projectId = projectIdOf(sample.project);
    await deleteRuns(temp.store, { projectId, traceIds: null, through: Date.now() * 1000 + 1e9 });
    const left = await temp.store.query(sql`SELECT 1 FROM trace_answers WHERE trace_id = ${uuid(sample.root)}`);
    expect(left).toEqual([]);
  });
});

test('a trace that goes on, or of which something is missing, is not kept', async () => {
  const [open, orphan] = [other(), other()];
  await send({ ...open, end_time: null }, { ...orphan, parent_run_id: randomUUID() });
  expect([await count(open.id), await count(orphan.id)]).toEqual([0, 0]);
});

test(
  'random traces and whatever happens to them: what is kept is what would be made',
  { timeout: 240_000 },
  async () => {
    // Deleting takes seconds, and nothing is left to which more could happen.
    const { 'it is deleted': _, ...others } = changes;
    const happenings = fc.constantFrom(...Object.entries({ ...others, ...notChanges }));
    const steps = fc.array(fc.record({ happening: happenings, isCounted: fc.boolean() }), {
      minLength: 1,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(shapes, steps, async (shape, happened) => {
        const sample = sampleOf(shape);
        await send(...sample.records);
        expect(await count(sample.root)).toBe(1);
        expect(await isFromKept(sample.root)).toBe(true);
        for (const { happening, isCounted } of happened) {
          const [name, happen] = happening;
          await happen(sample);
          await isFromKept(sample.root);
          if (isCounted) await count(sample.root);
          await isFromKept(sample.root);
          // The sample does not know its project's new name.
          if (name === 'its project is renamed') break;
        }
      }),
      { numRuns: 8 },
    );
  },
);
