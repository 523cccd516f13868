/**
 * Keeps the counted totals of traces up to date, beside the way in: it reads what changed, waits a
 * moment for more, and lets a thread of its own count many traces at a time. What a crash or a stop
 * left uncounted, and what was counted by other prices, is found by comparing with the records.
 */
import { isStoreAway } from '../errors.js';
import type { Log } from '../log.js';
import { nilId } from '../store/rows.js';
import { sql, uuid, uuids } from '../store/sql.js';
import type { Store } from '../store/store.js';
import type { Prices } from './prices.js';
import type { SplitChange } from './detect-splits.js';
import type { ToCount } from './count-traces.js';
import type { CountedTraces } from './tree-questions.js';
import { TreeThread } from './tree-thread.js';

const lookMs = 500;
/** A trace is counted when it has been quiet for this long, or has waited so long at most. */
const quietMs = 1_000;
const patienceMs = 4_000;
/** A trace that takes long to count is left alone four times as long while it grows, else only as long. */
const restFactor = 4;
/** A trace has stopped growing when nothing of it arrived for this long. */
const stoppedMs = 3_000;
/** While much is written, counting rests this many times as long as it worked. */
const busyRestFactor = 9;
const failedMs = 3_600_000;
const tracesPerBatch = 200;
const rowsPerBatch = 20_000;
const stalePerLook = 1_000;
/** What was flushed late is seen again. */
const overlapUs = 5_000_000;
const maxWatched = 100_000;
/** How long somebody may wait until what he asks for is counted. */
const askedMs = 5_000;
const idsPerQuery = 20_000;

interface Waiting {
  through: number;
  firstMs: number;
  lastMs: number;
}

/** Milliseconds since 1970. */
interface NotBefore {
  growing: number;
  stopped: number;
}

export class TraceCounter {
  readonly #store: Store;
  readonly #prices: Prices;
  readonly #log: Log;
  readonly #isBusy: () => boolean;
  readonly #thread: TreeThread;
  readonly #waiting = new Map<string, Waiting>();
  /** What is counted of a trace: microseconds since 1970. */
  readonly #through = new Map<string, number>();
  /** When a trace may be counted again, and when it should be though nothing arrived: milliseconds since 1970. */
  readonly #notBefore = new Map<string, NotBefore>();
  readonly #due = new Map<string, number>();
  /** Until when counting rests if much is written. */
  #restUntil = 0;
  #seenUs = 0;
  /** How many changes of a trace the last look saw; null before the first. */
  #changes: ReadonlyMap<string, number> | null = null;
  /** Where the search for stale traces is; null: it is through. */
  #searchFrom: string | null = nilId;
  #searchedPrices = '';
  #timer: NodeJS.Timeout | null = null;
  #work: Promise<void> | null = null;
  /** How many wait for their projects to be counted now: what may wait gives way after a batch. */
  #asked = 0;
  /** How many wait for counting to rest. */
  #pauses = 0;
  #isClosed = false;

  /** `isBusy`: whether so much is written just now that counting would make writers wait. */
  constructor(store: Store, prices: Prices, log: Log, isBusy: () => boolean) {
    this.#store = store;
    this.#prices = prices;
    this.#log = log;
    this.#isBusy = isBusy;
    this.#thread = new TreeThread(store, () => prices.inUse);
  }

  open(): void {
    this.#timer = setInterval(() => {
      this.#work ??= this.#look()
        .catch((error: unknown) => {
          if (!this.#isClosed) this.#log.warn('Totals could not be counted; they are tried again', error);
        })
        .finally(() => (this.#work = null));
    }, lookMs).unref();
  }

  /** Does something while nothing is counted: what is counted of runs must not outlive them. */
  async pausedFor<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#pauses += 1;
    try {
      await this.#work;
      return await work();
    } finally {
      this.#pauses -= 1;
    }
  }

