/**
 * Runs as plain values, and what filters mean on them, written down a second time: as naive as can
 * be, without anything of the store, of merging or of trees.
 */
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { Json, RunRecord } from 'tracenest/wire';
import type { FeedbackWish } from '../ingest/beside-values.js';

export type Plain = string | number | boolean | null;
type Values = Record<string, Plain>;

export interface ModelRun {
  id: string;
  trace: string;
  parent: string | null;
  /** By the name of the field in the language. */
  fields: Values;
  tags: string[];
  metadata: Record<string, Json>;
  inputs: Json;
  outputs: Json;
  feedback: { key: string; score: number | null; value: Plain; source: string; comment: string | null }[];
  record: RunRecord;
}

const some = fc.constantFrom;
const words = ['substring', 'zebra', 'Ähre', 'messages.content', 'n5'];
/** Microseconds matter, and so do the moments of the documented examples. */
const starts = [
  '2023-07-15T12:34:55.999999Z',
  '2023-07-15T12:34:56.000000Z',
  '2023-07-15T12:34:56.000001Z',
  '2024-12-31T23:59:59.999000Z',
  '2025-01-01T00:00:00.000000Z',
];
const threads = ['T', 'abc', '69b12c91-b1e2-46ce-91de-794c077e8151'];

const text = fc.array(some(...words), { maxLength: 3 }).map((list) => list.join(' '));
const shape = fc.record({
  parent: fc.nat(),
  name: some('extractor', 'ChatOpenAI', 'RetrieveDocs', 'ExpandQuery', 'x%y'),
  run_type: some('llm', 'chain', 'tool'),
  start: some(...starts),
  lasts: fc.option(some(0, 250, 1500, 2000, 5000, 5001, 10_001, 20_000)),
  error: fc.option(some('boom', 'no line'), { freq: 3 }),
  firstToken: fc.option(some(100, 250)),
  tags: fc.uniqueArray(some('2aa1cf4', 'experimental', 'beta', 'say "hi"'), { maxLength: 2 }),
  metadata: fc.dictionary(
    some('environment', 'user_id', 'session_id', 'conversation_id', 'thread_id', 'tenant_id', 'foo', 'n'),
    fc.oneof(some('production', 'bar', ...threads), some(5, 10)),
    { maxKeys: 3 },
  ),
  model: fc.option(some('unpriced-a', 'unpriced-b')),
  asked: text,
  answered: text,
  extra: fc.option(fc.record({ a: some<Json>(1, '1', null, true), list: fc.array(some<Json>(2, 'two')) })),
  uses: fc.option(fc.record({ input: some(0, 1, 4000), output: some(0, 2, 2000), cost: fc.option(some(1, 70, 1000)) })),
  example: fc.boolean(),
  feedback: fc.array(
    fc.record({
      key: some('user_score', 'star_rating', 'Correctness'),
      score: fc.option(some(0, 1, 4.5)),
      value: some<Plain>('good', 7, null),
      source: some('api', 'app'),
      comment: fc.option(some('so good', 'bad')),
    }),
    { maxLength: 2 },
  ),
});
type Shape = typeof shape extends fc.Arbitrary<infer S> ? S : never;

/** Runs of some traces. `session_id` and `project` are theirs. */
export function modelRuns(project: string, projectId: string, count: number): fc.Arbitrary<ModelRun[]> {
  return fc.array(shape, { minLength: count, maxLength: count }).map((shapes) => {
    const runs: ModelRun[] = [];
    for (const one of shapes) {
      const above = one.parent % 3 === 0 ? undefined : runs[one.parent % Math.max(1, runs.length)];
      runs.push(modelRun(one, above, project, projectId));
    }
    for (const run of runs) Object.assign(run.fields, useFields(useOf(run, runs)));
    return runs;
  });
}

function modelRun(one: Shape, above: ModelRun | undefined, project: string, projectId: string): ModelRun {
  const id = randomUUID();
  const trace = above?.trace ?? id;
  const end = one.lasts === null ? null : later(one.start, one.lasts);
  const metadata: Record<string, Json> = {
    ...one.metadata,
    ...(one.model === null ? {} : { ls_model_name: one.model }),
  };
  const inputs: Json = { messages: [{ role: 'user', content: one.asked }], ...one.extra };
  const outputs: Record<string, Json> = { answer: one.answered, ...usageIn(one) };
  const thread = ['thread_id', 'session_id', 'conversation_id'].map((key) => metadata[key]);
  const example = one.example ? randomUUID() : null;
  return {
    id,
    trace,
    parent: above?.id ?? null,
    fields: {
      id,
      trace_id: trace,
      parent_run_id: above?.id ?? null,
      session_id: projectId,
      reference_example_id: example,
      name: one.name,
      run_type: one.run_type,
      status: one.error !== null ? 'error' : end === null ? 'pending' : 'success',
      error: one.error,
      thread_id: thread.find((value) => typeof value === 'string') ?? null,
      model_name: one.model,
      start_time: one.start,
      end_time: end,
      latency: one.lasts === null ? null : one.lasts / 1000,
      first_token_time: one.firstToken === null ? null : one.firstToken / 1000,
      execution_order: 1,
      is_root: above === undefined,
    },
    tags: one.tags,
    metadata,
    inputs,
    outputs,
    feedback: one.feedback,
    record: {
      op: 'create',
      id,
      trace_id: trace,
      ...(above === undefined ? {} : { parent_run_id: above.id }),
      session_name: project,
      name: one.name,
      run_type: one.run_type,
      start_time: one.start,
      ...(end === null ? {} : { end_time: end }),
      ...(one.error === null ? {} : { error: one.error }),
      ...(example === null ? {} : { reference_example_id: example }),
      ...(one.firstToken === null ? {} : { events: [{ name: 'new_token', time: later(one.start, one.firstToken) }] }),
      tags: one.tags,
      extra: { metadata },
      inputs,
      outputs,
    },
  };
}

