/**
 * Which records of a trace are about one run (contract §1.4, §1.6): a run may come under its full
 * id and under its span id padded with zeros, and several OTLP spans may come under one id.
 * Linear in the number of records; the order of arrival decides nothing.
 */
import { isPaddedSpanId, leadingSpanIdOf, padSpanId, spanIdOf } from './ids.js';
import type { ReceivedRecord } from './record.js';
import { recordId, statedSpanId } from './statement.js';
import { compareTimes, normalizeTime } from './time.js';

export interface RunRecords {
  id: string;
  /** The other ids under which records of the run came, sorted. */
  aliases: string[];
  /** In the order of their arrival. */
  records: ReceivedRecord[];
}

/** Groups the records of one trace by the run they are about. */
export function uniteRecords(received: readonly ReceivedRecord[]): RunRecords[] {
  const keys = separateSpans(received);
  const names = unitePadded(received, keys);
  const runs = new Map<string, RunRecords>();
  received.forEach((item, i) => {
    const key = keys[i] ?? '';
    const id = names.get(key) ?? key;
    const run = runs.get(id);
    if (run === undefined) runs.set(id, { id, aliases: id === key ? [] : [key], records: [item] });
    else {
      run.records.push(item);
      // A run has three ids at most: its own, and its last and first 8 bytes padded.
      if (id !== key && !run.aliases.includes(key)) run.aliases.push(key);
    }
  });
  for (const run of runs.values()) run.aliases.sort();
  return [...runs.values()];
}

/** The id of each record, after all but one of several OTLP spans with one id have lost it. */
function separateSpans(received: readonly ReceivedRecord[]): string[] {
  const starts = new Map<string, Map<string, string | null>>();
  let isShared = false;
  for (const item of received) {
    const spanId = statedSpanId(item);
    if (spanId === null) continue;
    const id = recordId(item);
    const spans = starts.get(id) ?? new Map<string, string | null>();
    starts.set(id, spans);
    spans.set(spanId, earlier(spans.get(spanId) ?? null, normalizeTime(item.record.start_time)));
    isShared ||= spans.size > 1;
  }
  const ids = received.map(recordId);
  if (!isShared) return ids;
  const keepers = new Map([...starts].map(([id, spans]) => [id, firstSpan(spans)]));
  return ids.map((id, i) => {
    const item = received[i];
    const spanId = item === undefined ? null : statedSpanId(item);
    return spanId === null || spanId === keepers.get(id) ? id : padSpanId(spanId);
  });
}

/** The span that started first, then the one with the smaller id. */
function firstSpan(spans: ReadonlyMap<string, string | null>): string {
  let first: [string, string | null] = ['', null];
  for (const span of spans) if (first[0] === '' || isBefore(span, first)) first = span;
  return first[0];
}

function isBefore([id, start]: [string, string | null], [otherId, otherStart]: [string, string | null]): boolean {
  if (start === null || otherStart === null) return start === otherStart ? id < otherId : start !== null;
  const order = compareTimes(start, otherStart);
  return order === 0 ? id < otherId : order < 0;
}

function earlier(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return compareTimes(a, b) <= 0 ? a : b;
}

/** What is known of an id while padded ids look for the run that has them as span id. */
interface Known {
  /** Stated by OTLP. Two different ones are two runs. */
  spanId: string | null;
  /** Told in LangSmith's dialect: the halves of the id are span ids too. */
  isNative: boolean;
}

/** Full ids by a span id; null where several full ids have it: united with none of them. */
type BySpan = Map<string, string | null>;

/** Padded id → full id of the same run, where the trace has exactly one. */
function unitePadded(received: readonly ReceivedRecord[], keys: readonly string[]): Map<string, string> {
  const names = new Map<string, string>();
  if (!keys.some(isPaddedSpanId)) return names;
  const known = knownIds(received, keys);
  const bySpan: BySpan = new Map();
  const byLeading: BySpan = new Map();
  for (const [id, { spanId, isNative }] of known) {
    if (isPaddedSpanId(id)) continue;
    if (spanId !== null) claim(bySpan, spanId, id);
    if (!isNative) continue;
    claim(bySpan, spanIdOf(id), id);
    claim(byLeading, leadingSpanIdOf(id), id);
  }
  for (const index of [bySpan, byLeading]) {
    for (const [id, padded] of known) {
      if (!isPaddedSpanId(id) || names.has(id)) continue;
      // The first 8 bytes are tried last: not where the last 8 of some run, or of several, fit.
      if (index === byLeading && bySpan.has(spanIdOf(id))) continue;
      const full = index.get(spanIdOf(id));
      if (full === undefined || full === null) continue;
      const run = known.get(full);
      if (run === undefined || (run.spanId !== null && padded.spanId !== null && run.spanId !== padded.spanId))
        continue;
      run.spanId ??= padded.spanId;
      names.set(id, full);
    }
  }
  return names;
}

function knownIds(received: readonly ReceivedRecord[], keys: readonly string[]): Map<string, Known> {
  const known = new Map<string, Known>();
  received.forEach((item, i) => {
    const key = keys[i] ?? '';
    const spanId = statedSpanId(item);
    const before = known.get(key);
    if (before === undefined) known.set(key, { spanId, isNative: spanId === null });
    else {
      // Two are possible only where ids were made up; then the smaller, whichever came first.
      if (spanId !== null && (before.spanId === null || spanId < before.spanId)) before.spanId = spanId;
      before.isNative ||= spanId === null;
    }
  });
  return known;
}

function claim(index: BySpan, spanId: string, id: string): void {
  const holder = index.get(spanId);
  index.set(spanId, holder === undefined || holder === id ? id : null);
}
