/** Every operator with every field, and every documented example, against a plain evaluation of random runs. */
import { randomInt } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Beside } from '../ingest/beside.js';
import { Writer } from '../ingest/writer.js';
import { projectIdOf } from '../store/projects.js';
import { nilId } from '../store/rows.js';
import { openTempStore } from '../store/temp-store.fixture.js';
import type { Store } from '../store/store.js';
import { countTraces } from './count-traces.js';
import {
  feedbackOf,
  holds,
  holdsOfJson,
  leavesOf,
  modelRuns,
  type ModelRun,
  type Plain,
} from './filter-model.fixture.js';
import { parseFilter } from './filter/parse.js';
import { listRuns } from './list-runs.js';
import { sourceOf } from './run-source.fixture.js';
import { firstPrices } from './tree-prices.js';

// RANDOM_SEED of a failed run, which stands in the name of each test, gives the same runs and values.
const seed = Number(process.env['RANDOM_SEED'] ?? randomInt(2 ** 31));
const project = 'all fields';
const projectId = projectIdOf(project);
let store: Store;
let remove: () => Promise<void>;
let runs: ModelRun[];

/** Random runs: of a third of them the traces are counted, of a third in part, of a third not at all. */
beforeAll(async () => {
  ({ store, remove } = await openTempStore());
  runs = fc.sample(modelRuns(project, projectId, 90), { seed, numRuns: 1 })[0] ?? [];
  const [writer, beside] = [new Writer(store), new Beside(store)];
  const roots = runs.filter(({ parent }) => parent === null).map(({ id }) => id);
  const group = (run: ModelRun): number => roots.indexOf(run.trace) % 3;
  const late = new Set(runs.filter((run, i) => group(run) === 2 || (group(run) === 1 && i % 2 === 0)));
  await writer.write(runs.filter((run) => !late.has(run)).map(({ record }) => record));
  await count(roots.filter((_, i) => i % 3 < 2));
  await writer.write([...late].map(({ record }) => record));
  await beside.take({ feedback: runs.flatMap((run) => feedbackOf(run, nilId)), attachments: [] });
  await writer.close();
  await beside.close();
}, 60_000);

afterAll(() => remove());

/** As the counter does. */
async function count(traceIds: readonly string[]): Promise<void> {
  const [{ through } = { through: 0 }] = await store.query<{ through: number }>({
    text: 'SELECT max(arrived) AS through FROM runs',
    params: {},
  });
  const wanted = traceIds.map((traceId) => ({ traceId, through }));
  const counted = await countTraces(store, wanted, firstPrices, Date.now());
  await store.insert('run_totals', counted.runs);
  await store.insert('trace_totals', counted.totals);
}

async function found(ask: { filter?: string; traceFilter?: string; treeFilter?: string }): Promise<string[]> {
  const filters = Object.fromEntries(Object.entries(ask).map(([which, text]) => [which, parseFilter(text)]));
  const all = { projectIds: [projectId], ...filters, order: 'desc', limit: 1_000, after: null } as const;
  const page = await listRuns(sourceOf(store), all, { maxSeconds: 60 });
  expect(page.next).toBe(null);
  return page.runs.map(({ run }) => run.id).toSorted();
}

function thatFit(fits: (run: ModelRun) => boolean): string[] {
  return runs
    .filter(fits)
    .map(({ id }) => id)
    .toSorted();
}

const order = ['gt', 'gte', 'lt', 'lte'];
const operatorsOf = (field: string): string[] => {
  if (field === 'id' || field.endsWith('_id')) return field === 'thread_id' ? textOperators : ['eq', 'neq', 'in'];
  if (field === 'is_root') return ['eq', 'neq', 'in'];
  return textFields.includes(field) ? textOperators : ['eq', 'neq', 'in', ...order];
};
const textOperators = ['eq', 'neq', 'in', 'like', ...order];
const textFields = ['name', 'run_type', 'status', 'error', 'thread_id', 'model_name'];
const plainFields = [
  ...['id', 'trace_id', 'parent_run_id', 'session_id', 'reference_example_id', 'start_time', 'end_time', 'latency'],
  ...['first_token_time', 'total_tokens', 'prompt_tokens', 'completion_tokens', 'total_cost', 'prompt_cost'],
  ...['completion_cost', 'execution_order', 'is_root', ...textFields],
];

/** One that some run has. */
function valueOf(field: string): Plain {
  const said = runs.map((run) => run.fields[field] ?? null).filter((value) => value !== null);
  return fc.sample(fc.constantFrom(...said), { seed, numRuns: 1 })[0] ?? null;
}

