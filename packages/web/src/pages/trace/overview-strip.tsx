/**
 * The whole trace in one line, and which part of its time the bars below show: dragged over it is
 * chosen, its window and its edges can be moved by pointer and keys, a double click shows all.
 */
import { useMemo, useRef, useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import { overviewOf, steadyScale, type Block, type Overview } from '../../model/overview.js';
import { fractionOf, type TimeScale } from '../../model/time-scale.js';
import type { TraceShape } from '../../model/trace-shape.js';
import { formatQuantity } from '../../model/words.js';
import {
  edgeByKey,
  withEdge,
  zoomByKey,
  zoomKeyNotes,
  zoomOf,
  zoomWithin,
  zoomWords,
  type Edge,
  type Zoom,
} from '../../model/zoom.js';
import { useKeys } from '../../ui/keys.js';
import styles from './overview-strip.module.css';

interface OverviewStripProps {
  shape: TraceShape;
  /** The axis of the whole trace. */
  whole: TimeScale;
  /** Whether that axis goes on with the clock. */
  isGrowing: boolean;
  zoom: Zoom | null;
  onZoom: (zoom: Zoom | null) => void;
}

const COLUMNS = 600;
/** A drag shorter than this part of the strip was a click. */
const LEAST_DRAG = 0.004;

/** What a pointer that is down does; fractions of the strip. */
type Drag = { part: 'select'; from: number; to: number } | { part: 'window'; grip: number } | { part: Edge };

export function OverviewStrip({ shape, whole, isGrowing, zoom, onZoom }: OverviewStripProps): ReactNode {
  const box = useRef<HTMLElement>(null);
  const [drag, setDrag] = useState<Drag | null>(null);
  const { startMs, durationMs, originMs, untilMs } = isGrowing ? steadyScale(whole) : whole;
  const overview = useMemo(
    () => overviewOf(shape, { startMs, durationMs, originMs, untilMs }, COLUMNS),
    [shape, startMs, durationMs, originMs, untilMs],
  );
  const shown = zoom === null ? null : zoomWithin(whole, zoom);
  const { fromMs, toMs } = shown ?? zoomOf(whole);
  const [left, right] = [fractionOf(whole, fromMs), fractionOf(whole, toMs)];
  const byKey = (key: string): boolean => {
    const next = zoomByKey(whole, shown, key);
    if (next !== undefined) onZoom(next);
    return next !== undefined;
  };
  useKeys(
    'Overview',
    zoomKeyNotes.map((note) => (anywhere.has(note.key) ? { ...note, run: byKey } : note)),
  );

  const fractionAt = ({ clientX }: PointerEvent): number => {
    const bounds = box.current?.getBoundingClientRect();
    if (bounds === undefined) return 0;
    return Math.min(1, Math.max(0, (clientX - bounds.left) / bounds.width));
  };
  const msAt = (fraction: number): number => whole.startMs + fraction * whole.durationMs;
  const begin = (event: PointerEvent<HTMLElement>): void => {
    const part = event.target instanceof HTMLElement ? event.target.dataset['part'] : undefined;
    if (event.button !== 0 || part === 'none') return;
    const at = fractionAt(event);
    event.currentTarget.setPointerCapture(event.pointerId);
    if (part === 'from' || part === 'to') setDrag({ part });
    else if (part === 'window' && shown !== null) setDrag({ part, grip: at - left });
    else setDrag({ part: 'select', from: at, to: at });
  };
  const move = (event: PointerEvent<HTMLElement>): void => {
    if (drag === null) return;
    const at = fractionAt(event);
    if (drag.part === 'select') setDrag({ ...drag, to: at });
    else if (drag.part === 'window') onZoom(slid(at - drag.grip));
    else onZoom(withEdge(whole, shown, drag.part, msAt(at)));
  };
  const slid = (toFraction: number): Zoom | null =>
    zoomWithin(whole, { fromMs: msAt(toFraction), toMs: msAt(toFraction) + toMs - fromMs });
  const end = (): void => {
    setDrag(null);
    if (drag?.part !== 'select') return;
    const [from, to] = [Math.min(drag.from, drag.to), Math.max(drag.from, drag.to)];
    if (to - from >= LEAST_DRAG) onZoom(zoomWithin(whole, { fromMs: msAt(from), toMs: msAt(to) }));
    // A click beside the window brings it there.
    else if (shown !== null) onZoom(slid(from - (right - left) / 2));
  };
  const press = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey || !byKey(event.key)) return;
    event.preventDefault();
  };
  const pressEdge = (event: KeyboardEvent, edge: Edge): void => {
    const ms = edgeByKey(whole, shown, edge, event.key);
    if (ms === undefined) return;
    event.preventDefault();
    onZoom(withEdge(whole, shown, edge, ms));
  };
  const words = zoomWords(whole, shown);
  return (
    <section
      ref={box}
      className={styles.strip}
      aria-label="Overview of the trace"
      onPointerDown={begin}
      onPointerMove={move}
      onPointerUp={end}
      onPointerCancel={() => setDrag(null)}
      onDoubleClick={() => onZoom(null)}
    >
      <Drawing overview={overview} part={whole.durationMs / durationMs} />
      {shown !== null && (
        <>
          <span className={styles.shade} style={{ insetInlineStart: 0, width: percent(left) }} />
          <span className={styles.shade} style={{ insetInlineStart: percent(right), insetInlineEnd: 0 }} />
        </>
      )}
      <div
        role="slider"
        tabIndex={0}
        data-part="window"
        aria-label="Shown time"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(((left + right) / 2) * 100)}
        aria-valuetext={`${words}${failedWords(overview)}`}
        aria-keyshortcuts="+ - 0"
        className={styles.window}
        style={{ insetInlineStart: percent(left), width: percent(right - left) }}
        onKeyDown={press}
      />
      {(['from', 'to'] as const).map((edge) => (
        <div
          key={edge}
          role="slider"
          tabIndex={0}
          data-part={edge}
          aria-label={edge === 'from' ? 'Beginning of the shown time' : 'End of the shown time'}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.round((edge === 'from' ? left : right) * 100)}
          aria-valuetext={words}
          className={styles.edge}
          style={{ insetInlineStart: `clamp(0px, ${percent(edge === 'from' ? left : right)} - 4px, 100% - 8px)` }}
          onKeyDown={(event) => pressEdge(event, edge)}
        />
      ))}
      {drag?.part === 'select' && (
        <span
          className={styles.selection}
          style={{
            insetInlineStart: percent(Math.min(drag.from, drag.to)),
            width: percent(Math.abs(drag.to - drag.from)),
          }}
        />
      )}
      {shown !== null && (
        <button type="button" data-part="none" className={styles.reset} onClick={() => onZoom(null)}>
          {words}: show all
        </button>
      )}
    </section>
  );
}

