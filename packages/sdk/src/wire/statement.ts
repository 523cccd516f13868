/**
 * What one record says about its run, in normal form: ids lower case and dashed, times in UTC,
 * and null wherever it says nothing (contract §3.1, §3.2). Merging compares statements, never
 * records, so that spelling cannot matter.
 */
import { normalizeDottedOrder, parentIdInOrder } from './dotted-order.js';
import { isPaddedSpanId, leadingSpanIdOf, normalizeId, normalizeSpanId, spanIdOf } from './ids.js';
import { canonicalJson, isObject } from './json.js';
import type { Dialect, Json, ReceivedRecord, RunEvent } from './record.js';
import { normalizeTime } from './time.js';

/** What a record says about the parent: its ids, that there is none, or only an order naming it. */
export type ParentStatement =
  | { kind: 'ids'; runId: string | null; spanId: string | null }
  | { kind: 'order'; runId: string; spanId: null }
  | { kind: 'none'; runId: null; spanId: null };

const NO_PARENT: ParentStatement = { kind: 'none', runId: null, spanId: null };

/** Fields that contradict or fill each other one by one; null says nothing. */
export interface Values {
  name: string | null;
  runType: string | null;
  endTime: string | null;
  error: string | null;
  inputs: Json;
  outputs: Json;
  serialized: Json;
  referenceExampleId: string | null;
  /** An empty list is said by updates only: it empties. */
  tags: string[] | null;
}

/** Where and when the run is. */
export interface Place {
  traceId: string | null;
  parent: ParentStatement | null;
  order: string | null;
  startTime: string | null;
  projectName: string | null;
  projectId: string | null;
}

export interface Statement {
  op: 'create' | 'update';
  dialect: Dialect;
  /** Of a span, where it was stated; null for all others. */
  spanId: string | null;
  place: Place;
  values: Values;
  events: RunEvent[] | null;
  /** See extra.ts. */
  extra: Readonly<Record<string, Json>> | null;
}

/** The id of a record in normal form; text that is no id stays as it is, so that nothing is lost. */
export function recordId({ record }: ReceivedRecord): string {
  const id: unknown = record.id;
  return normalizeId(id) ?? String(id);
}

/** The span id that was stated for a record: by OTLP, or by a client that sends spans as runs. */
export function statedSpanId({ record }: ReceivedRecord): string | null {
  return normalizeSpanId(record.span_id);
}

/** What a record says, as part of the run `runId` (its own id, or one that it was united with). */
export function readStatement(received: ReceivedRecord, runId: string): Statement {
  const { record } = received;
  const op = record.op === 'update' ? 'update' : 'create';
  const extra = isObject(record.extra) ? record.extra : null;
  return {
    op,
    dialect: record.dialect === 'otlp' ? 'otlp' : 'langsmith',
    spanId: statedSpanId(received),
    place: readPlace(received, runId, isPartial(extra)),
    values: {
      name: textOf(record.name),
      runType: textOf(record.run_type),
      endTime: normalizeTime(record.end_time),
      error: textOf(record.error),
      inputs: payloadOf(record.inputs),
      outputs: payloadOf(record.outputs),
      serialized: record.serialized ?? null,
      referenceExampleId: textOf(record.reference_example_id),
      tags: tagsOf(record.tags, op),
    },
    events: eventsOf(record.events),
    extra: extra !== null && Object.keys(extra).length > 0 ? extra : null,
  };
}

/** The text of a statement with sorted keys: equal for records that say the same. */
export function statementText({ dialect, spanId, place, values, events, extra }: Statement): string {
  return canonicalJson({ ...place, ...values, events, extra, dialect, spanId });
}

/** Whether two statements can mean one parent; a span id agrees with either half of a full id. */
export function isSameParent(a: ParentStatement, b: ParentStatement): boolean {
  if (a.kind === 'none' || b.kind === 'none') return a.kind === b.kind;
  const spanA = parentSpanId(a);
  const spanB = parentSpanId(b);
  if (spanA === null && spanB === null) return a.runId === b.runId;
  if (spanA !== null && spanB !== null) return spanA === spanB;
  const full = spanA === null ? a.runId : b.runId;
  const span = spanA ?? spanB;
  return full !== null && (spanIdOf(full) === span || leadingSpanIdOf(full) === span);
}

/** The parent's span id where the parent is known by that alone; null where its id is known. */
function parentSpanId({ runId, spanId }: ParentStatement): string | null {
  if (runId === null) return spanId;
  return isPaddedSpanId(runId) ? spanIdOf(runId) : null;
}

function readPlace(received: ReceivedRecord, runId: string, isPartialOrder: boolean): Place {
  const { record } = received;
  const ownId = recordId(received);
  const traceId = normalizeId(record.trace_id);
  const order = readOrder(record.dotted_order, ownId, runId);
  return {
    traceId,
    parent: readParent(received, order, traceId !== null && (traceId === ownId || traceId === runId), isPartialOrder),
    order,
    startTime: normalizeTime(record.start_time),
    projectName: textOf(record.session_name) || null,
    projectId: normalizeId(record.session_id) ?? (textOf(record.session_id) || null),
  };
}

function readParent(
  { record }: ReceivedRecord,
  order: string | null,
  isRoot: boolean,
  isPartialOrder: boolean,
): ParentStatement | null {
  const runId = normalizeId(record.parent_run_id);
  const spanId = normalizeSpanId(record.parent_span_id);
  if (runId !== null || spanId !== null) return { kind: 'ids', runId, spanId };
  return isRoot ? NO_PARENT : parentByOrder(order, isPartialOrder);
}

/** What an order says about the parent: nothing if it is partial, none if it has one segment. */
function parentByOrder(order: string | null, isPartialOrder: boolean): ParentStatement | null {
  if (order === null || isPartialOrder) return null;
  const runId = parentIdInOrder(order);
  return runId === null ? NO_PARENT : { kind: 'order', runId, spanId: null };
}

function readOrder(text: unknown, ownId: string, runId: string): string | null {
  if (typeof text !== 'string') return null;
  const order = normalizeDottedOrder(text, ownId);
  if (ownId === runId) return order;
  // Told under another id of the run: the order ends in that one, or in the run's.
  return order === null ? normalizeDottedOrder(text, runId) : order.slice(0, -ownId.length) + runId;
}

function isPartial(extra: Readonly<Record<string, unknown>> | null): boolean {
  return isObject(extra?.['tracenest']) && extra['tracenest']['ancestry'] === 'partial';
}

// Other values than text are kept as their JSON text: what was accepted is shown.
function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'string' ? value : canonicalJson(value);
}

function payloadOf(value: Json | undefined): Json {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.length === 0 ? null : value;
  for (const key in value) if (Object.hasOwn(value, key)) return value;
  return null;
}

function tagsOf(tags: unknown, op: 'create' | 'update'): string[] | null {
  if (!Array.isArray(tags) || (tags.length === 0 && op === 'create')) return null;
  return tags.filter((tag): tag is string => typeof tag === 'string');
}

function eventsOf(events: unknown): RunEvent[] | null {
  if (!Array.isArray(events)) return null;
  const readable = events.filter((event): event is RunEvent => isObject(event));
  return readable.length === 0 ? null : readable;
}
