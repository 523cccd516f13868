/** Filters over the store answer what a plain evaluation of the same runs in memory answers. */
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunRecord } from 'tracenest/wire';
import { Writer } from '../ingest/writer.js';
import { projectIdOf } from '../store/projects.js';
import { sourceOf } from './run-source.fixture.js';
import { openTempStore } from '../store/temp-store.fixture.js';
import type { Store } from '../store/store.js';
import { parseFilter } from './filter/parse.js';
import { listRuns } from './list-runs.js';

let store: Store;
let writer: Writer;
let remove: () => Promise<void>;

beforeAll(async () => {
  ({ store, remove } = await openTempStore());
  writer = new Writer(store);
  await writer.open();
});

afterAll(async () => {
  await writer.close();
  await remove();
});

/** A run as it is in the end. */
interface Known {
  id: string;
  root: string;
  name: string;
  type: string;
  second: number;
  lasts: number | null;
  error: string | null;
  tags: string[];
  metadata: Record<string, string | number>;
  text: string;
  answer: string;
}

/** A condition as text, and as it is meant. */
interface Condition {
  text: string;
  fits: (run: Known) => boolean;
}

const names = ['a', 'b', 'Größe 7', 'x%y'];
const words = ['zebra', 'Ähre', 'line', 'production', 'n5'];
const some = fc.constantFrom;
const second = fc.integer({ min: 0, max: 59 });
const is = (text: string, fits: Condition['fits']): Condition => ({ text, fits });
const iso = (at: number): string => `2026-03-01T10:00:${String(at).padStart(2, '0')}.000000Z`;

const shape = fc.record({
  name: some(...names),
  type: some('llm', 'chain', 'tool'),
  second,
  lasts: fc.option(fc.integer({ min: 0, max: 9 })),
  error: fc.option(some('boom', 'no line'), { freq: 3 }),
  tags: fc.uniqueArray(some('red', 'blue', 'say "hi"')),
  metadata: fc.dictionary(some('env', 'user_id', 'n'), fc.oneof(some('production', 'u1', 'say "hi"'), fc.constant(5))),
  text: fc.array(some(...words)).map((list) => list.join(' ')),
  answer: some(...words),
  parent: fc.nat(),
  splits: fc.boolean(),
  rewrites: fc.boolean(),
});

const atom: fc.Arbitrary<Condition> = fc.oneof(
  some(...names).map((v) => is(`eq(name, ${JSON.stringify(v)})`, (run) => run.name === v)),
  some(...names).map((v) => is(`neq(name, ${JSON.stringify(v)})`, (run) => run.name !== v)),
  some('a', 'Gr').map((v) => is(`like(name, "${v}%")`, (run) => run.name.startsWith(v))),
  fc.subarray(names).map((v) => is(`in(name, ${JSON.stringify(v)})`, (run) => v.includes(run.name))),
  some('llm', 'chain').map((v) => is(`eq(run_type, '${v}')`, (run) => run.type === v)),
  some('error', 'success', 'pending').map((v) => is(`eq(status, "${v}")`, (run) => statusOf(run) === v)),
  fc.constant(is('neq(error, null)', (run) => run.error !== null)),
  fc.constant(is('eq(error, "boom")', (run) => run.error === 'boom')),
  fc.constant(is('neq(error, "boom")', (run) => run.error !== 'boom')),
  fc.constant(is('eq(is_root, true)', (run) => run.id === run.root)),
  fc.constant(is('neq(is_root, true)', (run) => run.id !== run.root)),
  second.map((v) => is(`gt(start_time, "${iso(v)}")`, (run) => run.second > v)),
  second.map((v) => is(`lte(start_time, "${iso(v)}")`, (run) => run.second <= v)),
  second.map((v) => is(`eq(start_time, "${iso(v)}")`, (run) => run.second === v)),
  second.map((v) => is(`lt(end_time, "${iso(v)}")`, (run) => run.lasts !== null && run.second + run.lasts < v)),
  some(2, 5).map((v) => is(`gt(latency, "${v}s")`, (run) => run.lasts !== null && run.lasts > v)),
  some(2, 5).map((v) => is(`lte(latency, ${v})`, (run) => run.lasts !== null && run.lasts <= v)),
  some('red', 'say "hi"').map((v) => is(`has(tags, ${JSON.stringify(v)})`, (run) => run.tags.includes(v))),
  some('env', 'n').map((v) => is(`exists(metadata, "${v}")`, (run) => v in run.metadata)),
  some('env', 'n').map((v) => is(`neq(metadata_key, "${v}")`, (run) => !(v in run.metadata))),
  some('production', '5', 'say "hi"').map((v) =>
    is(
      `and(eq(metadata_key, "env"), eq(metadata_value, ${JSON.stringify(v)}))`,
      (run) => String(run.metadata['env']) === v,
    ),
  ),
  some('production', '5').map((v) =>
    is(
      `and(eq(metadata_key, "env"), neq(metadata_value, "${v}"))`,
      ({ metadata }) => 'env' in metadata && String(metadata['env']) !== v,
    ),
  ),
  some('production', 'u1').map((v) =>
    is(`eq(metadata_value, "${v}")`, (run) => Object.values(run.metadata).includes(v)),
  ),
  some(...words).map((v) =>
    is(`and(eq(input_key, "messages.content"), like(input_value, "%${v}%"))`, (run) => run.text.includes(v)),
  ),
  some(...words).map((v) => is(`eq(output_value, "${v}")`, (run) => run.answer === v)),
  some('ZEBRA', 'ähre', 'rodu', 'n5 line').map((v) =>
    is(`search("${v}")`, (run) => v.split(' ').every((word) => searched(run).includes(word.toLowerCase()))),
  ),
  some('ZEBRA', 'ähre').map((v) =>
    is(`search(outputs, "${v}")`, (run) => run.answer.toLowerCase().includes(v.toLowerCase())),
  ),
);