/** Keys that zoom wherever the focus is; the others move only what has it. */
const anywhere: ReadonlySet<string> = new Set(['+', '-', '0']);

function failedWords({ failed }: Overview): string {
  return failed.length === 0 ? '' : `, failures at ${formatQuantity(failed.length, 'place')}`;
}

/** Of its columns the first `part` is shown. One path for each tone: as many elements as there are tones, whatever the size of the trace. */
function Drawing({ overview, part }: { overview: Overview; part: number }): ReactNode {
  const { columns, levels, blocks, failed } = overview;
  const tones = new Set(blocks.map(({ tone }) => tone));
  return (
    <svg
      className={styles.drawing}
      viewBox={`0 0 ${columns * part} 1`}
      preserveAspectRatio="none"
      shapeRendering="crispEdges"
      aria-hidden="true"
    >
      {[...tones].map((tone) => (
        <path
          key={tone}
          data-tone={tone}
          className={styles.blocks}
          d={pathOf(
            blocks.filter((block) => block.tone === tone),
            levels,
          )}
        />
      ))}
      <path data-tone="error" className={styles.blocks} d={failed.map((at) => `M${at} 0h2v0.14h-2z`).join('')} />
    </svg>
  );
}

/** The part of the height that the lowest level has at least, and the room above for failures. */
const LOWEST = 0.12;
const HIGHEST = 0.82;

function pathOf(blocks: readonly Block[], levels: number): string {
  return blocks
    .map(({ from, to, height }) => {
      const part = LOWEST + (HIGHEST - LOWEST) * (levels === 1 ? 1 : (height - 1) / (levels - 1));
      return `M${from} 1V${(1 - part).toFixed(4)}H${to}V1z`;
    })
    .join('');
}

function percent(fraction: number): string {
  return `${Math.round(fraction * 100_000) / 1000}%`;
}
