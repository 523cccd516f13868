/**
 * A run ⇄ the headers in which its trace travels (contract §1, "What arrives in headers"). Decides
 * which of several headers is believed, and never throws: what cannot be read counts as absent.
 */
import { fitOrder, normalizeDottedOrder, parseDottedOrder, type Segment } from './wire/dotted-order.js';
import {
  foreignBaggage,
  formatBaggage,
  formatTraceparent,
  formatTracestate,
  HEADER_BYTES,
  parseBaggage,
  parseTraceparent,
  parseTracestate,
  type TracenestEntry,
  type Traceparent,
} from './wire/headers.js';
import { normalizeSpanId, padSpanId, spanIdOf, uuid7Ms } from './wire/ids.js';
import type { Ancestry, Finding, Json, RemoteIds } from './wire/record.js';

const DAY_MS = 86_400_000;
const PAST_MS = 30 * DAY_MS;
const AHEAD_MS = 5 * 60_000;

/** Headers in any of the shapes in which frameworks and clients hand them over. */
export type HeadersLike =
  | { get(name: string): string | null | undefined }
  | Iterable<readonly [string, unknown]>
  | readonly string[]
  | Readonly<Record<string, unknown>>;

export interface ReadOptions {
  /** Milliseconds since 1970. */
  now: number;
  /** The OpenTelemetry entry is in use: spans of any trace are expected here. Default false. */
  otel?: boolean;
  /** Take metadata and tags of baggage too, not only the project. Default false. */
  trustBaggage?: boolean;
  /** `none` ignores all headers: for public edges. */
  propagation?: 'none';
}

export interface RemoteParent {
  run_id: string;
  trace_id: string;
  span_id: string;
  ancestry: 'full' | Ancestry;
  /** Null where only ids arrived. */
  dotted_order: string | null;
}

/** What headers say. A field that is left out was not said, or is not believed. */
export interface RemoteContext {
  parent: RemoteParent | null;
  /** Ids that were received but not taken as parent. */
  remote?: RemoteIds;
  findings: Finding[];
  project?: string;
  metadata?: Record<string, Json>;
  tags?: string[];
  sampled?: boolean;
  /** Milliseconds since 1970, on the sender's clock. */
  sent?: number;
}

/** What of a run travels. */
export interface OutgoingRun {
  id: string;
  trace_id: string;
  dotted_order: string;
  ancestry?: Ancestry;
  project?: string;
  metadata?: Record<string, Json>;
  tags?: string[];
  /** Default true. */
  sampled?: boolean;
  /** Of a span of OpenTelemetry: its own. Default: as the id says. */
  span_id?: string;
}

/** Finds the parent in headers. */
export function readHeaders(headers: HeadersLike, options: ReadOptions): RemoteContext {
  if (options.propagation === 'none') return { parent: null, findings: [] };
  const findings: Finding[] = [];
  const get = headerReader(headers);
  const order = readOrder(get('langsmith-trace'), findings);
  const traceparent = readTraceparent(get('traceparent'), findings);
  const entry = traceparent === null ? null : readEntry(get('tracestate'), traceparent, findings);
  const context: RemoteContext =
    order === null ? fromTraceparent(traceparent, entry, options) : fromOrder(order, traceparent, entry, findings);
  context.findings = findings;
  if (context.parent !== null) addBaggage(context, get('baggage'), options.trustBaggage === true);
  return context;
}

/**
 * The headers that continue the trace of `run` elsewhere, in both families. Entries of others in
 * `existing` stay. Of ours none makes a header longer than 4 kB but the project: without it a
 * trace would fall into two.
 */
export function writeHeaders(
  run: OutgoingRun,
  now: number,
  existing: { baggage?: string; tracestate?: string } = {},
): Record<string, string> {
  const { dotted_order, ancestry } = fitOrder(run.dotted_order, run.ancestry);
  const headers: Record<string, string> = { 'langsmith-trace': dotted_order };
  const baggage = joinBaggage(run, existing.baggage ?? '');
  if (baggage !== '') headers['baggage'] = baggage;
  const spanId = normalizeSpanId(run.span_id ?? spanIdOf(run.id));
  if (spanId === null) return headers;
  const sampled = run.sampled !== false;
  const entry = { trace_id: run.trace_id, run_id: run.id, sampled, ancestry: ancestry ?? 'full', sent: now } as const;
  headers['traceparent'] = formatTraceparent({ trace_id: run.trace_id, span_id: spanId }, sampled);
  headers['tracestate'] = formatTracestate(entry, existing.tracestate ?? '');
  return headers;
}

function joinBaggage(run: OutgoingRun, existing: string): string {
  const kept = foreignBaggage(existing);
  for (const member of formatBaggage(run)) {
    const isProject = member.startsWith('langsmith-project=');
    if (isProject || [...kept, member].join(',').length <= HEADER_BYTES) kept.push(member);
  }
  return kept.join(',');
}

/** `langsmith-trace` tells the whole way from the root; it wins over the other family. */
function fromOrder(
  order: ReadOrder,
  traceparent: Traceparent | null,
  entry: TracenestEntry | null,
  findings: Finding[],
): RemoteContext {
  const { first, last, text } = order;
  const ours = entry?.trace_id === first.id ? entry : null;
  const parent: RemoteParent = {
    run_id: last.id,
    trace_id: first.id,
    span_id: spanIdOf(last.id),
    ancestry: ours?.ancestry ?? 'full',
    dotted_order: text,
  };
  const context: RemoteContext = { parent, findings, ...said(ours) };
  if (traceparent !== null && traceparent.trace_id !== first.id) {
    context.remote = { ...traceparent, from: 'traceparent' };
    findings.push({
      code: 'headers-disagree',
      severity: 'hint',
      evidence: { followed: first.id, other: traceparent.trace_id, span_id: traceparent.span_id },
    });
  }
  return context;
}