/** What is compared with, for each operator. */
function wishesFor(operator: string, value: Plain): Plain[][] {
  if (operator === 'in') return [[value, null]];
  if (operator === 'like') return [[`${String(value).slice(0, 2)}%`], [`_${String(value).slice(1)}`]];
  return order.includes(operator) ? [[value]] : [[value], [null]];
}

describe.each(plainFields)(`%s (seed ${seed})`, (field) => {
  test.each(operatorsOf(field))('%s', async (operator) => {
    for (const wanted of wishesFor(operator, valueOf(field))) {
      const filter = `${operator}(${field}, ${JSON.stringify(operator === 'in' ? wanted : wanted[0])})`;
      const expected = thatFit((run) => holds(operator, run.fields[field] ?? null, wanted));
      expect(await found({ filter }), filter).toEqual(expected);
    }
  });

  test('not', async () => {
    const value = valueOf(field);
    const filter = `not(eq(${field}, ${JSON.stringify(value)}))`;
    expect(await found({ filter }), filter).toEqual(thatFit((run) => run.fields[field] !== value));
  });
});

type Pairs = Record<string, { of: (run: ModelRun) => Record<string, unknown>[]; values: Plain[] }>;
const ofMetadata = (run: ModelRun): Record<string, unknown>[] =>
  Object.entries(run.metadata).map(([key, value]) => ({ key, value }));
const pairs: Pairs = {
  metadata_key: { of: ofMetadata, values: ['environment', 'n', 'absent'] },
  metadata_value: { of: ofMetadata, values: ['production', '5', 10] },
  input_key: { of: (run) => leavesOf(run.inputs), values: ['messages.content', 'list', 'content'] },
  input_value: { of: (run) => leavesOf(run.inputs), values: ['substring', 1, 'two'] },
  output_key: { of: (run) => leavesOf(run.outputs), values: ['answer', 'usage_metadata.input_tokens'] },
  output_value: { of: (run) => leavesOf(run.outputs), values: ['zebra', 4000] },
  feedback_key: { of: ({ feedback }) => feedback, values: ['user_score', 'absent'] },
  feedback_score: { of: ({ feedback }) => feedback, values: [1, 4.5] },
  feedback_value: { of: ({ feedback }) => feedback, values: ['good', 7] },
  feedback_source: { of: ({ feedback }) => feedback, values: ['api', 'model'] },
  feedback_comment: { of: ({ feedback }) => feedback, values: ['so good', 'bad'] },
};

describe.each(Object.entries(pairs))(`%s (seed ${seed})`, (field, { of, values }) => {
  const part = field.slice(field.indexOf('_') + 1);
  test.each(textOperators)('%s', async (operator) => {
    const [value = null] = fc.sample(fc.constantFrom(...values), { seed, numRuns: 1 });
    const wanted = operator === 'in' ? values : operator === 'like' ? [`%${value}`] : [value];
    const filter = `${operator}(${field}, ${JSON.stringify(operator === 'in' ? wanted : wanted[0])})`;
    const passes = (how: string, pair: Record<string, unknown>): boolean =>
      holdsOfJson(how, (pair[part] ?? null) as string | number | null, wanted);
    // Not equal means that none is.
    const expected = thatFit((run) =>
      operator === 'neq' ? !of(run).some((pair) => passes('eq', pair)) : of(run).some((pair) => passes(operator, pair)),
    );
    expect(await found({ filter }), filter).toEqual(expected);
  });
});

type Fits = (run: ModelRun) => boolean;
const is =
  (field: string, value: Plain): Fits =>
  (run) =>
    run.fields[field] === value;
const above =
  (field: string, value: Plain): Fits =>
  (run) =>
    holds('gt', run.fields[field] ?? null, [value]);
const feedback =
  (key: string, fits: (score: number | null) => boolean): Fits =>
  (run) =>
    run.feedback.some((one) => one.key === key && fits(one.score));
const metadata =
  (key: string, value: Plain): Fits =>
  (run) =>
    run.metadata[key] === value;
const every =
  (...all: Fits[]): Fits =>
  (run) =>
    all.every((fits) => fits(run));
const either =
  (...all: Fits[]): Fits =>
  (run) =>
    all.some((fits) => fits(run));
const tagged =
  (tag: string): Fits =>
  (run) =>
    run.tags.includes(tag);
const failed: Fits = (run) => run.fields['error'] !== null;
const instant = '2023-07-15T12:34:56.000000Z';
const anything: Fits = (run) =>
  JSON.stringify([run.fields['name'], run.fields['error'], run.inputs, run.outputs, run.tags, run.metadata])
    .toLowerCase()
    .includes('substring');
const asks: Fits = (run) =>
  leavesOf(run.inputs).some(
    ({ key, value }) => key === 'messages.content' && JSON.stringify(value).includes('messages.content'),
  );

