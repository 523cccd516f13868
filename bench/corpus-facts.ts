/** What a corpus holds: things to ask for, and what they take on disk. */
import { sql } from '../packages/server/src/store/sql.js';
import type { Store } from '../packages/server/src/store/store.js';

export interface Sample {
  runs: { id: string; trace_id: string }[];
  projects: { id: string; name: string; traces: number }[];
  /** The earliest and the latest start of a trace: milliseconds since 1970. */
  firstMs: number;
  lastMs: number;
  /** How many runs have a word of their own. */
  rareWords: number;
}

const sampled = 1_000;

export async function readSample(store: Store): Promise<Sample> {
  const runs = await store.query<Sample['runs'][number]>(
    sql`SELECT id, trace_id FROM runs ORDER BY cityHash64('sample', id) LIMIT ${sampled}`,
  );
  const projects = await store.query<Sample['projects'][number]>(
    sql`SELECT projects.id AS id, any(projects.name) AS name, count() AS traces FROM traces
        JOIN projects ON projects.id = traces.project_id GROUP BY id ORDER BY traces DESC`,
  );
  const [span] = await store.query<{ firstMs: number; lastMs: number; rareWords: number }>(
    sql`SELECT toUnixTimestamp64Milli(min(start_at)) AS firstMs, toUnixTimestamp64Milli(max(start_at)) AS lastMs,
               (SELECT countIf(position(outputs_preview, 'zebrafinch') > 0) FROM runs WHERE run_type = 'llm') AS rareWords
        FROM traces`,
  );
  return { runs, projects, ...(span ?? { firstMs: 0, lastMs: 0, rareWords: 0 }) };
}

/** Bytes are those of one run, on average. */
export interface Disk {
  runs: number;
  traces: number;
  /** Of its records as they were sent. */
  json: number;
  /** All tables but the index of words. */
  stored: number;
  words: number;
}

export async function readDisk(store: Store): Promise<Disk> {
  const [disk] = await store.query<{ stored: number; words: number }>(
    sql`SELECT sum(bytes_on_disk) AS stored, sumIf(secondary_indices_compressed_bytes, table = 'payloads') AS words
        FROM system.parts WHERE active AND database = currentDatabase()`,
  );
  const [sums] = await store.query<{ runs: number; traces: number; json: number }>(
    sql`SELECT count() AS runs, (SELECT count() FROM traces) AS traces,
               sum(length(inputs) + length(outputs) + length(rest)) AS json FROM payloads`,
  );
  const { stored = 0, words = 0 } = disk ?? {};
  const { runs = 0, traces = 0, json = 0 } = sums ?? {};
  return { runs, traces, json: json / runs, stored: (stored - words) / runs, words: words / runs };
}
