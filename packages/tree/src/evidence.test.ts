/** What each finding of the tree carries, so that a page can say why: ids, names, lengths of time (contract §5). */
import { expect, test } from 'vitest';
import { padSpanId, spanIdOf, type Json, type SkeletonRun } from 'tracenest/wire';

import { assemble } from './assemble.js';
import { findingTable } from './findings.js';
import { runId, skeleton } from './runs.fixture.js';
import type { TraceFacts } from './trace-tree.js';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const INSTANCE = '11111111-0000-4000-9000-000000000000';
const at = (second: number): string => new Date(Date.parse('2026-11-20T10:00:00Z') + second * 1000).toISOString();
const usage = { prompt: 10, completion: 4, total: 14 };

/** A run by number: named "run 1", one second after the one before, below `parent`. */
function run(n: number, parent: number | null, change: Partial<SkeletonRun> = {}): SkeletonRun {
  return skeleton({
    id: runId(n),
    name: `run ${n}`,
    parent_run_id: parent === null ? null : runId(parent),
    start_time: at(n),
    end_time: at(100),
    ...change,
  });
}
const ref = (n: number): Json => ({ id: runId(n), name: `run ${n}` });
const open = { end_time: null, status: 'pending' as const };
const inProcess = {
  tracenest: { v: 1, placement: 'root', process: { instance: INSTANCE, sdk: 'tracenest-js 1' } },
} as const;

interface Case {
  code: string;
  runs: SkeletonRun[];
  facts?: Partial<TraceFacts>;
  /** Of the run of the highest number that carries it. */
  evidence: Record<string, Json>;
  severity?: string;
}

const cases: Case[] = [
  {
    code: 'missing-parent',
    runs: [run(1, 9)],
    facts: { elsewhere: { [runId(9)]: 'other-trace' } },
    evidence: { parent_id: runId(9), elsewhere: 'other-trace' },
  },
  { code: 'pending-parent', runs: [run(1, 9, { first_received: NOW })], evidence: { parent_id: runId(9) } },
  {
    code: 'ambiguous-parent',
    runs: [
      run(0, null, { span_id: '00f067aa0ba902b7' }),
      run(1, 0, { span_id: '00f067aa0ba902b7' }),
      run(2, null, { parent_span_id: '00f067aa0ba902b7' }),
    ],
    evidence: { n: 2, parent_id: padSpanId('00f067aa0ba902b7'), candidates: [ref(0), ref(1)] },
  },
  { code: 'cycle', runs: [run(1, 2), run(2, 1)], evidence: { n: 2, runs: [ref(1), ref(2)] } },
  { code: 'self-parent', runs: [run(1, 1)], evidence: { parent_id: runId(1) } },
  { code: 'two-roots', runs: [run(1, null), run(2, null)], evidence: { n: 2, runs: [ref(1), ref(2)] } },
  {
    code: 'order-disagrees',
    runs: [
      run(0, null),
      run(1, 0),
      run(2, 1, { dotted_order: `20261120T100000000000Z${runId(0)}.20261120T100002000000Z${runId(2)}` }),
    ],
    evidence: { parent: ref(1), other: ref(0) },
  },
  { code: 'late-child', runs: [run(1, null, { end_time: at(2) }), run(5, 1)], evidence: { ms: 3000, parent: ref(1) } },
  {
    code: 'child-before-parent',
    runs: [run(5, null), run(6, 5, { start_time: at(1) })],
    evidence: { ms: 4000, parent: ref(5) },
  },
  {
    code: 'clock-skew',
    runs: [run(5, null, { service: 'shop' }), run(6, 5, { start_time: at(1), end_time: at(2), service: 'stock' })],
    evidence: { service: 'stock', clock: 'service', offset_ms: 4000 },
  },
  {
    code: 'other-project',
    runs: [run(1, null, { project: 'alpha' }), run(2, 1, { project: 'beta' })],
    evidence: { project: 'beta', other: 'alpha', parent: ref(1) },
  },
  {
    code: 'unfinished',
    runs: [run(1, null, { ...open, ...inProcess })],
    facts: {
      processes: { gone: [INSTANCE], alive: [], ended: { [INSTANCE]: { how: 'exit', code: 3, at: NOW - 5000 } } },
    },
    evidence: {
      reason: 'process-gone',
      process: INSTANCE,
      how: 'exit',
      exit_code: 3,
      last_sign_of_life: '2026-11-20T11:59:55.000Z',
    },
    severity: 'warning',
  },
  {
    code: 'unfinished',
    runs: [run(1, null, open)],
    facts: { lastArrival: NOW - 900_000 },
    evidence: { reason: 'silent', silent_ms: 900_000 },
  },
  {
    code: 'unfinished',
    runs: [run(1, null, { ...open, start_time: '2026-11-19T11:00:00Z' })],
    evidence: { reason: 'old', age_ms: 90_000_000 },
  },
  {
    code: 'usage-repeated',
    runs: [run(1, null, { usage }), run(2, 1, { usage })],
    evidence: { tokens: 14, counted: 0 },
  },
];

test('there is a case for each code that the tree raises, but for depth, which links.test.ts has', () => {
  // Those of merging and of the search for splits are raised elsewhere, with tests of their own.
  const others = ['too-deep', 'duplicate-id', 'placement-changed', 'split-trace'];
  const raised = findingTable.flatMap(({ code, scope }) => (scope === 'sdk' || others.includes(code) ? [] : [code]));
  expect([...new Set(cases.map(({ code }) => code))].toSorted()).toEqual(raised.toSorted());
});

test.each(cases)('$code: $evidence', ({ code, runs, facts = {}, evidence, severity }) => {
  const received = runs.map((one) => ({ ...one, last_received: facts.lastArrival ?? one.last_received }));
  const { findings } = assemble(received, { now: NOW, ...facts });
  const found = findings.filter((one) => one.code === code).at(-1);
  expect(found?.evidence).toEqual(evidence);
  expect(found?.severity).toBe(severity ?? findingTable.find((one) => one.code === code)?.severity);
});

test('a parent that is known by its span id alone is named by it', () => {
  const { findings } = assemble([run(1, null, { parent_span_id: spanIdOf(runId(9)) })], { now: NOW });
  expect(findings).toMatchObject([{ code: 'missing-parent', evidence: { parent_id: padSpanId(spanIdOf(runId(9))) } }]);
});
