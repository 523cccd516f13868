/**
 * The dotted order (contract §2): `<time>Z<id>` of each ancestor and of the run itself, joined
 * by dots. Sorted as text it gives the tree; read from its end it names the ancestors.
 */
import { normalizeId } from './ids.js';
import type { Ancestry } from './record.js';
import { isCalendarTime, splitUs, withFraction } from './time.js';

/** One ancestor: when it began (ISO 8601 in UTC) and its id, both in normal form. */
export interface Segment {
  time: string;
  id: string;
}

const SEGMENT =
  /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{0,9})Z([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}|[0-9a-fA-F]{32})$/;
/**
 * The common case, decided in one go: a trace can hold millions of segments. Days from the 29th
 * on take the slow way, where the calendar is asked.
 */
const NORMAL_ORDER =
  /^(?:\d{4}(?:0[1-9]|1[0-2])(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3])[0-5]\d[0-5]\d\d{0,9}Z[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?:\.(?!$)|$))+$/;
/** Longer orders would use up the stack of a regular expression. */
const FAST_BYTES = 65_536;
/** The latest order that was found to be in normal form. */
let lastNormal: string | null = null;
const ID_LENGTH = 36;
/** Beyond this many segments or bytes the middle is left out, so that the order fits a header. */
const WHOLE_SEGMENTS = 67;
const WHOLE_BYTES = 4000;
const HEAD_SEGMENTS = 8;
const TAIL_SEGMENTS = 56;

/** The ancestors from the root down to the run itself, or null if any of it cannot be read. */
export function parseDottedOrder(text: unknown): Segment[] | null {
  if (typeof text !== 'string') return null;
  const segments: Segment[] = [];
  for (const part of text.split('.')) {
    const segment = parseSegment(part);
    if (segment === null) return null;
    segments.push(segment);
  }
  return segments;
}

/**
 * The order with its ids in normal form and its times as sent; null if it cannot be read or does
 * not end in the run's own id: then it says nothing.
 */
export function normalizeDottedOrder(text: unknown, ownId: string): string | null {
  if (typeof text !== 'string') return null;
  // An update repeats the order of its create, and the two are read one after the other.
  if (text === lastNormal) return text.slice(-ID_LENGTH) === ownId ? text : null;
  if (text.length <= FAST_BYTES && NORMAL_ORDER.test(text)) lastNormal = text;
  if (text === lastNormal) return text.slice(-ID_LENGTH) === ownId ? text : null;
  const parts = text.split('.');
  let lastId = '';
  for (let i = 0; i < parts.length; i += 1) {
    const part = parts[i] ?? '';
    const segment = parseSegment(part);
    if (segment === null) return null;
    lastId = segment.id;
    parts[i] = part.slice(0, part.lastIndexOf('Z') + 1) + lastId;
  }
  return lastId === ownId ? parts.join('.') : null;
}

/** The last segment of an order in normal form: the run's own time and id. */
export function ownSegmentOf(order: string): Segment | null {
  return parseSegment(order.slice(order.lastIndexOf('.') + 1));
}

/** The id in the second-last segment of an order in normal form; null if there is but one. */
export function parentIdInOrder(order: string): string | null {
  const end = order.lastIndexOf('.');
  return end === -1 ? null : normalizeId(order.slice(end - ID_LENGTH, end));
}

/** A segment as our SDK writes it: microseconds since 1970 in six digits of fraction. */
export function formatSegment(timeUs: bigint | number, id: string): string {
  const { second, fraction } = splitUs(timeUs);
  const date = second.slice(0, 4) + second.slice(5, 7) + second.slice(8, 13);
  return `${date}${second.slice(14, 16)}${second.slice(17, 19)}${fraction}Z${id}`;
}

/** What a child's order is made from. */
export interface OrderParent {
  trace_id: string;
  /** Null: the parent is known by its span id only. */
  dotted_order: string | null;
  ancestry?: Ancestry;
}

/**
 * The order of a run below `parent`, and how much of its ancestry that order tells (left out:
 * all). A parent without an order gives a partial one, in which only the ids count.
 */
export function childOrder(parent: OrderParent, ownSegment: string): { dotted_order: string; ancestry?: Ancestry } {
  if (parent.dotted_order === null) {
    const time = ownSegment.slice(0, ownSegment.lastIndexOf('Z') + 1);
    return { dotted_order: `${time}${parent.trace_id}.${ownSegment}`, ancestry: 'partial' };
  }
  return fitOrder(`${parent.dotted_order}.${ownSegment}`, parent.ancestry);
}

/** The order as it may be written: whole, or from 4,000 bytes on without its middle. */
export function fitOrder(order: string, ancestry?: Ancestry): { dotted_order: string; ancestry?: Ancestry } {
  const segments = order.split('.');
  const fits = segments.length <= WHOLE_SEGMENTS && order.length <= WHOLE_BYTES;
  if (fits && ancestry !== 'cut')
    return ancestry === undefined ? { dotted_order: order } : { dotted_order: order, ancestry };
  // A partial order tells no ancestors; having lost some segments it tells no more.
  return { dotted_order: cutMiddle(segments), ancestry: ancestry ?? 'cut' };
}

function cutMiddle(segments: readonly string[]): string {
  return [...segments.slice(0, HEAD_SEGMENTS), ...segments.slice(HEAD_SEGMENTS).slice(-TAIL_SEGMENTS)].join('.');
}

function parseSegment(text: string): Segment | null {
  const match = SEGMENT.exec(text);
  if (match === null) return null;
  const [, year = '', month = '', day = '', hour = '', minute = '', second = '', fraction = '', rawId] = match;
  const id = normalizeId(rawId);
  if (id === null || !isCalendarTime(year, month, day, hour, minute, second)) return null;
  return { time: withFraction(`${year}-${month}-${day}T${hour}:${minute}:${second}`, fraction), id };
}