function usageIn({ uses }: Shape): Record<string, Json> {
  if (uses === null) return {};
  const cost = uses.cost === null ? {} : { input_cost: uses.cost / 1000, output_cost: uses.cost / 500 };
  return { usage_metadata: { input_tokens: uses.input, output_tokens: uses.output, ...cost } };
}

interface Use {
  tokens: number[];
  cost: number[];
}

/** Of a run and all below it: what it says, or what those below it say together, whichever is more. */
function useOf(run: ModelRun, runs: readonly ModelRun[]): Use {
  const below = runs.filter(({ parent }) => parent === run.id).map((child) => useOf(child, runs));
  const said = ((run.outputs as Record<string, Json>)['usage_metadata'] ?? {}) as Record<string, number>;
  const add = (of: 'tokens' | 'cost', kind: number): number =>
    below.reduce((sum, use) => sum + (use[of][kind] ?? 0), 0);
  const most = (of: 'tokens' | 'cost', own: readonly number[]): number[] =>
    own.map((value, kind) => Math.max(value, add(of, kind)));
  return {
    tokens: most('tokens', [said['input_tokens'] ?? 0, said['output_tokens'] ?? 0]),
    // In thousandths of a dollar: whole numbers.
    cost: most(
      'cost',
      [said['input_cost'] ?? 0, said['output_cost'] ?? 0].map((dollars) => Math.round(dollars * 1000)),
    ),
  };
}

function useFields({ tokens, cost }: Use): Values {
  const [prompt = 0, completion = 0] = tokens;
  const [paidIn = 0, paidOut = 0] = cost;
  const dollars = (thousandths: number): number | null => (paidIn + paidOut === 0 ? null : thousandths / 1000);
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_cost: dollars(paidIn),
    completion_cost: dollars(paidOut),
    total_cost: dollars(paidIn + paidOut),
  };
}

export function feedbackOf(run: ModelRun, nilId: string): FeedbackWish[] {
  return run.feedback.map(({ key, score, value, source, comment }) => ({
    id: randomUUID(),
    runId: run.id,
    traceId: nilId,
    projectId: nilId,
    key,
    score,
    source,
    rest: { ...(value === null ? {} : { value }), ...(comment === null ? {} : { comment }) },
  }));
}

/** Keeps the microseconds. */
function later(start: string, ms: number): string {
  const whole = new Date(Date.parse(start) + ms).toISOString();
  return `${whole.slice(0, 23)}${start.slice(23)}`;
}

/** What a comparison of the language means of one value. */
export function holds(operator: string, value: Plain, wanted: readonly Plain[]): boolean {
  const [first = null] = wanted;
  switch (operator) {
    case 'eq':
      return value === first;
    case 'neq':
      return value !== first;
    case 'in':
      return wanted.includes(value);
    case 'like':
      return value !== null && patternOf(String(first)).test(String(value));
  }
  if (value === null || first === null) return false;
  const order = value < first ? -1 : value > first ? 1 : 0;
  return { gt: order > 0, gte: order >= 0, lt: order < 0, lte: order <= 0 }[operator] ?? false;
}

/** The same of a value within JSON: as text, and as a number where both are numbers. */
export function holdsOfJson(operator: string, value: Json, wanted: readonly Plain[]): boolean {
  if (
    typeof value === 'number' &&
    wanted.every((one) => one !== null && !Number.isNaN(Number(one))) &&
    operator !== 'like'
  )
    return holds(operator, value, wanted.map(Number));
  const asText = value === null ? null : typeof value === 'string' ? value : JSON.stringify(value);
  return holds(
    operator,
    asText,
    wanted.map((one) => (one === null ? null : String(one))),
  );
}

function patternOf(like: string): RegExp {
  const parts = [...like].map((c) =>
    c === '%' ? '.*' : c === '_' ? '.' : c.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'),
  );
  return new RegExp(`^${parts.join('')}$`, 'su');
}

/** Every value below the root, with its path: lists take no step. */
export function leavesOf(value: Json, path: readonly string[] = []): { key: string; value: Json }[] {
  if (Array.isArray(value)) return value.flatMap((item) => leavesOf(item, path));
  const own = path.length === 0 ? [] : [{ key: path.join('.'), value }];
  if (typeof value !== 'object' || value === null) return own;
  return [...own, ...Object.entries(value).flatMap(([key, part]) => leavesOf(part ?? null, [...path, key]))];
}
