/**
 * What Chromium's own tracing says of a page: how long its main thread worked for each frame, what
 * was loaded, and when. Times are microseconds of Chromium's clock. On a machine that does other
 * things too, wall time holds the waits for a core; `cpuMs` is what the thread itself worked.
 */
import type { Page } from 'playwright-core';

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  ts: number;
  dur?: number;
  /** Of the thread alone. */
  tdur?: number;
  args: { data?: Record<string, unknown> };
}

/** Work of a page's main thread; milliseconds. */
export interface Work {
  wallMs: number;
  cpuMs: number;
}

/** An answer that a page received. */
export interface Loaded {
  url: string;
  sentAt: number;
  /** When its last byte came. */
  receivedAt: number;
  /** As they came over the wire, headers included. */
  bytes: number;
}

/** Script and layout, as Chromium names them; painting is something else. */
const WORK: ReadonlySet<string> = new Set([
  'EvaluateScript',
  'EventDispatch',
  'FireAnimationFrame',
  'FireIdleCallback',
  'FunctionCall',
  'HitTest',
  'Layout',
  'MajorGC',
  'MinorGC',
  'ParseHTML',
  'RunMicrotasks',
  'TimerFire',
  'UpdateLayoutTree',
  'v8.callFunction',
  'v8.compile',
  'v8.compileModule',
]);

const CATEGORIES = [
  'devtools.timeline',
  'disabled-by-default-devtools.timeline',
  'blink.user_timing',
  'v8',
  'v8.execute',
];

/** What was traced while a page did something. */
export class PageEvents {
  readonly #events: readonly TraceEvent[];
  readonly #main: readonly TraceEvent[];

  constructor(events: readonly TraceEvent[]) {
    this.#events = events;
    const mark = events.find(({ name }) => name === BEGIN);
    this.#main = events
      .filter(({ pid, tid }) => pid === mark?.pid && tid === mark.tid)
      .toSorted((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0));
  }

  /** When `performance.mark` was called with this name. */
  markedAt(name: string): number {
    const mark = this.#main.find((event) => event.name === name);
    if (mark === undefined) throw new Error(`The page was never marked "${name}".`);
    return mark.ts;
  }

  /** Answers to requests that were sent after a moment, in their order. */
  loadedAfter(ts: number): Loaded[] {
    const finished = new Map(
      this.#events.flatMap(({ name, args, ts: at }) =>
        name === 'ResourceFinish' ? [[args.data?.['requestId'], { at, data: args.data }] as const] : [],
      ),
    );
    return this.#events
      .filter((event) => event.name === 'ResourceSendRequest' && event.ts >= ts)
      .toSorted((a, b) => a.ts - b.ts)
      .flatMap(({ ts: sentAt, args }) => {
        const { at, data } = finished.get(args.data?.['requestId']) ?? {};
        if (at === undefined) return [];
        const seconds = Number(data?.['finishTime']);
        return [
          {
            url: String(args.data?.['url']),
            sentAt,
            receivedAt: seconds > 0 ? seconds * 1e6 : at,
            bytes: Number(data?.['encodedDataLength']),
          },
        ];
      });
  }

  /** The end of the first frame that was made after a moment. */
  frameAfter(ts: number): number {
    const frame = this.#main.find((event) => event.name === FRAME && event.ts >= ts);
    if (frame === undefined) throw new Error('No frame was made after the rows were there.');
    return frame.ts + (frame.dur ?? 0);
  }

  /** Script and layout between two moments. */
  workBetween(from: number, to: number): Work {
    return sum(this.#outermost().filter(({ ts }) => ts >= from && ts < to));
  }

  /** Script and layout for each frame between the marks. A frame in which nothing was done is none. */
  workByFrame(): Work[] {
    const [from, to] = [this.markedAt(BEGIN), this.markedAt(END)];
    const ends = this.#main.flatMap(({ name, ts, dur = 0 }) => (name === FRAME && ts >= from ? [ts + dur] : []));
    const frames: TraceEvent[][] = [];
    let frame = 0;
    for (const event of this.#outermost()) {
      if (event.ts < from || event.ts > to) continue;
      while (event.ts > (ends[frame] ?? Number.POSITIVE_INFINITY)) frame += 1;
      (frames[frame] ??= []).push(event);
    }
    return frames.filter((events) => events.length > 0).map(sum);
  }

  /** The most that the heap of scripts was seen to hold. Bytes. */
  largestHeap(): number {
    return Math.max(
      0,
      ...this.#main.map(({ name, args }) => (name === 'UpdateCounters' ? Number(args.data?.['jsHeapSizeUsed']) : 0)),
    );
  }

  /** Events of work that lie in no other one. */
  #outermost(): TraceEvent[] {
    let end = 0;
    return this.#main.filter(({ name, ph, ts, dur = 0 }) => {
      if (ph !== 'X' || !WORK.has(name) || ts < end) return false;
      end = ts + dur;
      return true;
    });
  }
}

const BEGIN = 'bench: begin';
const END = 'bench: end';
const FRAME = 'Commit';

/** Traces a page while it does something. */
export async function traced(page: Page, work: () => Promise<unknown>): Promise<PageEvents> {
  const browser = page.context().browser();
  if (browser === null) throw new Error('The page has no browser of its own.');
  await browser.startTracing(page, { categories: CATEGORIES });
  await page.evaluate((name) => performance.mark(name), BEGIN);
  await work();
  await page.evaluate((name) => performance.mark(name), END);
  const bytes = await browser.stopTracing();
  const { traceEvents } = JSON.parse(bytes.toString()) as { traceEvents: TraceEvent[] };
  return new PageEvents(traceEvents);
}

function sum(events: readonly TraceEvent[]): Work {
  const work = { wallMs: 0, cpuMs: 0 };
  for (const { dur = 0, tdur = 0 } of events) {
    work.wallMs += dur / 1000;
    work.cpuMs += tdur / 1000;
  }
  return work;
}
