/**
 * The contract's golden cases (fixtures/contract/vectors.json), made fit for one running server: each
 * gets ids of its own, so that hundreds of them share a store, and times near the server's clock,
 * which nobody can set.
 */
import { readFileSync } from 'node:fs';
import type { Json, RunRecord } from 'tracenest/wire';

export interface ExpectedRow {
  id: string;
  name?: string;
  depth: number;
  placeholder?: string;
  findings?: string[];
}

export interface VectorCase {
  id: string;
  title: string;
  order?: 'as given';
  facts?: { now?: string; processes?: object; elsewhere?: object };
  records: (RunRecord & { received?: string })[];
  merged?: Record<string, Record<string, Json>>;
  rows?: ExpectedRow[];
  details?: { id: string; code: string; severity?: string; offset_ms?: number }[];
}

interface Vectors {
  facts: { now: string };
  segment: string;
  cases: VectorCase[];
}

const file = new URL('../../fixtures/contract/vectors.json', import.meta.url);
const vectors = JSON.parse(readFileSync(file, 'utf8')) as Vectors;

export const cases: readonly VectorCase[] = vectors.cases;

/** The trace whose outline shows a case. */
export function traceOf({ records }: VectorCase): string {
  const said = records.find((record) => record.trace_id)?.trace_id;
  const order = records.map((record) => record.dotted_order).find((text) => text?.includes('.'));
  return said ?? order?.split('.')[0]?.slice(-36) ?? 'aaaaaaaa-0000-4000-8000-00000000000a';
}

/**
 * A copy of the case with ids that no other copy has and with times moved so that its "now" is
 * `nowMs`. Both halves of an id are changed by one rule, so that span ids and zero-padded ids still
 * belong to the same runs and sort as before.
 */
export function copyOf(vector: VectorCase, copy: number, nowMs: number): VectorCase {
  const caseNow = Date.parse(vector.facts?.now ?? vectors.facts.now);
  const shiftMs = Math.floor((nowMs - caseNow) / 1000) * 1000;
  const copied = rewrite(vector as unknown as Json, (text) => moveIds(moveTimes(text, shiftMs), copy), shiftMs);
  return copied as unknown as VectorCase;
}

function rewrite(value: Json, change: (text: string) => string, shiftMs: number, key = ''): Json {
  if (typeof value === 'string') return change(value);
  if (typeof value === 'number') return key === 'start_time' || key === 'end_time' ? value + shiftMs : value;
  if (value === null || typeof value !== 'object') return value;
  if (key === 'dotted_order' && Array.isArray(value)) return change(spellOut(value));
  if (Array.isArray(value)) return value.map((item) => rewrite(item, change, shiftMs));
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [change(name), rewrite(item, change, shiftMs, name)]),
  );
}

/** A list of segments [from, to] → the dotted order that it stands for. */
function spellOut(ranges: Json[]): string {
  const segments = (ranges as [number, number][]).flatMap(([from, to]) =>
    Array.from({ length: to - from + 1 }, (_, index) =>
      vectors.segment.replaceAll('NNN', String(from + index).padStart(3, '0')),
    ),
  );
  return segments.join('.');
}

function moveTimes(text: string, shiftMs: number): string {
  return text
    .replace(/(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)/g, (time) => moved(time, shiftMs))
    .replace(/(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)/g, (_, ...parts: string[]) => {
      const [year, month, day, hour, minute, second] = parts;
      return moved(`${year}-${month}-${day}T${hour}:${minute}:${second}`, shiftMs).replace(/[-:]/g, '');
    });
}

function moved(time: string, shiftMs: number): string {
  return new Date(Date.parse(`${time}Z`) + shiftMs).toISOString().slice(0, 19);
}

const idPattern = /[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}/gi;

function moveIds(text: string, copy: number): string {
  return text.replace(idPattern, (id) => {
    const digits = id.replaceAll('-', '');
    const whole = [digits.slice(0, 16), digits.slice(16)].map((half) => moveHalf(half, copy)).join('');
    let at = 0;
    const spelled = [...id].map((letter) => (letter === '-' ? '-' : whole[at++])).join('');
    return /[A-F]/.test(id) ? spelled.toUpperCase() : spelled;
  });
}

/** Bytes 4 and 5 of a half; a half of zeros is padding and stays. */
function moveHalf(half: string, copy: number): string {
  if (/^0+$/.test(half)) return half;
  const mixed = (Number.parseInt(half.slice(8, 12), 16) ^ copy).toString(16).padStart(4, '0');
  return half.slice(0, 8) + mixed + half.slice(12);
}
