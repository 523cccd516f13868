/**
 * Makes sure that a ClickHouse server will do before anything is written to it: reached, new enough,
 * the database there, the user allowed. A server that starts together with Tracenest is waited for.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClickHouseClient } from '@clickhouse/client';
import { processLog, type Log } from '../log.js';
import { isPassing, missingRights, neededRights, reasonOf, refusalOf, tooOld, unreachable } from './server-failures.js';
import { nameOfPlace, type ServerPlace } from './server-place.js';
import { clientOf, ServerStore } from './server-store.js';
import type { Store } from './store.js';

export interface ServerOptions {
  /** How long a server that is not reached is waited for. Milliseconds, default 60,000. */
  waitMs?: number;
  log?: Log;
}

const pauseMs = 500;
/** Clocks further apart than this may hide what one process wrote from another's live pages. */
const maxClockMs = 2_000;

/** Throws ServerRefuses. The tables are not looked at (migrate.ts). */
export async function connectServer(place: ServerPlace, options: ServerOptions = {}): Promise<Store> {
  const name = nameOfPlace(place);
  const log = options.log ?? processLog;
  const client = clientOf(place, null, 1);
  try {
    const { version, now } = await reach(client, place, { name, log, waitMs: options.waitMs ?? 60_000 });
    const old = tooOld(version, name);
    if (old !== null) throw old;
    const apartMs = Math.abs(now - Date.now());
    if (apartMs > maxClockMs) {
      log.warn(
        `The clock of ${name} and the one of this machine are ${(apartMs / 1000).toFixed(1)} s apart. ` +
          'Several Tracenest on one store go by the time: let both machines use NTP.',
      );
    }
    await makeDatabase(client, place, name);
  } finally {
    await client.close();
  }
  return new ServerStore(place);
}

async function reach(
  client: ClickHouseClient,
  place: ServerPlace,
  { name, log, waitMs }: { name: string; log: Log; waitMs: number },
): Promise<{ version: string; now: number }> {
  const began = performance.now();
  for (let tries = 0; ; tries += 1) {
    try {
      const [row] = await ask<{ version: string; now: string | number }>(
        client,
        'SELECT version() AS version, toUnixTimestamp64Milli(now64(3)) AS now',
      );
      if (typeof row?.version === 'string') return { version: row.version, now: Number(row.now) };
      throw new Error('it answers, but not as ClickHouse does');
    } catch (error) {
      if (!isPassing(error)) throw refusalOf(error, place, name) ?? error;
      if (performance.now() - began + pauseMs > waitMs) throw unreachable(name, waitMs, error);
      if (tries === 0) log.warn(`The store ${name} is not reached yet (${reasonOf(error)}); it is waited for`);
    }
    await sleep(pauseMs);
  }
}

async function makeDatabase(client: ClickHouseClient, place: ServerPlace, name: string): Promise<void> {
  const onCluster = place.cluster === null ? '' : ` ON CLUSTER '${place.cluster}'`;
  try {
    const [found] = await ask<{ n: string | number }>(
      client,
      `SELECT count() AS n FROM system.databases WHERE name = '${place.database}'`,
    );
    // Not asked for where it is there: most users may not make databases.
    if (Number(found?.n ?? 0) === 0) {
      await client.command({ query: `CREATE DATABASE IF NOT EXISTS ${place.database}${onCluster}` });
    }
    // It takes no FORMAT: the answer is 1 or 0 in plain text.
    const granted = await client.exec({ query: `CHECK GRANT ${neededRights} ON ${place.database}.*` });
    const said = Buffer.concat((await granted.stream.toArray()) as Buffer[]).toString('utf8');
    if (said.trim() !== '1') throw missingRights(place, name, 'some of the rights are missing.');
  } catch (error) {
    throw refusalOf(error, place, name) ?? error;
  }
}

async function ask<Row>(client: ClickHouseClient, query: string): Promise<Row[]> {
  const answer = await client.query({ query, format: 'JSONEachRow' });
  return answer.json<Row>();
}
