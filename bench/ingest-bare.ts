/**
 * The measure to hold the server's ingest against: the very rows that the server would write for the
 * same traces, inserted straight into an embedded store with the same tables and the same syncing,
 * in inserts of 10,000 rows. Arguments: folder, number of traces, seed. Rows are made before the
 * clock starts, by the server's own flush into a store that only takes note of them.
 */
import { Flusher } from '../packages/server/src/ingest/flush.js';
import { normalizeRecord } from '../packages/server/src/ingest/normalize.js';
import { openStore } from '../packages/server/src/store/connect.js';
import type { Store } from '../packages/server/src/store/connect.js';
import { makeTrace, seededRandom } from './payload.js';

const [folder = '', tracesText = '0', seedText = '0'] = process.argv.slice(2);
const rowsPerInsert = 10_000;

const store = await openStore(folder);
const tables = new Map<string, object[]>();
/** The store in everything but that what is inserted is only noted. */
const noting = Object.create(store) as Store;
noting.insert = (table, rows) => {
  tables.set(table, [...(tables.get(table) ?? []), ...rows]);
  return Promise.resolve();
};

const random = seededRandom(Number(seedText));
const startMs = Date.now() - 60_000;
const records = Array.from({ length: Number(tracesText) }, (_, trace) => makeTrace(random, startMs + trace)).flat();
await new Flusher(noting).flush(
  records.map((record, index) => ({ normal: normalizeRecord(record), arrived: Date.now() * 1000 + index })),
);

const start = performance.now();
const cpu = process.cpuUsage();
for (const [table, rows] of tables) {
  for (let from = 0; from < rows.length; from += rowsPerInsert) {
    await store.insert(table, rows.slice(from, from + rowsPerInsert));
  }
}
const seconds = (performance.now() - start) / 1000;
const { user, system } = process.cpuUsage(cpu);
await store.close();
process.send?.({ seconds, cpuMs: (user + system) / 1000 });
process.disconnect();
