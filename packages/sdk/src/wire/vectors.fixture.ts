/** The golden cases of the contract, as its tests read them. */
import { readFileSync } from 'node:fs';

import type { Ancestry, RunRecord } from './record.js';

/** Segments, or [from, to] for a row of numbered ones. */
export type OrderList = (string | [number, number])[];

export interface Vectors {
  facts: { now: string; graceMs: number };
  segment: string;
  cases: {
    id: string;
    title: string;
    order?: 'as given';
    records: VectorRecord[];
    merged?: Record<string, Record<string, unknown>>;
  }[];
  headers: HeaderVector[];
  dotted: { text: string; expect: 'error' | { time: string; id: string }[] }[];
  written: {
    title: string;
    trace_id?: string;
    parent: { order: OrderList | null; ancestry?: Ancestry | null };
    own: string;
    expect: { order?: OrderList; ancestry: Ancestry | null; bytes?: number };
  }[];
  otlp: { title: string; span: OtlpVectorSpan; expect: Record<string, unknown> }[];
}

interface OtlpVectorSpan {
  trace_id: string;
  span_id: string;
  parent_span_id?: string;
  attributes?: Record<string, unknown>;
}

export type VectorRecord = Omit<RunRecord, 'op' | 'dotted_order'> & {
  op?: 'create' | 'update';
  dotted_order?: string | OrderList | null;
  received?: string;
};

export interface HeaderVector {
  title: string;
  headers: Record<string, string | string[]>;
  otel?: boolean;
  trustBaggage?: boolean;
  propagation?: 'none';
  expect: Record<string, unknown> & { findings?: string[] };
}

export function readVectors(): Vectors {
  const path = new URL('../../../../fixtures/contract/vectors.json', import.meta.url);
  return JSON.parse(readFileSync(path, 'utf8')) as Vectors;
}

/** The order that a list of segments stands for. */
export function orderText(list: OrderList, segment: string): string {
  return list.flatMap((item) => (typeof item === 'string' ? [item] : numbered(item[0], item[1], segment))).join('.');
}

function numbered(from: number, to: number, segment: string): string[] {
  return Array.from({ length: to - from + 1 }, (_, i) => segment.replaceAll('NNN', String(from + i).padStart(3, '0')));
}
