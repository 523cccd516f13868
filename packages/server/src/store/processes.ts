/**
 * Processes of our SDK as the store knows them: what each said of itself, and when something was
 * last heard of it.
 */
import type { ProcessBeat, ProcessEnd } from 'tracenest/wire';
import type { Reader } from './store.js';
import { sql, trustedSql, uuids, type Sql } from './sql.js';

/** A process that has not been heard of for this long is gone: three beats did not come. */
export const GONE_MS = 30_000;

/** A row of the table `processes`: tuples are lists. */
export interface ProcessRow {
  instance: string;
  host: string;
  pid: number;
  sdk: string;
  first_seen: number;
  last_time: number;
  least_lag: number;
  latest: [time: number, openRuns: number, traces: readonly string[]];
  ended: [time: number, reason: string, code: number];
}

/** Times are milliseconds since 1970, by the server's clock. */
export interface KnownProcess {
  instance: string;
  host: string | null;
  pid: number | null;
  firstSeen: number;
  lastSeen: number;
  openRuns: number;
  /** Of these, at most 100. */
  traces: readonly string[];
  ended: ProcessEnd | null;
}

/** The row that a beat adds. `arrived`: milliseconds since 1970. */
export function processRow({ process, time, open_runs, traces, ended }: ProcessBeat, arrived: number): ProcessRow {
  return {
    instance: process.instance,
    host: process.host ?? '',
    pid: process.pid ?? 0,
    sdk: process.sdk,
    first_seen: arrived,
    last_time: time,
    least_lag: arrived - time,
    latest: [time, open_runs, traces],
    ended: ended === undefined ? [0, '', 0] : [time, ended.reason, ended.code],
  };
}

/** Those of the given processes that have said anything. */
export function readProcesses(reader: Reader, instances: readonly string[]): Promise<KnownProcess[]> {
  return instances.length === 0
    ? Promise.resolve([])
    : query(reader, sql`WHERE instance IN ${uuids(instances)} GROUP BY instance`);
}

/** Those heard of after a moment (milliseconds since 1970) that have not said that they ended. */
export function readOpenProcesses(reader: Reader, sinceMs: number): Promise<KnownProcess[]> {
  return query(reader, sql`GROUP BY instance HAVING seen > ${sinceMs} AND end.2 = '' LIMIT 10000`);
}

const columns = trustedSql(`instance, max(host) AS host_said, max(pid) AS pid_said, min(first_seen) AS first,
  max(last_time) + min(least_lag) AS seen, max(latest) AS beat, max(ended) AS end`);

async function query(reader: Reader, where: Sql): Promise<KnownProcess[]> {
  const rows = await reader.queryLists<
    [string, string, number, number, number, ProcessRow['latest'], ProcessRow['ended']]
  >(sql`SELECT ${columns} FROM processes ${where}`, { maxSeconds: 5 });
  return rows.map(([instance, host, pid, firstSeen, lastSeen, [, openRuns, traces], [, reason, code]]) => ({
    instance,
    host: host === '' ? null : host,
    pid: pid === 0 ? null : pid,
    firstSeen,
    lastSeen,
    openRuns,
    traces,
    ended: reason === '' ? null : { reason: reason as ProcessEnd['reason'], code },
  }));
}