function fromTraceparent(
  traceparent: Traceparent | null,
  entry: TracenestEntry | null,
  { now, otel = false }: ReadOptions,
): RemoteContext {
  if (traceparent === null) return { parent: null, findings: [] };
  const remote: RemoteIds = { ...traceparent, from: 'traceparent' };
  const { trace_id, span_id } = traceparent;
  if (entry !== null) {
    const ownSpanId = spanIdOf(entry.run_id);
    const ancestry = 'partial';
    const parent: RemoteParent = { run_id: entry.run_id, trace_id, span_id: ownSpanId, ancestry, dotted_order: null };
    // Another span there: something between us made one of its own.
    return { parent, findings: [], ...(span_id === ownSpanId ? {} : { remote }), ...said(entry) };
  }
  if (!otel && !looksLikeOurs(trace_id, now)) return { parent: null, remote, findings: [] };
  // The root of one of our traces has the trace's id, so that its span id tells the whole of it.
  const isRoot = looksLikeOurs(trace_id, now) && span_id === spanIdOf(trace_id);
  const run_id = isRoot ? trace_id : padSpanId(span_id);
  return { parent: { run_id, trace_id, span_id, ancestry: 'partial', dotted_order: null }, findings: [] };
}

/** A random trace id looks like a recent UUID version 7 once in seven million. */
function looksLikeOurs(traceId: string, now: number): boolean {
  const ms = uuid7Ms(traceId);
  return ms !== null && ms >= now - PAST_MS && ms <= now + AHEAD_MS;
}

function said(entry: TracenestEntry | null): Pick<RemoteContext, 'sampled' | 'sent'> {
  return entry === null ? {} : { sampled: entry.sampled, sent: entry.sent };
}

function addBaggage(context: RemoteContext, text: string, isTrusted: boolean): void {
  const { project, metadata, tags, bad } = parseBaggage(text);
  if (project !== undefined) context.project = project;
  if (isTrusted && metadata !== undefined) context.metadata = metadata;
  if (isTrusted && tags !== undefined) context.tags = tags;
  const isMissed = bad.some((key) => isTrusted || key === 'langsmith-project');
  if (isMissed)
    context.findings.push(badHeader('baggage', 'an entry of LangSmith is not percent-encoded text or JSON'));
}

interface ReadOrder {
  first: Segment;
  last: Segment;
  /** Ids in normal form, times as they were sent. */
  text: string;
}

function readOrder(text: string, findings: Finding[]): ReadOrder | null {
  if (text === '') return null;
  const segments = parseDottedOrder(text);
  const first = segments?.[0];
  const last = segments?.at(-1);
  if (segments === null || first === undefined || last === undefined) {
    findings.push(badHeader('langsmith-trace', 'it is not a dotted order'));
    return null;
  }
  return { first, last, text: normalizeDottedOrder(text, last.id) ?? text };
}

function readTraceparent(text: string, findings: Finding[]): Traceparent | null {
  if (text === '') return null;
  const traceparent = parseTraceparent(text);
  if (traceparent === null) findings.push(badHeader('traceparent', 'it is not version-traceid-spanid-flags'));
  return traceparent;
}

/** Our entry, where it is about the trace of the traceparent beside it. */
function readEntry(text: string, { trace_id }: Traceparent, findings: Finding[]): TracenestEntry | null {
  const entry = parseTracestate(text);
  if (entry === 'bad') {
    findings.push(badHeader('tracestate', 'its entry tracenest is not 1:trace:run:flags:time'));
    return null;
  }
  return entry?.trace_id === trace_id ? entry : null;
}

// Names the header only: nothing of what could not be read is copied anywhere.
function badHeader(header: string, reason: string): Finding {
  return { code: 'bad-header', severity: 'hint', evidence: { header, reason } };
}

/** Reads a header by its lower-case name; several values are joined, absent is empty. */
function headerReader(headers: HeadersLike): (name: string) => string {
  if (typeof headers !== 'object' || headers === null) return () => '';
  const pairs = pairsOf(headers);
  if (pairs === null) {
    const { get } = headers as { get: (name: string) => unknown };
    return (name) => valueText([get.call(headers, name)]);
  }
  const found = new Map<string, unknown[]>();
  for (const pair of pairs) {
    if (!Array.isArray(pair)) continue;
    const [name, value]: readonly unknown[] = pair;
    const key = String(name).toLowerCase();
    const values = found.get(key);
    if (values === undefined) found.set(key, [value]);
    else values.push(value);
  }
  return (name) => valueText(found.get(name) ?? []);
}

/** Names and values, or null where headers can only be asked one by one. */
function pairsOf(headers: object): Iterable<unknown> | null {
  if (Array.isArray(headers)) return Array.isArray(headers[0]) ? headers : pairUp(headers);
  if (Symbol.iterator in headers) return headers as Iterable<unknown>;
  if ('get' in headers && typeof headers.get === 'function') return null;
  return Object.entries(headers);
}

/** Node's raw headers: name, value, name, value … */
function pairUp(list: readonly unknown[]): [unknown, unknown][] {
  return Array.from({ length: Math.floor(list.length / 2) }, (_, i) => [list[2 * i], list[2 * i + 1]]);
}

/** A header sent twice with one value is one header. Message queues hand over bytes. */
function valueText(values: readonly unknown[]): string {
  const texts = values
    .flat()
    .map((value) => (value instanceof Uint8Array ? new TextDecoder().decode(value) : value))
    .filter((value) => typeof value === 'string')
    .map((value) => value.trim())
    .filter((value) => value !== '');
  return [...new Set(texts)].join(',');
}