const documented: [string, Fits][] = [
  ['eq(name, "extractor")', is('name', 'extractor')],
  ['and(eq(feedback_key, "star_rating"), gt(feedback_score, 4))', feedback('star_rating', (score) => (score ?? 0) > 4)],
  ['gt(latency, "5s")', above('latency', 5)],
  ['gt(total_tokens, 5000)', above('total_tokens', 5000)],
  ['neq(error, null)', failed],
  ['gt(start_time, "2023-07-15T12:34:56Z")', above('start_time', instant)],
  ['search("substring")', anything],
  ['has(tags, "2aa1cf4")', tagged('2aa1cf4')],
  [
    'and(eq(run_type, "chain"), gt(latency, 10), gt(total_tokens, 5000))',
    every(is('run_type', 'chain'), above('latency', 10), above('total_tokens', 5000)),
  ],
  [
    'and(gt(start_time, "2023-07-15T12:34:56Z"), or(neq(error, null), and(eq(feedback_key, "Correctness"), eq(feedback_score, 0.0))))',
    every(
      above('start_time', instant),
      either(
        failed,
        feedback('Correctness', (score) => score === 0),
      ),
    ),
  ],
  [
    'and(or(has(tags, "experimental"), has(tags, "beta")), gt(latency, 2))',
    every(either(tagged('experimental'), tagged('beta')), above('latency', 2)),
  ],
  ["eq(metadata_key, 'user_id')", (run) => 'user_id' in run.metadata],
  ["and(eq(metadata_key, 'environment'), eq(metadata_value, 'production'))", metadata('environment', 'production')],
  [
    "and(eq(name, 'ChatOpenAI'), eq(metadata_key, 'conversation_id'), eq(metadata_value, '69b12c91-b1e2-46ce-91de-794c077e8151'))",
    every(is('name', 'ChatOpenAI'), metadata('conversation_id', '69b12c91-b1e2-46ce-91de-794c077e8151')),
  ],
  [
    'and(eq(run_type, "llm"), eq(name, "ChatOpenAI"), eq(input_key, "messages.content"), like(input_value, "%messages.content%"))',
    every(is('run_type', 'llm'), is('name', 'ChatOpenAI'), asks),
  ],
  [
    `and(not(has(metadata, '{"foo": "bar"}')), exists(metadata, "tenant_id"))`,
    every(
      (run) => run.metadata['foo'] !== 'bar',
      (run) => 'tenant_id' in run.metadata,
    ),
  ],
  ['eq(thread_id, "abc")', is('thread_id', 'abc')],
  ['eq(status, "success")', is('status', 'success')],
  ['lt(start_time, "2025-01-01T00:00:00Z")', (run) => String(run.fields['start_time']) < '2025-01-01T00:00:00.000000Z'],
  [
    'and(in(metadata_key, ["session_id","conversation_id","thread_id"]), eq(metadata_value, "T"))',
    either(metadata('session_id', 'T'), metadata('conversation_id', 'T'), metadata('thread_id', 'T')),
  ],
  [
    'and(gt(total_cost, 0.1), lt(prompt_cost, "0.5"))',
    every(above('total_cost', 0.1), (run) => holds('lt', run.fields['prompt_cost'] ?? null, [0.5])),
  ],
  [
    'or(neq(total_cost, null), eq(total_tokens, 0))',
    either((run) => run.fields['total_cost'] !== null, is('total_tokens', 0)),
  ],
];

test.each(documented)(`%s (seed ${seed})`, async (filter, fits) => {
  const [own, ofTrace, ofTree] = await Promise.all([
    found({ filter }),
    found({ traceFilter: filter }),
    found({ treeFilter: filter }),
  ]);
  expect(own).toEqual(thatFit(fits));
  expect(ofTrace).toEqual(thatFit(({ trace }) => runs.some((root) => root.id === trace && fits(root))));
  expect(ofTree).toEqual(thatFit(({ trace }) => runs.some((run) => run.trace === trace && fits(run))));
});

test(`a filter of the run, one of its root and one of its tree (seed ${seed})`, async () => {
  const scored = feedback('user_score', (score) => score === 1);
  expect(
    await found({
      filter: 'eq(name, "RetrieveDocs")',
      traceFilter: 'and(eq(feedback_key, "user_score"), eq(feedback_score, 1))',
      treeFilter: 'eq(name, "ExpandQuery")',
    }),
  ).toEqual(
    thatFit(
      (run) =>
        is('name', 'RetrieveDocs')(run) &&
        runs.some((root) => root.id === run.trace && scored(root)) &&
        runs.some((other) => other.trace === run.trace && is('name', 'ExpandQuery')(other)),
    ),
  );
});
