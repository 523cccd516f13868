/**
 * Reads back records: all of one trace, or all of one run, wherever they are kept. A record lies
 * where its sender said or where its run was known when it arrived; here is decided what a trace
 * shows, after everything has arrived and from the merged runs alone.
 */
import { isPaddedSpanId, mergeTrace, parentIdInOrder } from 'tracenest/wire';
import type { MergedRun, ReceivedRecord } from 'tracenest/wire';
import type { QueryLimits, Reader } from './store.js';
import { findHomes } from './homes.js';
import { readNarrow, type CutRecord, type KeptRecord as Kept } from './narrow-record.js';
import { readPlainRuns, type PlainRun } from './plain-runs.js';
import { nilId } from './rows.js';
import { sql, uuid, uuids, type Sql } from './sql.js';
import { readWhole } from './whole-records.js';

/** Look-ups by lists of ids are cut into pieces of this many. */
const idsPerQuery = 5_000;
/** A trace may be large: 100,000 runs take about 200 MB on their way. */
const limits = { maxSeconds: 60, maxMemoryBytes: 4 * 2 ** 30 };

/**
 * All records of a trace in order of arrival, of every run that belongs to it, wherever they are
 * kept. Without payloads they are cut to what a skeleton needs: give them to mergeTrace, then
 * toSkeleton. Empty if nothing of the trace was received, or all of it belongs elsewhere (findHomes).
 * `places`: of the trace, where the caller has them already.
 */
export async function readTraceRecords(
  reader: Reader,
  traceId: string,
  what: { payloads: boolean; places?: readonly Place[] | Promise<readonly Place[]> },
): Promise<CutRecord[]> {
  const read = what.payloads ? readWhole : readNarrow;
  const [own, places] = await Promise.all([
    read(reader, sql`trace_id = ${uuid(traceId)}`, limits),
    what.places ?? findPlacesOfTrace(reader, traceId),
  ]);
  if (own.length === 0 && (await findHomes(reader, [traceId])).get(traceId) !== traceId) return [];
  return settled(reader, await addStrays(reader, traceId, own, places, read), what);
}

/** In order of arrival, each once; of cut records those whole of which that decides. */
async function settled(reader: Reader, found: readonly Kept[], what: { payloads: boolean }): Promise<CutRecord[]> {
  const repeated = repeatedIds(found);
  const all = inOrder(found, repeated);
  if (!what.payloads) await fillUndecided(reader, all, repeated);
  return all.map((kept) => kept.received);
}

const narrow = { payloads: false };

/** What a trace was told: runs that need no merging, and the records of the others, cut as for a skeleton. */
export interface TraceRuns {
  plain: readonly PlainRun[];
  records: CutRecord[];
}

/**
 * The runs of a trace, where all that belongs to it lies under its id and nearly all of it needs no
 * merging; null where readTraceRecords is needed. `places`: as there.
 */
export async function readTraceRuns(
  reader: Reader,
  traceId: string,
  given?: readonly Place[] | Promise<readonly Place[]>,
): Promise<TraceRuns | null> {
  if (Array.isArray(given) && given.length > 0) return null;
  const [{ plain, otherIds, hasSpans }, places] = await Promise.all([
    readPlainRuns(reader, traceId, limits),
    given ?? findPlacesOfTrace(reader, traceId),
  ]);
  if (places.length > 0 || hasSpans || plain.length === 0 || otherIds.length > idsPerQuery) return null;
  if (otherIds.length === 0) return { plain, records: [] };
  return { plain, records: await readRecordsOfRuns(reader, traceId, otherIds) };
}

/**
 * The records of several traces at once, cut as for a skeleton, by a few queries in all. A trace is
 * left out if nothing lies under its id, or if what belongs to it lies elsewhere as well or has to
 * be decided with the whole records: readTraceRecords reads it.
 */
