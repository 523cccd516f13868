/** Fields that are counted from trees, and conditions on them as SQL over the table run_totals. */
import { bind, joinSql, sql, trustedSql, uuid, uuids, type Sql } from '../../store/sql.js';
import { nilId } from '../../store/rows.js';
import { passesTest } from './match.js';
import type { Filter, FieldCondition, PlainField } from './syntax.js';

const tokens = (column: string): { sql: Sql; absent: number | null } => ({
  sql: trustedSql(`toFloat64(${column})`),
  absent: 0,
});
const dollars = (column: string): { sql: Sql; absent: number | null } => ({
  sql: trustedSql(`if(is_priced, toFloat64(${column}) / 1e9, NULL)`),
  absent: null,
});

/** As numbers of the language; `absent`: of runs that have no row. */
const fields: Partial<Record<PlainField, { sql: Sql; absent: number | null }>> = {
  total_tokens: tokens('total'),
  prompt_tokens: tokens('prompt'),
  completion_tokens: tokens('completion'),
  total_cost: dollars('cost_total'),
  prompt_cost: dollars('cost_prompt'),
  completion_cost: dollars('cost_completion'),
};

export function isTotalsField(field: PlainField): boolean {
  return fields[field] !== undefined;
}

/**
 * Ids of runs that may fit, of the traces that are counted; null where runs without a row fit too,
 * or where nothing can be said.
 */
export function countedThatFit(condition: FieldCondition): Sql | null {
  const field = fields[condition.field];
  if (field === undefined || passesTest(condition, field.absent, 'number')) return null;
  const test = testOf(field.sql, condition);
  return test === null ? null : sql`SELECT run_id FROM run_totals WHERE ifNull(${test}, false)`;
}

/** Wider by what the store may lose when it reads a number: what fits is decided on the run. */
function testOf(column: Sql, { comparator, values }: FieldCondition): Sql | null {
  const numbers = values.filter((value) => typeof value === 'number');
  const [first] = numbers;
  if (comparator === 'eq' || comparator === 'in') {
    return sql`arrayExists(wanted -> abs(${column} - wanted) <= greatest(1, abs(wanted)) * 1e-12, ${bind('Array(Float64)', numbers)})`;
  }
  if (first === undefined || comparator === 'like' || comparator === 'has' || comparator === 'neq') return null;
  const slack = Math.max(1, Math.abs(first)) * 1e-12;
  return comparator === 'gt' || comparator === 'gte'
    ? sql`${column} >= ${bind('Float64', first - slack)}`
    : sql`${column} <= ${bind('Float64', first + slack)}`;
}

/** Rows of the table `runs` in traces that are not counted: anything may be true of their runs. */
export function inUncounted(uncounted: readonly string[]): Sql {
  return sql`(runs.trace_id = ${uuid(nilId)} OR runs.trace_id IN ${uuids(uncounted)})`;
}

/** Of the conditions that every run fulfils which fits the filter, those that few counted runs may fulfil. */
export function demandedTotals(filter: Filter | null): Sql[] {
  if (filter?.kind === 'and') return filter.parts.flatMap(demandedTotals);
  const ids = filter?.kind === 'field' ? countedThatFit(filter) : null;
  return ids === null ? [] : [ids];
}

/** Rows of all of these. */
export function everyOf(lists: readonly Sql[], column: Sql): Sql {
  return joinSql(
    lists.map((ids) => sql`${column} IN (${ids})`),
    ' AND ',
  );
}