const condition: fc.Arbitrary<Condition> = fc.letrec<{ any: Condition }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { weight: 3, arbitrary: atom },
    { weight: 1, arbitrary: tie('any').map((a) => is(`not(${a.text})`, (run) => !a.fits(run))) },
    {
      weight: 2,
      arbitrary: fc.array(tie('any'), { minLength: 1, maxLength: 3 }).map((all) =>
        // Conditions on pairs would bind to each other: each stands in an `or` of its own.
        is(`and(${all.map((one) => `or(${one.text})`).join(', ')})`, (run) => all.every((one) => one.fits(run))),
      ),
    },
    {
      weight: 1,
      arbitrary: fc
        .array(tie('any'), { minLength: 1, maxLength: 3 })
        .map((all) => is(`or(${all.map((one) => one.text).join(', ')})`, (run) => all.some((one) => one.fits(run)))),
    },
  ),
})).any;

function statusOf({ error, lasts }: Known): string {
  return error !== null ? 'error' : lasts === null ? 'pending' : 'success';
}

function searched(run: Known): string {
  return [run.name, run.error ?? '', run.text, run.answer, ...run.tags, JSON.stringify(run.metadata)]
    .join('\n')
    .toLowerCase();
}

/** The run in one record, or in two of which the second may take back what the first said. */
function recordsOf(
  run: Known,
  { splits, rewrites }: { splits: boolean; rewrites: boolean },
  parent: string | null,
  project: string,
): RunRecord[] {
  const place = { id: run.id, trace_id: run.root, parent_run_id: parent, session_name: project };
  const begun = {
    name: run.name,
    run_type: run.type,
    start_time: iso(run.second),
    inputs: { messages: [{ content: run.text }] },
  };
  const about = { tags: run.tags, extra: { metadata: run.metadata } };
  const ended = {
    ...(run.lasts === null
      ? {}
      : {
          end_time: `2026-03-01T10:${run.second + run.lasts > 59 ? '01' : '00'}:${String((run.second + run.lasts) % 60).padStart(2, '0')}.000000Z`,
        }),
    ...(run.error === null ? {} : { error: run.error }),
    outputs: { answer: run.answer },
  };
  if (!splits) return [{ op: 'create', ...place, ...begun, ...about, ...ended }];
  if (!rewrites)
    return [
      { op: 'create', ...place, ...begun, ...about },
      { op: 'update', ...place, ...ended },
    ];
  return [
    { op: 'create', ...place, ...begun, name: 'b', run_type: 'llm', tags: ['red'], outputs: { answer: 'zebra' } },
    { op: 'update', ...place, name: run.name, run_type: run.type, ...about, ...ended },
  ];
}

test('any filter, any runs: what the store answers is what the filter means', { timeout: 300_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(shape, { minLength: 1, maxLength: 12 }),
      fc.array(condition, { minLength: 1, maxLength: 6 }),
      some<'filter' | 'traceFilter' | 'treeFilter'>('filter', 'filter', 'traceFilter', 'treeFilter'),
      fc.integer({ min: 1, max: 5 }),
      async (shapes, conditions, which, limit) => {
        const project = `project ${randomUUID()}`;
        const runs: Known[] = [];
        const records: RunRecord[] = [];
        for (const { parent, splits, rewrites, ...rest } of shapes) {
          const id = randomUUID();
          const above = parent % 2 === 0 ? undefined : runs[parent % Math.max(runs.length, 1)];
          const run = { id, root: above?.root ?? id, ...rest };
          runs.push(run);
          records.push(...recordsOf(run, { splits, rewrites }, above?.id ?? null, project));
        }
        await writer.write(records);
        for (const { text, fits } of conditions) {
          const expected = runs.filter((run) => {
            if (which === 'filter') return fits(run);
            const tree = runs.filter(({ root }) => root === run.root);
            return which === 'treeFilter'
              ? tree.some(fits)
              : tree.some((other) => other.id === other.root && fits(other));
          });
          const found = await allPages({ projectIds: [projectIdOf(project)], [which]: parseFilter(text) }, limit);
          expect(found.toSorted(), text).toEqual(expected.map(({ id }) => id).toSorted());
        }
      },
    ),
    { numRuns: 30, endOnFailure: false },
  );
});

async function allPages(ask: object, limit: number): Promise<string[]> {
  const ids: string[] = [];
  let after: Awaited<ReturnType<typeof listRuns>>['next'] = null;
  for (;;) {
    const page: Awaited<ReturnType<typeof listRuns>> = await listRuns(sourceOf(store), {
      ...ask,
      order: 'desc',
      limit,
      after,
    });
    ids.push(...page.runs.map(({ run }) => run.id));
    if (page.next === null) return ids;
    expect(page.runs.length).toBe(limit);
    after = page.next;
  }
}
