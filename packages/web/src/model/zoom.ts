/** The part of a trace's time that is looked at closely, and how keys move it. */
import type { TimeScale } from './time-scale.js';
import { formatDuration, formatTick } from './words.js';

/** Milliseconds since 1970: what arrives later does not move it. */
export interface Zoom {
  fromMs: number;
  toMs: number;
}

/** A closer look than this shows nothing more. Milliseconds. */
const SHORTEST_MS = 0.001;
/** Parts of what is shown by which a key moves it. */
const PAN_STEP = 0.1;
const EDGE_STEP = 0.02;
const FACTOR = 1.5;

/** What of a wish can be shown; null: all of it, which is no zoom. */
export function zoomWithin(whole: TimeScale, { fromMs, toMs }: Zoom): Zoom | null {
  const endMs = whole.startMs + whole.durationMs;
  const lengthMs = Math.min(whole.durationMs, Math.max(SHORTEST_MS, toMs - fromMs));
  const startMs = Math.min(Math.max(whole.startMs, fromMs), endMs - lengthMs);
  return lengthMs >= whole.durationMs ? null : { fromMs: startMs, toMs: startMs + lengthMs };
}

/** The axis of what is shown. */
export function zoomedScale(whole: TimeScale, zoom: Zoom | null): TimeScale {
  const shown = zoom === null ? null : zoomWithin(whole, zoom);
  return shown === null ? whole : { ...whole, startMs: shown.fromMs, durationMs: shown.toMs - shown.fromMs };
}

export function zoomOf(scale: TimeScale): Zoom {
  return { fromMs: scale.startMs, toMs: scale.startMs + scale.durationMs };
}

/** What a key makes of the part that is shown; undefined: it is no key of zooming. */
export function zoomByKey(whole: TimeScale, zoom: Zoom | null, key: string): Zoom | null | undefined {
  const { fromMs, toMs } = zoom ?? zoomOf(whole);
  const lengthMs = toMs - fromMs;
  const middleMs = fromMs + lengthMs / 2;
  const around = (halfMs: number): Zoom | null =>
    zoomWithin(whole, { fromMs: middleMs - halfMs, toMs: middleMs + halfMs });
  const moved = (byMs: number): Zoom | null => zoomWithin(whole, { fromMs: fromMs + byMs, toMs: toMs + byMs });
  switch (key) {
    case '0':
      return null;
    case '+':
    case '=':
      return around(lengthMs / 2 / FACTOR);
    case '-':
      return around((lengthMs / 2) * FACTOR);
    case 'ArrowLeft':
      return moved(-lengthMs * PAN_STEP);
    case 'ArrowRight':
      return moved(lengthMs * PAN_STEP);
    case 'Home':
      return moved(whole.startMs - fromMs);
    case 'End':
      return moved(whole.startMs + whole.durationMs - toMs);
    default:
      return undefined;
  }
}

/** Each key that {@link zoomByKey} knows, in words. */
export const zoomKeyNotes: readonly { key: string; does: string }[] = [
  { key: 'ArrowLeft', does: 'Earlier' },
  { key: 'ArrowRight', does: 'Later' },
  { key: '+', does: 'Closer' },
  { key: '-', does: 'Further away' },
  { key: '0', does: 'All of the trace' },
  { key: 'Home', does: 'To its beginning' },
  { key: 'End', does: 'To its end' },
];

export type Edge = 'from' | 'to';

/** The same where one edge of what is shown is moved to a moment, not beyond the other one. */
export function withEdge(whole: TimeScale, zoom: Zoom | null, edge: Edge, ms: number): Zoom | null {
  const { fromMs, toMs } = zoom ?? zoomOf(whole);
  const endMs = whole.startMs + whole.durationMs;
  return edge === 'from'
    ? zoomWithin(whole, { fromMs: Math.min(Math.max(ms, whole.startMs), toMs - SHORTEST_MS), toMs })
    : zoomWithin(whole, { fromMs, toMs: Math.max(Math.min(ms, endMs), fromMs + SHORTEST_MS) });
}

/** Where a key moves an edge; undefined: it moves none. Milliseconds since 1970. */
export function edgeByKey(whole: TimeScale, zoom: Zoom | null, edge: Edge, key: string): number | undefined {
  const { fromMs, toMs } = zoom ?? zoomOf(whole);
  const ms = edge === 'from' ? fromMs : toMs;
  const step = (toMs - fromMs) * EDGE_STEP;
  if (key === 'ArrowLeft') return ms - step;
  if (key === 'ArrowRight') return ms + step;
  if (key === 'Home') return whole.startMs;
  if (key === 'End') return whole.startMs + whole.durationMs;
  return undefined;
}

/** `0.20 s to 1.40 s of 4.21 s`; `all of 4.21 s`. */
export function zoomWords(whole: TimeScale, zoom: Zoom | null): string {
  const all = formatDuration(whole.durationMs);
  if (zoom === null) return `all of ${all}`;
  // So many digits that both ends differ.
  const stepMs = 10 ** Math.floor(Math.log10((zoom.toMs - zoom.fromMs) / 100));
  const [from, to] = [zoom.fromMs, zoom.toMs].map((ms) =>
    formatTick(Math.round((ms - whole.originMs) / stepMs) * stepMs, stepMs),
  );
  return `${from} to ${to} of ${all}`;
}

/** As it stands in an address. */
export function writeZoom({ fromMs, toMs }: Zoom): string {
  return `${Number(fromMs.toFixed(3))}-${Number(toMs.toFixed(3))}`;
}

/** Null: it is none. */
export function readZoom(text: string | null): Zoom | null {
  const [, from, to] = /^(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)$/.exec(text ?? '') ?? [];
  const zoom = { fromMs: Number(from), toMs: Number(to) };
  return zoom.fromMs < zoom.toMs ? zoom : null;
}
