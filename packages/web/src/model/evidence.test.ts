import { expect, test } from 'vitest';
import type { Json } from './answers.js';
import { evidenceOf, type EvidenceFact } from './evidence.js';

const names = new Map([
  ['a', 'agent'],
  ['b', 'plan'],
]);
const facts = (evidence: Record<string, Json>, runId: string | null = 'a'): EvidenceFact[] =>
  evidenceOf({ code: 'x', severity: 'hint', run_id: runId, sentence: '', remedy: '', evidence }, names);

test('runs of the trace are links, by id alone or with a name', () => {
  expect(facts({ parent: { id: 'b', name: 'sent' }, candidates: ['a', { id: 'b' }] })).toEqual([
    { label: 'parent', parts: [{ is: 'run', id: 'b', name: 'plan' }], moreCount: 0 },
    {
      label: 'open then',
      parts: [
        { is: 'run', id: 'a', name: 'agent' },
        { is: 'run', id: 'b', name: 'plan' },
      ],
      moreCount: 0,
    },
  ]);
});

test('both sides of a split trace are links, whichever of the traces is read', () => {
  const evidence = {
    run: { id: 'b', name: 'charge' },
    trace_id: 't1',
    parent: { id: 'p', name: 'ask' },
    parent_trace_id: 't2',
    evidence: 'both ran in the same process',
    cause: 'threads',
    language: 'python',
  };
  expect(facts(evidence, 'b')).toEqual([
    { label: 'parent', parts: [{ is: 'elsewhere', runId: 'p', traceId: 't2', name: 'ask' }], moreCount: 0 },
  ]);
  const home = facts({ ...evidence, run: { id: 'r', name: 'charge' }, parent: { id: 'a', name: 'agent' } }, 'a');
  expect(home).toHaveLength(1);
  expect(home[0]).toEqual({
    label: 'run',
    parts: [{ is: 'elsewhere', runId: 'r', traceId: 't1', name: 'charge' }],
    moreCount: 0,
  });
});

test('times have units, places and ids are code, what is unknown is told as it is', () => {
  expect(
    facts({ ms: 1500, silent_ms: 12, n: 1200, site: 'a.ts:1:2', span_id: 'ff', reason: 'old', x: { y: 1 }, z: null }),
  ).toEqual([
    { label: 'time between', parts: [{ is: 'text', text: '1.50 s' }], moreCount: 0 },
    { label: 'silent', parts: [{ is: 'text', text: '12.0 ms' }], moreCount: 0 },
    { label: 'number', parts: [{ is: 'text', text: '1,200' }], moreCount: 0 },
    { label: 'called at', parts: [{ is: 'code', text: 'a.ts:1:2' }], moreCount: 0 },
    { label: 'span id', parts: [{ is: 'code', text: 'ff' }], moreCount: 0 },
    { label: 'reason', parts: [{ is: 'text', text: 'old' }], moreCount: 0 },
    { label: 'x', parts: [{ is: 'code', text: '{"y":1}' }], moreCount: 0 },
  ]);
});

test('of a long list the rest is counted, and a run of nowhere is its name', () => {
  const [fact] = facts({ runs: Array.from({ length: 25 }, (_, n) => ({ id: `gone${n}`, name: `job ${n}` })) });
  expect(fact?.parts).toHaveLength(20);
  expect(fact?.parts[0]).toEqual({ is: 'text', text: 'job 0' });
  expect(fact?.moreCount).toBe(5);
});
