/**
 * What happened in a project, minute by minute, hour by hour or day by day: traces, failures, how long
 * they took, tokens and cost. Traces of the span are found in the table `traces`, and what was counted
 * of them (count-traces.ts) is added up.
 */
import type { ProjectStatistics, SpanStatistics, StatisticsStep } from 'tracenest/wire';
import { sql, trustedSql, uuid, type Sql } from '../store/sql.js';
import type { Reader } from '../store/store.js';
import { Budget, type BudgetOptions } from './budget.js';
import { findProject } from './find-project.js';
import { costOf, latestTotals, nothing, tokensOf, totalsColumns, totalsSums, type TotalsRow } from './trace-totals.js';

/** Milliseconds since 1970; the end is not included. */
export interface StatisticsAsk {
  /** Name of the project. */
  project: string;
  sinceMs: number;
  untilMs: number;
  every: StatisticsStep;
}

/** Milliseconds. */
export const stepWidths: Readonly<Record<StatisticsStep, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

/** A reader waits for it. */
const maxSeconds = 8;

interface StatisticsRow extends TotalsRow {
  /** Null: of the whole span. */
  step: number | null;
  trace_count: number;
  counted_count: number;
  run_count: number;
  error_count: number;
  /** Empty where no trace has ended. */
  latenciesUs: number[];
}

/** Null if there is no such project. Throws BudgetSpent. */
export async function projectStatistics(
  reader: Reader,
  ask: StatisticsAsk,
  options: BudgetOptions = {},
): Promise<ProjectStatistics | null> {
  const project = await findProject(reader, ask.project);
  if (project === null) return null;
  const widthMs = stepWidths[ask.every];
  const budget = new Budget({ maxSeconds, ...options });
  const rows = await budget.step((limits) => reader.query<StatisticsRow>(sumsOf(project.id, ask, widthMs), limits));
  const byStep = new Map(rows.map((row) => [row.step, spanStatistics(row)]));
  const steps: ProjectStatistics['steps'] = [];
  for (let step = Math.floor(ask.sinceMs / widthMs); step * widthMs < ask.untilMs; step += 1) {
    steps.push({ time: isoOf(step * widthMs), ...(byStep.get(step) ?? noStatistics) });
  }
  return {
    since: isoOf(ask.sinceMs),
    until: isoOf(ask.untilMs),
    every: ask.every,
    total: byStep.get(null) ?? noStatistics,
    steps,
  };
}

function sumsOf(projectId: string, ask: StatisticsAsk, widthMs: number): Sql {
  const [since, until] = [timeOf(ask.sinceMs), timeOf(ask.untilMs)];
  const held = sql`SELECT trace_id, start_at FROM traces
                   WHERE project_id = ${uuid(projectId)} AND start_at >= ${since} AND start_at < ${until}`;
  const counted = latestTotals(
    sql`true AS is_counted, start_at AS counted_start, status, duration_us, runs, ${totalsColumns}`,
    sql`(SELECT trace_id FROM (${held}))`,
  );
  return sql`
    SELECT if(grouping(nth) = 0, nth, NULL) AS step, count() AS trace_count, countIf(is_counted) AS counted_count,
           sum(runs) AS run_count, countIf(status = 'error') AS error_count,
           if(countIf(duration_us IS NOT NULL) = 0, [],
              quantilesExactInclusiveIf(0.5, 0.95, 0.99)(ifNull(duration_us, 0), duration_us IS NOT NULL)) AS latenciesUs,
           ${totalsSums}
    FROM (
      SELECT *, ifNull(counted_start, earliest) AS begins, intDiv(toUnixTimestamp64Milli(begins), ${widthMs}) AS nth
      FROM (SELECT trace_id, min(start_at) AS earliest FROM (${held}) GROUP BY trace_id) AS held
      LEFT JOIN ${counted} AS counted ON counted.trace_id = held.trace_id
    ) WHERE begins >= ${since} AND begins < ${until}
    GROUP BY GROUPING SETS ((nth), ())`;
}

function spanStatistics(row: StatisticsRow): SpanStatistics {
  const latency = (nth: number): number | null => {
    const us = row.latenciesUs[nth];
    return us === undefined ? null : Math.round(us) / 1000;
  };
  return {
    trace_count: row.trace_count,
    uncounted_count: row.trace_count - row.counted_count,
    run_count: row.run_count,
    error_count: row.error_count,
    latency_p50_ms: latency(0),
    latency_p95_ms: latency(1),
    latency_p99_ms: latency(2),
    tokens: tokensOf(row),
    cost: costOf(row),
  };
}

/** Of a span in which no trace begins. */
const noStatistics: SpanStatistics = spanStatistics({
  ...nothing,
  step: null,
  trace_count: 0,
  counted_count: 0,
  run_count: 0,
  error_count: 0,
  latenciesUs: [],
});

function timeOf(ms: number): Sql {
  return sql`fromUnixTimestamp64Milli(${ms}, ${trustedSql("'UTC'")})`;
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}
