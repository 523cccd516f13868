/** The findings of a project, by code: how many, when, in which functions and services, and where. */
import { explain } from '@tracenest/tree';
import type {
  CodeFindings,
  Finding,
  FindingExample,
  FindingTraces,
  NameCount,
  ProjectFindings,
  Severity,
} from 'tracenest/wire';
import { bind, joinSql, sql, trustedSql, uuid, type Sql } from '../store/sql.js';
import type { Store } from '../store/store.js';
import { findProject } from './find-project.js';
import type { Position } from './position.js';

export interface FindingsAsk {
  project: string;
  /** Milliseconds since 1970; `untilMs` is not included. */
  sinceMs: number;
  untilMs: number;
}

export interface FindingTracesAsk extends FindingsAsk {
  code: string;
  after: Position | null;
  limit: number;
}

const maxBuckets = 60;
const bucketsMs = [60_000, 300_000, 900_000, 3_600_000, 6 * 3_600_000, 86_400_000, 7 * 86_400_000];
const maxNames = 10;
const maxExamples = 5;

/** Null if there is no such project. */
export async function listFindings(store: Store, ask: FindingsAsk): Promise<ProjectFindings | null> {
  const project = await findProject(store, ask.project);
  if (project === null) return null;
  const bucketMs = bucketFor(ask);
  const from = currentFindings(project.id, ask);
  const [codes, trend, names, services, examples] = await Promise.all([
    store.query<{ code: string; grade: Severity; found: number; trace_count: number }>(
      sql`SELECT code, toString(max(severity)) AS grade, sum(weight) AS found, uniqExact(trace_id) AS trace_count
          FROM ${from} GROUP BY code ORDER BY max(severity) DESC, found DESC, code`,
    ),
    store.query<{ code: string; bucket: number; count: number }>(
      sql`SELECT code, toInt64(intDiv(toUnixTimestamp64Milli(time) - ${ask.sinceMs}, ${bucketMs})) AS bucket, sum(weight) AS count
          FROM ${from} GROUP BY code, bucket`,
    ),
    countNames(store, from, trustedSql('run_name')),
    countNames(store, from, trustedSql('service')),
    store.query<Omit<FindingExample, 'time'> & { code: string; iso: string; evidence: string }>(
      sql`SELECT code, trace_id, run_id, run_name, ${isoTime} AS iso, evidence
          FROM ${from} ORDER BY trace_findings.time DESC, run_id LIMIT ${maxExamples} BY code`,
    ),
  ]);
  const buckets = Math.max(1, Math.ceil((ask.untilMs - ask.sinceMs) / bucketMs));
  return {
    since: new Date(ask.sinceMs).toISOString(),
    until: new Date(ask.untilMs).toISOString(),
    bucket_ms: bucketMs,
    codes: codes.map(({ code, grade, found, trace_count }): CodeFindings => {
      const counts = Array.from({ length: buckets }, () => 0);
      for (const one of trend) if (one.code === code && one.bucket < buckets) counts[one.bucket] = one.count;
      const own = examples.filter((example) => example.code === code);
      return {
        code,
        severity: grade,
        count: found,
        trace_count,
        trend: counts,
        functions: names.get(code) ?? [],
        services: services.get(code) ?? [],
        examples: own.map(({ trace_id, run_id, run_name, iso }) => ({ trace_id, run_id, run_name, time: iso })),
        ...inWords(code, grade, own[0]),
      };
    }),
  };
}

/** Null if there is no such project. */
export async function listFindingTraces(
  store: Store,
  ask: FindingTracesAsk,
): Promise<{ traces: FindingTraces['traces']; next: Position | null } | null> {
  const project = await findProject(store, ask.project);
  if (project === null) return null;
  const { after } = ask;
  const rows = await store.query<{
    trace: string;
    found: number;
    startUs: number;
    newest: [string, string];
    iso: string;
  }>(
    sql`SELECT toString(trace_id) AS trace, sum(weight) AS found, toUnixTimestamp64Micro(max(time)) AS startUs,
               argMax((run_id, run_name), (time, run_id)) AS newest,
               formatDateTime(max(time), '%Y-%m-%dT%H:%i:%S.%fZ') AS iso
        FROM ${currentFindings(project.id, ask)} WHERE code = ${ask.code}
        GROUP BY trace_id
        ${after === null ? sql`` : sql`HAVING (startUs, trace) < (${after.startUs}, ${after.id})`}
        ORDER BY startUs DESC, trace DESC LIMIT ${ask.limit + 1}`,
  );
  const page = rows.slice(0, ask.limit);
  const last = page.at(-1);
  const names = await rootNames(
    store,
    page.map(({ trace }) => trace),
  );
  return {
    traces: page.map(({ trace, found, newest: [run_id, run_name], iso }) => ({
      trace_id: trace,
      name: names.get(trace) ?? run_name,
      count: found,
      example: { trace_id: trace, run_id, run_name, time: iso },
    })),
    next: rows.length > ask.limit && last !== undefined ? { startUs: last.startUs, id: last.trace } : null,
  };
}

const isoTime = trustedSql(`formatDateTime(trace_findings.time, '%Y-%m-%dT%H:%i:%S.%fZ')`);

/** Rows that were written with the latest count of their trace; others are of trees that are no more. */
function currentFindings(projectId: string, { sinceMs, untilMs }: FindingsAsk): Sql {
  return joinSql(
    [
      sql`(SELECT * FROM trace_findings FINAL WHERE project_id = ${uuid(projectId)}
            AND time >= fromUnixTimestamp64Milli(${sinceMs}) AND time < fromUnixTimestamp64Milli(${untilMs})`,
      sql`(trace_id, settled) IN (SELECT trace_id, max(settled) FROM trace_totals GROUP BY trace_id)) AS trace_findings`,
    ],
    ' AND ',
  );
}

async function countNames(store: Store, from: Sql, column: Sql): Promise<Map<string, NameCount[]>> {
  const rows = await store.query<{ code: string; name: string; count: number }>(
    sql`SELECT code, ${column} AS name, sum(weight) AS count FROM ${from} WHERE name != ''
        GROUP BY code, name ORDER BY count DESC, name LIMIT ${maxNames} BY code`,
  );
  const byCode = new Map<string, NameCount[]>();
  for (const { code, name, count } of rows) byCode.set(code, [...(byCode.get(code) ?? []), { name, count }]);
  return byCode;
}

async function rootNames(store: Store, traceIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await store.query<{ trace: string; said: string }>(
    sql`SELECT toString(trace_id) AS trace, any(name) AS said FROM runs
        WHERE trace_id IN ${bind('Array(UUID)', traceIds)} AND id = trace_id AND name IS NOT NULL GROUP BY trace_id`,
  );
  return new Map(rows.map(({ trace, said }) => [trace, said]));
}

function bucketFor({ sinceMs, untilMs }: FindingsAsk): number {
  const span = untilMs - sinceMs;
  return bucketsMs.find((ms) => span / ms <= maxBuckets) ?? Math.ceil(span / maxBuckets);
}

function inWords(
  code: string,
  severity: Severity,
  example: { run_id: string; run_name: string; evidence: string } | undefined,
): Pick<CodeFindings, 'sentence' | 'remedy' | 'code_to_copy'> {
  const evidence = JSON.parse(example?.evidence || '{}') as NonNullable<Finding['evidence']>;
  const finding = { code, severity, evidence, run_id: example?.run_id ?? null };
  const { sentence, remedy, code: lines } = explain(finding, { name: example?.run_name ?? '' });
  return { sentence, remedy, ...(lines === undefined ? {} : { code_to_copy: lines }) };
}
