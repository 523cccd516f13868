/**
 * The trees of traces that someone is looking at. A reader who opens run after run of one large
 * trace asks for the same tree each time, and putting it together takes seconds. A tree is used
 * again only while the store says that nothing of its trace has arrived since.
 */
import type { Place } from '../store/records.js';
import type { Reader } from '../store/store.js';
import { latestChange } from './glance.js';
import { assembleTrace, isLive, type AssembledTrace } from './get-trace.js';

/** Rows of all kept trees together: some hundred megabytes at most. */
const maxRows = 250_000;
/** What a pending trace says depends on the time. */
const maxLiveAgeMs = 2_000;
/** The store forgets changes after an hour: what is older could not be told from what changed since. */
const maxAgeMs = 30 * 60_000;

interface Kept {
  assembled: AssembledTrace;
  /** Of the changes before its records were read. */
  mark: string;
  atMs: number;
}

/** Assembled traces by the id they were asked for. */
export class TreeCache {
  readonly #reader: Reader;
  readonly #kept = new Map<string, Kept>();

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  /** As assembleTrace, or what is kept of it. `nowMs`: milliseconds since 1970. */
  async get(traceId: string, nowMs: number): Promise<AssembledTrace | null> {
    const mark = await latestChange(this.#reader, traceId);
    const kept = this.#kept.get(traceId);
    if (kept !== undefined && kept.mark === mark && isCurrent(kept, nowMs)) return kept.assembled;
    return this.read(traceId, mark, nowMs);
  }

  /** As assembleTrace, never what is kept. `mark`: the latest change, asked for before. */
  async read(
    traceId: string,
    mark: string,
    nowMs: number,
    places?: readonly Place[] | Promise<readonly Place[]>,
  ): Promise<AssembledTrace | null> {
    const assembled = await assembleTrace(this.#reader, traceId, nowMs, places);
    this.#kept.delete(traceId);
    // Where the trace is shown under another id, the mark of that one is not known yet.
    if (assembled !== null && assembled.trace_id === traceId) this.#keep(traceId, { assembled, mark, atMs: nowMs });
    return assembled;
  }

  #keep(traceId: string, kept: Kept): void {
    this.#kept.set(traceId, kept);
    let rows = 0;
    for (const { assembled } of this.#kept.values()) rows += assembled.tree.rows.length;
    for (const [oldest, { assembled }] of this.#kept) {
      if (rows <= maxRows || oldest === traceId) break;
      this.#kept.delete(oldest);
      rows -= assembled.tree.rows.length;
    }
  }
}

function isCurrent({ assembled, atMs }: Kept, nowMs: number): boolean {
  return Math.abs(nowMs - atMs) < (isLive(assembled.tree) ? maxLiveAgeMs : maxAgeMs);
}
