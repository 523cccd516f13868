/**
 * Where an id is shown. A run whose trace was not known when it arrived lies under the nil id and
 * names at most a parent: its home is that parent's, however far up that is.
 */
import { mergeRecords } from 'tracenest/wire';
import type { ReceivedRecord } from 'tracenest/wire';
import type { Reader } from './store.js';
import { readNarrow } from './narrow-record.js';
import { nilId } from './rows.js';
import { sql, uuid, uuids } from './sql.js';

/** A chain of runs that name only their parents is followed this far up, with one query a step. */
const maxClimb = 200;

/**
 * For each id (of a run or of a trace) the trace in which it is shown; unknown ids are left out. A
 * trace that is shown as itself is its own home; one whose runs all turned out to be others' is not.
 */
export async function findHomes(reader: Reader, ids: readonly string[]): Promise<Map<string, string>> {
  const homes = new Map<string, string>();
  // Each id with those above it, as far as they are known.
  let paths = ids.map((id) => [id]);
  for (let step = 0; paths.length > 0; step += 1) {
    const known = await lookUp(reader, [...new Set(paths.map(topOf))]);
    const climbing: string[][] = [];
    for (const path of paths) {
      const next = climb(path, known.get(topOf(path)));
      if (next.above !== null && step < maxClimb) climbing.push([...path, next.above]);
      else if (next.home !== null) homes.set(path[0] ?? '', next.home);
    }
    paths = climbing;
  }
  return homes;
}

function topOf(path: readonly string[]): string {
  return path.at(-1) ?? nilId;
}

/** Up to the parent, or the home once nothing leads further up; neither for an id that nobody knows. */
function climb(path: readonly string[], entry: Entry | undefined): { above: string | null; home: string | null } {
  const top = topOf(path);
  // An unknown id that runs name as their parent stands for their trace until it is received.
  if (entry === undefined) return { above: null, home: path.length > 1 ? top : null };
  if (entry.traceId !== null) return { above: null, home: entry.traceId };
  if (entry.parentId === null) return { above: null, home: top };
  const ring = path.indexOf(entry.parentId);
  if (ring === -1) return { above: entry.parentId, home: top };
  // Parents in a ring: wherever one begins to climb, it must come to the same home.
  return { above: null, home: path.slice(ring).toSorted()[0] ?? top };
}

interface Entry {
  /** Null: not known, or the id is only known as a parent. */
  traceId: string | null;
  parentId: string | null;
}

/** What run_ids has of one id. */
interface Known {
  id: string;
  /** Where records of the run are kept, the nil id left out. */
  traces: string[];
  /** What it names as its parent, if it lies under the nil id; else the nil id. */
  parent: string;
  /** A trace in which children of it are kept; else the nil id. */
  children_in: string;
  is_run: boolean;
  /** Runs of no known trace name it as their parent. */
  is_waited_for: boolean;
}

async function lookUp(reader: Reader, ids: readonly string[]): Promise<Map<string, Entry>> {
  if (ids.length === 0) return new Map();
  const nil = uuid(nilId);
  const [rows, traces] = await Promise.all([
    reader.query<Known>(sql`
      SELECT id, groupUniqArrayIf(trace_id, role = 'run' AND trace_id != ${nil}) AS traces,
             argMinIf(other_id, arrived, role = 'run' AND other_id != ${nil}) AS parent,
             argMinIf(trace_id, arrived, role = 'parent' AND trace_id != ${nil}) AS children_in,
             countIf(role = 'run') > 0 AS is_run, countIf(role = 'parent' AND trace_id = ${nil}) > 0 AS is_waited_for
      FROM run_ids WHERE id IN ${uuids(ids)} GROUP BY id`),
    reader.query<{ trace_id: string }>(sql`SELECT DISTINCT trace_id FROM runs WHERE trace_id IN ${uuids(ids)}`),
  ]);
  const entries = new Map<string, Entry>();
  for (const { trace_id } of traces) entries.set(trace_id, { traceId: trace_id, parentId: null });
  const divided: Known[] = [];
  for (const row of rows) {
    if (row.traces.length > 1) divided.push(row);
    else entries.set(row.id, entryOf(row, entries.has(row.id)));
  }
  for (const [id, traceId] of await decide(reader, divided)) entries.set(id, { traceId, parentId: null });
  return entries;
}

function entryOf(row: Known, isTrace: boolean): Entry {
  const parentId = row.parent === nilId ? null : row.parent;
  if (row.is_run) return { traceId: row.traces[0] ?? (isTrace ? row.id : null), parentId };
  // Never received itself: a trace's id, or a parent that others name.
  const isOwnHome = isTrace || row.is_waited_for || row.children_in === nilId;
  return { traceId: isOwnHome ? row.id : row.children_in, parentId };
}

/** A run with records in several traces belongs to the one that its placement record names. */
async function decide(reader: Reader, divided: readonly Known[]): Promise<Map<string, string>> {
  if (divided.length === 0) return new Map();
  const traceIds = uuids([...new Set(divided.flatMap(({ traces }) => traces))]);
  const runIds = uuids(divided.map(({ id }) => id));
  const kept = await readNarrow(reader, sql`trace_id IN ${traceIds} AND id IN ${runIds}`);
  const byRun = new Map<string, ReceivedRecord[]>();
  for (const { received } of kept.toSorted((a, b) => a.arrived - b.arrived)) {
    const { id } = received.record;
    byRun.set(id, [...(byRun.get(id) ?? []), received]);
  }
  const decided = new Map<string, string>();
  for (const { id, traces } of divided) {
    const records = byRun.get(id) ?? [];
    const said = records.length === 0 ? null : mergeRecords(records).trace_id;
    const traceId = said ?? traces[0];
    if (traceId !== undefined) decided.set(id, traceId);
  }
  return decided;
}