export async function readPlainTraces(reader: Reader, traceIds: readonly string[]): Promise<Map<string, CutRecord[]>> {
  const [kept, strayed] = await Promise.all([
    readNarrow(reader, sql`trace_id IN ${uuids(traceIds)}`, limits),
    tracesWithStrays(reader, traceIds),
  ]);
  const byTrace = new Map<string, Kept[]>();
  for (const one of kept) {
    if (strayed.has(one.traceId)) continue;
    const list = byTrace.get(one.traceId);
    if (list === undefined) byTrace.set(one.traceId, [one]);
    else list.push(one);
  }
  const plain = new Map<string, CutRecord[]>();
  for (const [traceId, own] of byTrace) {
    const repeated = repeatedIds(own);
    const all = inOrder(own, repeated);
    if (undecidedIds(all, repeated).size > 0) continue;
    plain.set(
      traceId,
      all.map(({ received }) => received),
    );
  }
  return plain;
}

/** Of the given traces those of whose runs, or for whose runs, something lies elsewhere. */
async function tracesWithStrays(reader: Reader, traceIds: readonly string[]): Promise<Set<string>> {
  const ids = uuids(traceIds);
  const rows = await reader.query<{ trace: string; by: string; kept_in: string; other: string }>(
    sql`SELECT DISTINCT own.trace_id AS trace, own.id AS by, places.trace_id AS kept_in, places.other_id AS other
        FROM run_ids AS places
        INNER JOIN (
          SELECT DISTINCT trace_id, id FROM runs WHERE trace_id IN ${ids}
          UNION DISTINCT SELECT arrayJoin(${ids}) AS trace_id, trace_id AS id
        ) AS own ON own.id = places.id
        WHERE places.id IN (SELECT id FROM runs WHERE trace_id IN ${ids} UNION ALL SELECT arrayJoin(${ids}))
          AND places.trace_id != own.trace_id`,
    limits,
  );
  // A span id is one run's only within its trace: across traces it says nothing.
  const telling = rows.filter(
    ({ by, kept_in, other }) => kept_in === nilId || !(isPaddedSpanId(by) || isPaddedSpanId(other)),
  );
  return new Set(telling.map(({ trace }) => trace));
}

/** The records of some runs that lie under a trace, cut as for a skeleton, in order of arrival. */
export async function readRecordsOfRuns(
  reader: Reader,
  traceId: string,
  runIds: readonly string[],
): Promise<CutRecord[]> {
  const found = await readNarrow(reader, sql`trace_id = ${uuid(traceId)} AND id IN ${uuids(runIds)}`, limits);
  return settled(reader, found, narrow);
}

export interface RunRecords {
  /** The trace in which the run is shown. */
  traceId: string;
  records: ReceivedRecord[];
}

/**
 * All records of one run, whole, in order of arrival. Null if nothing of it was received. `traceId`
 * spares a look-up where the caller knows it; the run may have records elsewhere all the same.
 */
export async function readRunRecords(reader: Reader, runId: string, traceId?: string): Promise<RunRecords | null> {
  const places = await findPlaces(reader, [runId]);
  const traces = [...new Set(places.map((place) => place.traceId))];
  const only = traces.length === 1 && traces[0] !== nilId ? traces[0] : undefined;
  const home = traceId ?? only ?? (await findHomes(reader, [runId])).get(runId);
  const where = new Set([...(home === undefined ? [] : [home]), ...traces]);
  if (where.size === 0) return null;
  const kept = await readWhole(reader, sql`trace_id IN ${uuids([...where])} AND id = ${uuid(runId)}`, limits);
  if (kept.length === 0) return null;
  return { traceId: home ?? runId, records: inOrder(kept, repeatedIds(kept)).map((record) => record.received) };
}

type Read = (reader: Reader, where: Sql, limits?: QueryLimits) => Promise<Kept[]>;

/** Runs that were created or updated more than once: only these repeat or contradict themselves. */
function repeatedIds(kept: readonly Kept[]): Set<string> {
  const seen = new Map<string, number>();
  const repeated = new Set<string>();
  for (const { received } of kept) {
    const { id, op } = received.record;
    const before = seen.get(id) ?? 0;
    const bit = op === 'create' ? 1 : 2;
    if ((before & bit) === 0) seen.set(id, before | bit);
    else repeated.add(id);
  }
  return repeated;
}

