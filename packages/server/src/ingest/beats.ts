/**
 * Takes what processes say of themselves and answers when it is on disk; beats that come together
 * share one insert. Pages are told when a process begins to beat, ends, or is not heard of any more.
 */
import type { ProcessBeat } from 'tracenest/wire';
import { GONE_MS, processRow, readOpenProcesses } from '../store/processes.js';
import type { ChangeRow } from '../store/rows.js';
import { sql, uuids } from '../store/sql.js';
import type { Store } from '../store/store.js';

/** How often is looked for processes that fell silent. */
const LOOK_MS = 2_000;
/** After a restart the processes of this last while are known again. */
const REMEMBERED_MS = 3_600_000;
/** The one that was not heard of for longest is forgotten first: pages that show it are not told then. */
const MAX_LIVING = 10_000;

interface Living {
  /** Milliseconds since 1970. */
  heard: number;
  traces: readonly string[];
}

export class Beats {
  readonly #store: Store;
  readonly #nowMs: () => number;
  /** Those that have not ended, as far as is known; the one heard of last at the end. */
  readonly #living = new Map<string, Living>();
  #waiting: ProcessBeat[] = [];
  #writing: Promise<void> = Promise.resolve();
  #next: Promise<void> | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(store: Store, nowMs: () => number = Date.now) {
    this.#store = store;
    this.#nowMs = nowMs;
  }

  /** Reads who was alive, and begins to look for silence. */
  async open(): Promise<void> {
    const known = await readOpenProcesses(this.#store, this.#nowMs() - REMEMBERED_MS);
    for (const { instance, lastSeen, traces } of known.toSorted((a, b) => a.lastSeen - b.lastSeen)) {
      this.#living.set(instance, { heard: lastSeen, traces });
    }
    this.#timer = setInterval(() => void this.lookForSilence().catch(() => {}), LOOK_MS).unref();
  }

  /** Resolves when the beat is on disk. */
  take(beat: ProcessBeat): Promise<void> {
    this.#waiting.push(beat);
    this.#next ??= this.#writing.then(() => {
      const beats = this.#waiting;
      this.#waiting = [];
      this.#next = null;
      const written = this.#write(beats);
      this.#writing = written.catch(() => {});
      return written;
    });
    return this.#next;
  }

  /** Tells pages of the processes that are gone without having said so. */
  async lookForSilence(): Promise<void> {
    const silent: string[] = [];
    for (const [instance, { heard, traces }] of this.#living) {
      if (this.#nowMs() - heard <= GONE_MS) continue;
      this.#living.delete(instance);
      silent.push(...traces);
    }
    await this.#tell(silent);
  }

  async close(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#next?.catch(() => {});
    await this.#writing;
  }

  async #write(beats: readonly ProcessBeat[]): Promise<void> {
    const now = this.#nowMs();
    await this.#store.insert(
      'processes',
      beats.map((beat) => processRow(beat, now)),
    );
    const changed: string[] = [];
    for (const { process, traces, ended } of beats) {
      const before = this.#living.get(process.instance);
      this.#living.delete(process.instance);
      if (ended === undefined) this.#living.set(process.instance, { heard: now, traces });
      if (before === undefined || ended !== undefined) changed.push(...(before?.traces ?? []), ...traces);
    }
    for (const instance of this.#living.keys()) {
      if (this.#living.size <= MAX_LIVING) break;
      this.#living.delete(instance);
    }
    await this.#tell(changed);
  }

  async #tell(traces: readonly string[]): Promise<void> {
    if (traces.length === 0) return;
    const rows = await this.#store.query<{ trace_id: string; project_id: string }>(
      sql`SELECT DISTINCT trace_id, project_id FROM traces WHERE trace_id IN ${uuids([...new Set(traces)])}`,
    );
    const arrived = this.#nowMs() * 1000;
    await this.#store.insert(
      'changes',
      rows.map((row): ChangeRow => ({ ...row, arrived })),
    );
  }
}
