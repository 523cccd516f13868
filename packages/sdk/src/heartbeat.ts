/**
 * Says that this process is alive for as long as runs of it are open, and how it ended: from this a
 * server tells work that goes on from work that will never end.
 */
import { outside } from './context.js';
import { processRecord, processState, type OpenRun } from './process-state.js';
import { unref } from './transport.js';
import type { ProcessBeat, ProcessEnd } from './wire/api.js';

export const HEARTBEAT_MS = 10_000;
/** The first beat comes sooner: a process that dies young has said that it lived. Shorter runs need none. */
const FIRST_MS = 1000;
/** Traces that a beat names, and runs that are looked at for it. */
const MOST_TRACES = 100;
const MOST_RUNS = 1000;

export class Heartbeat {
  readonly #client: unknown;
  readonly #everyMs: number;
  readonly #tell: (beat: ProcessBeat) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #hasBeaten = false;
  #isOver = false;

  /** @param tell sends a beat; what becomes of it is not asked. */
  constructor(client: unknown, everyMs: number, tell: (beat: ProcessBeat) => void) {
    this.#client = client;
    this.#everyMs = everyMs;
    this.#tell = tell;
  }

  /** Beats from now on, until no run of the client is open. */
  start(): void {
    this.#isOver = false;
    if (this.#timer !== undefined) return;
    this.#beatAfter(Math.min(FIRST_MS, this.#everyMs));
  }

  /** The last beat, if there is anything that it ends. */
  last(end: ProcessEnd): ProcessBeat | undefined {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const open = this.open();
    if (this.#isOver || (!this.#hasBeaten && open.length === 0)) return undefined;
    this.#isOver = true;
    return beatOf(open, end);
  }

  /** Runs of the client that have begun and not ended, the oldest first. */
  open(): OpenRun[] {
    const own: OpenRun[] = [];
    for (const run of processState.open) {
      if (run.client === this.#client) own.push(run);
      if (own.length === MOST_RUNS) break;
    }
    return own;
  }

  #beatAfter(ms: number): void {
    this.#timer = outside(() => setTimeout(() => this.#beat(), ms));
    unref(this.#timer);
  }

  #beat(): void {
    this.#timer = undefined;
    const open = this.open();
    if (open.length === 0) return;
    this.#beatAfter(this.#everyMs);
    this.#hasBeaten = true;
    this.#tell(beatOf(open));
  }
}

function beatOf(open: readonly OpenRun[], ended?: ProcessEnd): ProcessBeat {
  const traces = [...new Set(open.map((run) => run.trace_id))].slice(0, MOST_TRACES);
  return {
    process: processRecord(),
    time: Date.now(),
    open_runs: open.length,
    traces,
    ...(ended === undefined ? {} : { ended }),
  };
}