/** In order of arrival. Of exactly equal records the first: the store drops the others, sooner or later. */
function inOrder(kept: readonly Kept[], repeated: ReadonlySet<string>): Kept[] {
  // Two processes on one store may take records in the same microsecond: then any order that stays will do.
  const sorted = kept.toSorted((a, b) => a.arrived - b.arrived || (a.digest < b.digest ? -1 : 1));
  if (repeated.size === 0) return sorted;
  const seen = new Set<string>();
  return sorted.filter(({ digest, received }) => {
    const { id, op } = received.record;
    if (!repeated.has(id)) return true;
    const key = `${id} ${op} ${digest}`;
    const isFirst = !seen.has(key);
    seen.add(key);
    return isFirst;
  });
}

/**
 * Adds runs that belong to the trace and lie elsewhere, and takes out those that lie here and
 * belong elsewhere. Most traces have neither: then this is one look-up that finds nothing.
 */
async function addStrays(
  reader: Reader,
  traceId: string,
  own: Kept[],
  placesOfTrace: readonly Place[],
  read: Read,
): Promise<Kept[]> {
  if (placesOfTrace.length === 0) return own;
  const found = new Map<string, Place>();
  let places = placesOfTrace;
  const known = new Set(own.map((kept) => kept.received.record.id));
  while (places.length > 0) {
    const fresh = places.filter((place) => !found.has(placeKey(place)));
    for (const place of fresh) found.set(placeKey(place), place);
    const ids = [...new Set(fresh.map((place) => place.runId))].filter((id) => !known.has(id));
    for (const id of ids) known.add(id);
    // What is found may have children, and other records, in yet another place.
    places =
      ids.length === 0
        ? []
        : (await findPlaces(reader, ids, 'with children')).filter((place) => place.traceId !== traceId);
  }
  const strays = await readPlaces(reader, [...found.values()], read);
  return keepOwnRuns(traceId, [...own, ...strays], new Set(strays.map((kept) => kept.received.record.id)));
}

/** Where records of a run lie. */
export interface Place {
  traceId: string;
  runId: string;
}

function placeKey(place: Place): string {
  return `${place.traceId} ${place.runId}`;
}

/** Other places of the runs of a trace and of their children; of what waits for the trace's own id. */
export async function findPlacesOfTrace(reader: Reader, traceId: string): Promise<Place[]> {
  // A trace without rows of its own is one that children named as their parent before it was known.
  const waiting = sql`id = ${uuid(traceId)} AND trace_id = ${uuid(nilId)}`;
  const ofRuns = sql`id IN (SELECT id FROM runs WHERE trace_id = ${uuid(traceId)}) AND trace_id != ${uuid(traceId)}`;
  return queryPlaces(reader, sql`(${ofRuns}) OR (${waiting})`);
}

async function findPlaces(reader: Reader, runIds: readonly string[], what?: 'with children'): Promise<Place[]> {
  const places: Place[] = [];
  for (let i = 0; i < runIds.length; i += idsPerQuery) {
    const some = uuids(runIds.slice(i, i + idsPerQuery));
    const roles = what === undefined ? sql` AND role = 'run'` : sql``;
    places.push(...(await queryPlaces(reader, sql`id IN ${some}${roles}`)));
  }
  return places;
}

async function queryPlaces(reader: Reader, where: Sql): Promise<Place[]> {
  const rows = await reader.query<{ id: string; kept_in: string; is_run: boolean; other_id: string }>(
    sql`SELECT DISTINCT id, trace_id AS kept_in, role = 'run' AS is_run, other_id FROM run_ids WHERE ${where}`,
    limits,
  );
  return (
    rows
      .map((row) => ({ traceId: row.kept_in, runId: row.is_run ? row.id : row.other_id, by: row.id }))
      // A span id is one run's only within its trace: across traces it says nothing.
      .filter((place) => place.traceId === nilId || !(isPaddedSpanId(place.by) || isPaddedSpanId(place.runId)))
  );
}

