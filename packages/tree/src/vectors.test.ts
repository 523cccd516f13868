import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mergeTrace, timeToMs, toSkeleton } from 'tracenest/wire';
import type { ReceivedRecord } from 'tracenest/wire';

import { orderText, readVectors, type VectorRecord } from '../../sdk/src/wire/vectors.fixture.js';
import { assemble } from './assemble.js';
import type { TraceFacts, TraceTree } from './trace-tree.js';

interface TreeVector {
  id: string;
  title: string;
  order?: 'as given';
  records: VectorRecord[];
  facts?: Omit<TraceFacts, 'now'> & { now?: string };
  rows?: { id: string; placeholder?: string; name?: string; depth: number; findings?: string[] }[];
  details?: { id: string; code: string; severity?: string; elsewhere?: string | null; offset_ms?: number }[];
}

const vectors = readVectors();
const cases = (vectors.cases as TreeVector[]).filter((one) => one.rows !== undefined);

function receive({ received, op = 'create', dotted_order, ...rest }: VectorRecord, traceId: string): ReceivedRecord {
  return {
    received: received === undefined ? timeToMs(vectors.facts.now) - 60_000 : timeToMs(received),
    record: {
      trace_id: traceId,
      ...rest,
      op,
      dialect: 'span_id' in rest ? 'otlp' : 'langsmith',
      dotted_order: Array.isArray(dotted_order) ? orderText(dotted_order, vectors.segment) : (dotted_order ?? null),
    },
  };
}

/** The trace of a case: that of the records which say one. */
function traceIdOf({ records }: TreeVector): string {
  return (
    records.find((record) => typeof record.trace_id === 'string')?.trace_id ?? 'aaaaaaaa-0000-4000-8000-00000000000a'
  );
}

function factsOf({ facts = {} }: TreeVector): TraceFacts {
  return { ...vectors.facts, ...facts, now: timeToMs(facts.now ?? vectors.facts.now) };
}

function rowsOf(tree: TraceTree): unknown {
  return tree.rows.map(({ id, placeholder, name, depth, findings }) => ({
    id,
    placeholder,
    name,
    depth,
    findings: findings.map(({ code }) => code),
  }));
}

/** Every order of up to five items; of more, a hundred, the same in each run. */
function ordersOf<T>(items: readonly T[]): T[][] {
  if (items.length <= 5) return permutations(items);
  return fc.sample(fc.shuffledSubarray([...items], { minLength: items.length }), { numRuns: 100, seed: 1 });
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item, i) => permutations(items.toSpliced(i, 1)).map((rest) => [item, ...rest]));
}

describe('the cases of the contract', () => {
  test('are there', () => {
    expect(cases.length).toBeGreaterThan(60);
  });

  test.each(cases)('$id: $title', (one) => {
    const received = one.records.map((record) => receive(record, traceIdOf(one)));
    const wanted = (one.rows ?? []).map((row) => ({
      name: '(not received)',
      placeholder: null,
      findings: [],
      ...row,
    }));
    const orders = one.order === 'as given' ? [received] : ordersOf(received);
    for (const order of [...orders, [...received, ...received]]) {
      const tree = assemble(mergeTrace(order).map(toSkeleton), factsOf(one));
      expect(rowsOf(tree)).toEqual(wanted);
      expect(tree.findings.map((finding) => [finding.run_id, finding.code])).toEqual(
        wanted.flatMap((row) => row.findings.map((code) => [row.id, code])),
      );
      checkDetails(tree, one);
    }
  });
});

function checkDetails(tree: TraceTree, { details = [] }: TreeVector): void {
  for (const { id, code, severity, elsewhere, offset_ms } of details) {
    const row = tree.rows.find((candidate) => candidate.id === id);
    const finding = row?.findings.find((candidate) => candidate.code === code);
    if (row === undefined || finding === undefined) throw new Error(`no ${code} on ${id}`);
    if (severity !== undefined) expect(finding.severity).toBe(severity);
    if (elsewhere !== undefined) expect(finding.evidence?.['elsewhere']).toBe(elsewhere);
    if (offset_ms !== undefined) {
      expect(Math.abs(Number(finding.evidence?.['offset_ms']) - offset_ms)).toBeLessThanOrEqual(5);
      expect(Math.abs(row.offset_ms - offset_ms)).toBeLessThanOrEqual(5);
    }
  }
}
