/**
 * The formats of the headers in which a trace travels (contract §1, "What arrives in headers"):
 * traceparent and tracestate (W3C Trace Context), baggage (W3C Baggage, with LangSmith's keys).
 * Formats only; which of them is believed is decided in propagation.ts.
 */
import { isZeros, normalizeId, normalizeSpanId } from './ids.js';
import { isObject } from './json.js';
import type { Json } from './record.js';

/** Version, trace id, span id and flags; later versions may append more. */
const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(-.*)?$/;
const ENTRY = /^([0-9a-f]{32}):([0-9a-f]{32}):([0-9a-f]{2}):(\d{1,16})$/;
const ENTRY_KEY = 'tracenest';
const ENTRY_VERSION = '1';
const SAMPLED = 1;
const PARTIAL = 2;
const CUT = 4;
/** What gateways are sure to let through. */
export const HEADER_BYTES = 4096;
/** W3C: more list members than these need not be passed on, and the last are the oldest. */
const TRACESTATE_MEMBERS = 32;
const BAGGAGE_PREFIX = 'langsmith-';

export interface Traceparent {
  trace_id: string;
  span_id: string;
}

/** Our entry in tracestate. */
export interface TracenestEntry {
  trace_id: string;
  run_id: string;
  sampled: boolean;
  ancestry: 'full' | 'partial' | 'cut';
  /** Milliseconds since 1970, on the sender's clock. */
  sent: number;
}

/** What LangSmith's baggage carries. Endpoints and keys, which it may hold too, are never read. */
export interface LangsmithBaggage {
  project?: string;
  metadata?: Record<string, Json>;
  tags?: string[];
  /** Keys of ours that could not be read. */
  bad: string[];
}

/** The ids in a traceparent, or null if it is not a valid one. */
export function parseTraceparent(text: string): Traceparent | null {
  const match = TRACEPARENT.exec(text.toLowerCase());
  if (match === null) return null;
  const [, version = '', trace, span, more] = match;
  const traceId = normalizeId(trace);
  const spanId = normalizeSpanId(span);
  if (version === 'ff' || (version === '00' && more !== undefined)) return null;
  if (traceId === null || isZeros(traceId) || spanId === null) return null;
  return { trace_id: traceId, span_id: spanId };
}

/** A traceparent of version 00. */
export function formatTraceparent({ trace_id, span_id }: Traceparent, sampled: boolean): string {
  return `00-${undashed(trace_id)}-${span_id}-${sampled ? '01' : '00'}`;
}

/** Our entry of a tracestate; null if there is none of a known version, `bad` if it is damaged. */
export function parseTracestate(text: string): TracenestEntry | null | 'bad' {
  const member = membersOf(text).find((candidate) => candidate.startsWith(`${ENTRY_KEY}=`));
  if (member === undefined) return null;
  const [version = '', ...rest] = member.slice(ENTRY_KEY.length + 1).split(':');
  if (version !== ENTRY_VERSION) return /^\d+$/.test(version) ? null : 'bad';
  const [, trace, run, flagText = '', sent] = ENTRY.exec(rest.join(':').toLowerCase()) ?? [];
  const traceId = normalizeId(trace);
  const runId = normalizeId(run);
  if (traceId === null || runId === null) return 'bad';
  const flags = Number.parseInt(flagText, 16);
  const ancestry = flags & PARTIAL ? 'partial' : flags & CUT ? 'cut' : 'full';
  return { trace_id: traceId, run_id: runId, sampled: (flags & SAMPLED) !== 0, ancestry, sent: Number(sent) };
}

/** A tracestate with our entry first, as the latest, and those of others behind it. */
export function formatTracestate(entry: TracenestEntry, existing: string): string {
  const ancestry = { full: 0, partial: PARTIAL, cut: CUT }[entry.ancestry];
  const flags = (ancestry | (entry.sampled ? SAMPLED : 0)).toString(16).padStart(2, '0');
  const value = [ENTRY_VERSION, undashed(entry.trace_id), undashed(entry.run_id), flags, entry.sent].join(':');
  let text = `${ENTRY_KEY}=${value}`;
  const others = membersOf(existing).filter((member) => !member.startsWith(`${ENTRY_KEY}=`));
  for (const member of others.slice(0, TRACESTATE_MEMBERS - 1)) {
    if (text.length + 1 + member.length > HEADER_BYTES) break;
    text += `,${member}`;
  }
  return text;
}

/** What of a baggage header is LangSmith's. Entries of others, even malformed ones, are skipped. */
export function parseBaggage(text: string): LangsmithBaggage {
  const found: LangsmithBaggage = { bad: [] };
  for (const member of membersOf(text)) {
    const [pair = ''] = member.split(';');
    const at = pair.indexOf('=');
    const key = pair.slice(0, Math.max(at, 0)).trim();
    if (at === -1 || !key.startsWith(BAGGAGE_PREFIX)) continue;
    readBaggage(key, pair.slice(at + 1).trim(), found);
  }
  return found;
}

/** LangSmith's entries for baggage, the most important first. */
export function formatBaggage({ project, metadata, tags }: Omit<LangsmithBaggage, 'bad'>): string[] {
  const members: string[] = [];
  if (project !== undefined && project !== '') members.push(`langsmith-project=${encode(project)}`);
  if (tags !== undefined && tags.length > 0) members.push(`langsmith-tags=${encode(tags.join(','))}`);
  const text = metadata === undefined ? '{}' : jsonText(metadata);
  if (text !== '{}') members.push(`langsmith-metadata=${encode(text)}`);
  return members;
}

/** The entries of a baggage header that are not LangSmith's, as they are. */
export function foreignBaggage(text: string): string[] {
  return membersOf(text).filter((member) => !member.startsWith(BAGGAGE_PREFIX));
}

function readBaggage(key: string, value: string, found: LangsmithBaggage): void {
  if (key !== 'langsmith-project' && key !== 'langsmith-metadata' && key !== 'langsmith-tags') return;
  const text = decode(value);
  if (text === null) found.bad.push(key);
  else if (text === '') return;
  else if (key === 'langsmith-project') found.project = text;
  else if (key === 'langsmith-tags') found.tags = text.split(',').filter((tag) => tag !== '');
  else {
    const metadata = parseJson(text);
    if (isObject(metadata)) found.metadata = metadata;
    else found.bad.push(key);
  }
}

function membersOf(list: string): string[] {
  return list
    .split(',')
    .map((member) => member.trim())
    .filter((member) => member !== '');
}

// A lone half of a surrogate pair cannot be encoded; it is not worth losing the header for.
function encode(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\uFFFD'));
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

// Metadata comes from the program; a cycle in it costs the metadata, not the headers.
function jsonText(value: Record<string, Json>): string {
  try {
    return JSON.stringify(value);
  } catch {
    return '{}';
  }
}

function undashed(id: string): string {
  return id.replaceAll('-', '');
}