async function readPlaces(reader: Reader, places: readonly Place[], read: Read): Promise<Kept[]> {
  const kept: Kept[] = [];
  for (let i = 0; i < places.length; i += idsPerQuery) {
    const some = places.slice(i, i + idsPerQuery);
    const wanted = new Set(some.map(placeKey));
    const traces = uuids([...new Set(some.map((place) => place.traceId))]);
    const runs = uuids([...new Set(some.map((place) => place.runId))]);
    // Reads by the sorting key; a run may lie in another of these traces too.
    const found = await read(reader, sql`trace_id IN ${traces} AND id IN ${runs}`, limits);
    kept.push(...found.filter((record) => wanted.has(placeKey(placeOf(record)))));
  }
  return kept;
}

function placeOf(kept: Kept): Place {
  return { traceId: kept.traceId, runId: kept.received.record.id };
}

/**
 * Of runs with records in several places: a run belongs to the trace that its placement record
 * names, or, whatever that says, to the one in which its parent is (contract §4.3).
 */
function keepOwnRuns(traceId: string, all: Kept[], strayIds: ReadonlySet<string>): Kept[] {
  const merged = mergeTrace(all.map((kept) => kept.received));
  const belongs = new Set<string>();
  const children = new Map<string, MergedRun[]>();
  const accept: MergedRun[] = [];
  for (const run of merged) {
    const parent = parentOf(run);
    if (!strayIds.has(run.id) || run.trace_id === traceId || isWaitingFor(traceId, run, parent)) accept.push(run);
    else if (parent !== null) children.set(parent, [...(children.get(parent) ?? []), run]);
  }
  for (let run = accept.pop(); run !== undefined; run = accept.pop()) {
    for (const id of [run.id, ...run.aliases]) {
      if (belongs.has(id)) continue;
      belongs.add(id);
      accept.push(...(children.get(id) ?? []));
    }
  }
  return all.filter((kept) => belongs.has(kept.received.record.id));
}

/** Its trace is unknown, and all that is known is that it belongs to this id: its parent's, or its own. */
function isWaitingFor(traceId: string, run: MergedRun, parent: string | null): boolean {
  return run.trace_id === null && (parent ?? run.id) === traceId;
}

/** The parent's id as the run names it, else as its dotted order does. */
export function parentOf(run: MergedRun): string | null {
  if (run.parent_run_id !== null) return run.parent_run_id;
  return run.dotted_order === null || run.tracenest?.ancestry === 'partial' ? null : parentIdInOrder(run.dotted_order);
}

/**
 * Where a run has several different creates, or is told under two ids, what was cut from its
 * records decides too: those come whole.
 */
async function fillUndecided(reader: Reader, all: Kept[], repeated: ReadonlySet<string>): Promise<void> {
  const undecided = undecidedIds(all, repeated);
  if (undecided.size === 0) return;
  const places = all.filter((kept) => undecided.has(kept.received.record.id));
  const whole = await readPlaces(reader, places.map(placeOf), readWhole);
  const byKey = new Map(whole.map((kept) => [recordKey(kept), kept.received.record]));
  for (const kept of places) {
    const record = byKey.get(recordKey(kept));
    if (record !== undefined) kept.received = { record, received: kept.received.received };
  }
}

function undecidedIds(all: readonly Kept[], repeated: ReadonlySet<string>): Set<string> {
  const creates = new Map<string, string>();
  const undecided = new Set<string>();
  let hasSpanIds = false;
  for (const { digest, received } of all) {
    const { id, op } = received.record;
    hasSpanIds ||= isPaddedSpanId(id) || received.record.span_id != null;
    if (op !== 'create' || repeated.size === 0 || !repeated.has(id)) continue;
    if ((creates.get(id) ?? digest) !== digest) undecided.add(id);
    creates.set(id, digest);
  }
  if (!hasSpanIds) return undecided;
  for (const run of mergeTrace(all.map((kept) => kept.received))) {
    if (run.aliases.length > 0) for (const id of [run.id, ...run.aliases]) undecided.add(id);
  }
  return undecided;
}

function recordKey(kept: Kept): string {
  const { id, op } = kept.received.record;
  return `${kept.traceId} ${id} ${op} ${kept.digest}`;
}