  /**
   * Counts what is known to be uncounted of some projects without waiting for a quiet moment, but not
   * for longer than some seconds. Whether all of it is counted now.
   */
  async countNow(projectIds: readonly string[]): Promise<boolean> {
    this.#asked += 1;
    try {
      while (this.#work !== null) await this.#work;
    } finally {
      this.#asked -= 1;
    }
    if (this.#pauses > 0 || this.#isClosed) return false;
    const counting = this.#countProjects(projectIds);
    this.#work = counting.then(
      () => void (this.#work = null),
      () => void (this.#work = null),
    );
    return counting;
  }

  async #countProjects(projectIds: readonly string[]): Promise<boolean> {
    await this.#readChanges();
    await this.#searchStale();
    const uncounted = await this.#waitingOf(projectIds);
    const endMs = Date.now() + askedMs;
    let rest = uncounted.map((traceId) => ({ traceId, through: this.#waiting.get(traceId)?.through ?? 0 }));
    while (rest.length > 0 && this.#pauses === 0 && !this.#isClosed && Date.now() < endMs) {
      const batch = await this.#startOf(rest);
      await this.#countAny(batch);
      rest = rest.slice(batch.length);
    }
    // What a stop left uncounted may not all be found yet.
    return this.#searchFrom === null && !uncounted.some((traceId) => this.#waiting.has(traceId));
  }

  /** Traces that are not counted, of those that some projects have runs of. */
  async #waitingOf(projectIds: readonly string[]): Promise<string[]> {
    const all = [...this.#waiting.keys()];
    const found: string[] = [];
    for (let from = 0; from < all.length; from += idsPerQuery) {
      const rows = await this.#store.query<{ trace_id: string }>(
        sql`SELECT DISTINCT trace_id FROM traces
            WHERE project_id IN ${uuids(projectIds)} AND trace_id IN ${uuids(all.slice(from, from + idsPerQuery))}`,
      );
      found.push(...rows.map(({ trace_id }) => trace_id));
    }
    return found;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#thread.close();
    await this.#work;
  }

  async #look(): Promise<void> {
    if (this.#rests()) return;
    await this.#readChanges();
    await this.#searchStale();
    const now = Date.now();
    for (const [traceId, due] of this.#due) {
      if (due > now) continue;
      this.#due.delete(traceId);
      const known = this.#waiting.get(traceId)?.through ?? this.#through.get(traceId) ?? 0;
      this.#waiting.set(traceId, { through: known, firstMs: 0, lastMs: 0 });
    }
    while (!this.#rests() && this.#asked === 0) {
      const began = performance.now();
      const batch = await this.#nextBatch();
      if (batch.length === 0 || this.#isClosed) return;
      await this.#countAny(batch);
      const ended = performance.now();
      this.#restUntil = ended + (ended - began) * busyRestFactor;
    }
  }

  #rests(): boolean {
    return this.#pauses > 0 || (this.#isBusy() && performance.now() < this.#restUntil);
  }

  async #readChanges(): Promise<void> {
    const nowMs = Date.now();
    const since = this.#seenUs === 0 ? (nowMs - 60_000) * 1000 : Math.min(this.#seenUs, nowMs * 1000) - overlapUs;
    const rows = await this.#store.query<{ trace_id: string; through: number; changes: number }>(
      sql`SELECT trace_id, max(arrived) AS through, count() AS changes FROM changes WHERE arrived > ${since} AND of = 'records' GROUP BY trace_id`,
      { maxSeconds: 5 },
    );
    const before = this.#changes;
    this.#changes = new Map(rows.map(({ trace_id, changes }) => [trace_id, changes]));
    for (const { trace_id, through, changes } of rows) {
      this.#seenUs = Math.max(this.#seenUs, through);
      this.#want(
        trace_id,
        before !== null && changes > (before.get(trace_id) ?? 0) ? this.#after(trace_id, through) : through,
        nowMs,
      );
    }
  }

  /** By the clock of another process on this store a new change may be older than what is counted. */
  #after(traceId: string, through: number): number {
    const known = Math.max(this.#through.get(traceId) ?? 0, this.#waiting.get(traceId)?.through ?? 0);
    return Math.max(through, known + 1);
  }

  #want(traceId: string, through: number, nowMs: number): void {
    if (through <= (this.#through.get(traceId) ?? 0)) return;
    const waiting = this.#waiting.get(traceId);
    // What there is no room for is found among the stale ones later.
    if (waiting === undefined && this.#waiting.size >= maxWatched) this.#searchFrom = nilId;
    else if (waiting === undefined) this.#waiting.set(traceId, { through, firstMs: nowMs, lastMs: nowMs });
    else if (through > waiting.through) Object.assign(waiting, { through, lastMs: nowMs });
  }

  /** Traces with records that are not counted, and those that were counted by other prices. */
  async #searchStale(): Promise<void> {
    const { version } = this.#prices.inUse;
    if (version !== this.#searchedPrices) this.#searchFrom = nilId;
    this.#searchedPrices = version;
    if (this.#searchFrom === null || this.#waiting.size >= stalePerLook) return;
    const rows = await this.#store.query<{ trace_id: string; latest: number; due: number; is_stale: boolean }>(
      sql`SELECT runs.trace_id AS trace_id, max(runs.arrived) AS latest, any(counted.due) AS due,
                 max(runs.arrived) > any(counted.through) OR any(counted.prices) != ${version}
                   OR NOT any(counted.has_head AND counted.has_cost_kinds) AS is_stale
          FROM runs LEFT JOIN (SELECT trace_id, through, prices, due, has_head, has_cost_kinds FROM trace_totals FINAL) AS counted
            ON counted.trace_id = runs.trace_id
          WHERE runs.trace_id > ${uuid(this.#searchFrom)}
          GROUP BY runs.trace_id HAVING is_stale OR due > 0 ORDER BY runs.trace_id LIMIT ${stalePerLook}`,
      { maxSeconds: 60 },
    );
    for (const { trace_id, latest, due, is_stale } of rows) {
      if (is_stale) this.#waiting.set(trace_id, { through: latest, firstMs: 0, lastMs: 0 });
      else {
        remember(this.#through, trace_id, latest);
        remember(this.#due, trace_id, due);
      }
    }
    this.#searchFrom = rows.length < stalePerLook ? null : (rows.at(-1)?.trace_id ?? null);
  }

  /** Traces whose moment has come. */
  async #nextBatch(): Promise<ToCount[]> {
    const now = Date.now();
    const ready: ToCount[] = [];
    for (const [traceId, { through, firstMs, lastMs }] of this.#waiting) {
      const isQuiet = now - lastMs >= quietMs || now - firstMs >= patienceMs;
      const rest = this.#notBefore.get(traceId);
      const isRested = rest === undefined || (now - lastMs >= stoppedMs ? rest.stopped : rest.growing) <= now;
      if (!isQuiet || !isRested) continue;
      ready.push({ traceId, through });
      if (ready.length === tracesPerBatch) break;
    }
    return this.#startOf(ready);
  }

  /** The first of them, as many as together have not too many records. */
  async #startOf(wanted: readonly ToCount[]): Promise<ToCount[]> {
    const ready = wanted.slice(0, tracesPerBatch);
    if (ready.length < 2) return ready;
    const counts = await this.#store.query<{ trace_id: string; count: number }>(
      sql`SELECT trace_id, count() AS count FROM runs
          WHERE trace_id IN ${uuids(ready.map(({ traceId }) => traceId))} GROUP BY trace_id`,
    );
    const sizes = new Map(counts.map(({ trace_id, count }) => [trace_id, count]));
    let rows = 0;
    const end = ready.findIndex(({ traceId }, i) => {
      rows += sizes.get(traceId) ?? 0;
      return i > 0 && rows > rowsPerBatch;
    });
    return end === -1 ? ready : ready.slice(0, end);
  }

  /** Lists show the new totals, runs who links to them; traces that were found to be split are counted once more. */
  async #tell(ids: readonly string[], linked: readonly string[]): Promise<void> {
    const answer = await this.#thread.splits(ids);
    const splits = JSON.parse(new TextDecoder().decode(answer ?? undefined)) as SplitChange[];
    const found = Date.now() * 1000;
    await this.#store.insert(
      'splits',
      splits.map((split) => ({ ...split, found })),
    );
    const both = splits.flatMap(({ trace_id, parent_trace_id }) => [trace_id, parent_trace_id]);
    const rows = await this.#store.query<{ trace_id: string; project_id: string }>(
      sql`SELECT DISTINCT trace_id, project_id FROM traces WHERE trace_id IN ${uuids([...new Set([...ids, ...both, ...linked])])}`,
    );
    const again = new Set(both);
    await this.#store.insert(
      'changes',
      rows.map((row) => ({ ...row, arrived: found, of: again.has(row.trace_id) ? 'records' : 'totals' })),
    );
  }

  /** One trace that cannot be counted must not cost the others theirs: it is left alone for an hour. */
  async #countAny(batch: readonly ToCount[]): Promise<void> {
    try {
      await this.#count(batch);
    } catch (error) {
      const [first] = batch;
      if (this.#isClosed || first === undefined) return;
      if (isStoreAway(error)) throw error;
      if (batch.length > 1) {
        for (const one of batch) await this.#countAny([one]);
        return;
      }
      this.#log.warn(`The totals of trace ${first.traceId} could not be counted`, error);
      const again = Date.now() + failedMs;
      remember(this.#notBefore, first.traceId, { growing: again, stopped: again });
    }
  }

  async #count(batch: readonly ToCount[]): Promise<void> {
    const began = Date.now();
    const answer = await this.#thread.count(batch, began);
    const { totals, heads, findings, links } = JSON.parse(
      new TextDecoder().decode(answer ?? undefined),
    ) as CountedTraces;
    await this.#store.insert('trace_heads', heads);
    // The row of the trace makes those of its findings count: it comes after them.
    await this.#store.insert('trace_findings', findings);
    await this.#store.insert('links', links);
    await this.#store.insert('trace_totals', totals);
    await this.#tell(
      [...batch.map(({ traceId }) => traceId)],
      links.map((link) => link.linked_trace_id),
    );
    const ended = Date.now();
    const tookMs = (ended - began) / batch.length;
    for (const { traceId, through } of batch) {
      if ((this.#waiting.get(traceId)?.through ?? 0) <= through) this.#waiting.delete(traceId);
      remember(this.#through, traceId, through);
      remember(this.#notBefore, traceId, { growing: ended + tookMs * restFactor, stopped: ended + tookMs });
    }
    for (const { trace_id, due } of totals as { trace_id: string; due: number }[]) {
      if (due > 0) remember(this.#due, trace_id, due);
      else this.#due.delete(trace_id);
    }
  }
}

/** Forgetting costs one count too many, or one too late. */
function remember<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= maxWatched) return;
  const oldest = map.keys().next();
  if (!oldest.done) map.delete(oldest.value);
}
