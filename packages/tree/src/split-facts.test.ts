import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RunExtra, SkeletonRun } from 'tracenest/wire';
import { runId, skeleton } from './runs.fixture.js';
import { splitFactsOf, type SplitSource } from './split-facts.js';

function source(n: number, parent: number | null, more: Partial<SkeletonRun> = {}, extra: RunExtra = {}): SplitSource {
  return {
    ...skeleton({
      id: runId(n),
      trace_id: runId(0),
      parent_run_id: parent === null ? null : runId(parent),
      name: `run ${n}`,
      ...more,
    }),
    extra,
  };
}

const instance = '11111111-0000-4000-9000-000000000000';
const child = source(1, 0);
const grandchild = source(2, 1, { service: 'b' });
const root = source(
  0,
  null,
  {
    service: 'a',
    tracenest: {
      v: 1,
      placement: 'root',
      process: { instance, sdk: 'tracenest-js 0.1.0', thread: 3 },
      remote: { trace_id: runId(7), span_id: '8000000000000001', from: 'traceparent' },
      findings: [
        { code: 'context-lost', severity: 'hint', evidence: { candidates: [{ id: runId(5), name: 'x' }, 7] } },
      ],
    },
  },
  { metadata: { conversation_id: 'c-1' }, runtime: { sdk: 'langsmith-js', library: 'langchain-js' } },
);

test('roots with what the search goes by', () => {
  const { roots } = splitFactsOf([child, root, grandchild]);
  expect(roots).toMatchObject([
    {
      id: runId(0),
      candidates: [runId(5)],
      is_runnable: true,
      thread_id: 'c-1',
      process: { instance, thread: 3 },
      remote: { trace_id: runId(7) },
    },
  ]);
});

test('what is said once holds for the runs below, unless they say otherwise, in any order', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray([root, child, grandchild], { minLength: 3, maxLength: 3 }), (runs) => {
      const { candidates } = splitFactsOf(runs);
      expect(candidates.toSorted((a, b) => (a.id < b.id ? -1 : 1))).toMatchObject([
        { id: runId(0), root_name: 'run 0', service: 'a' },
        { id: runId(1), root_name: 'run 0', service: 'a', thread_id: 'c-1', process: { instance } },
        { id: runId(2), root_name: 'run 0', service: 'b', thread_id: 'c-1', process: { instance } },
      ]);
    }),
  );
});

test('a parent known by its span or by the order only makes no root; rings end', () => {
  const bySpan = source(3, null, { parent_span_id: '8000000000000001' });
  const byOrder = source(4, null, {
    dotted_order: `20261120T100000000000Z${runId(0)}.20261120T100001000000Z${runId(4)}`,
  });
  const ring = [source(5, 6), source(6, 5)];
  const { roots, candidates } = splitFactsOf([bySpan, byOrder, ...ring]);
  expect(roots).toEqual([]);
  expect(candidates).toHaveLength(4);
});

test('values of the wrong kind say nothing', () => {
  const process = { instance: 7, thread: 'x' } as unknown as { instance: string; sdk: string };
  const { roots } = splitFactsOf([
    source(
      0,
      null,
      { tracenest: { v: 1, placement: 'root', process } },
      { metadata: { thread_id: 7, session_id: '' } },
    ),
  ]);
  expect(roots).toMatchObject([{ process: null, thread_id: null, runtime: null, is_runnable: false }]);
});

test('100,000 runs in one line', () => {
  const runs = Array.from({ length: 100_000 }, (_, n) =>
    source(n, n === 0 ? null : n - 1, { service: n === 0 ? 'a' : null }),
  );
  const { candidates } = splitFactsOf(runs.toReversed());
  expect(candidates.every(({ service }) => service === 'a')).toBe(true);
});
