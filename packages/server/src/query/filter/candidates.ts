/**
 * Filter → SQL over the records of a run, grouped by its id. Records are not the run: merging them
 * decides, so SQL only says which runs may fit. Each condition has two sides, so that `not` stays
 * right: `may` holds for every run that might fit, `must` only for runs that surely do.
 */
import { columnTime } from '../../store/column-time.js';
import { bind, joinSql, sql, trustedSql, uuids, type Sql } from '../../store/sql.js';
import { nilId } from '../../store/rows.js';
import { contentMay } from './contents.js';
import { passesTest } from './match.js';
import { type FieldCondition, type Filter, type Literal, type Test } from './syntax.js';
import { countedThatFit, inUncounted, isTotalsField } from './totals.js';

/** SQL, or what is known without asking. */
type Known = Sql | boolean;

interface Sides {
  may: Known;
  must: Known;
}

const unknown: Sides = { may: true, must: false };
/** Longer names and types are cut in the columns. */
const wholeLength = 999;
const defaultRunType = 'chain';

/**
 * A condition for `HAVING` of `SELECT … FROM runs … GROUP BY runs.id`: true for every run that fits
 * the filter, and for some that do not. `payloads` says which rows of that table belong to runs that
 * are grouped; `uncounted` names the traces whose totals are not in the store yet (null: any may be).
 */
export function mayMatch(filter: Filter, payloads: Sql, uncounted: readonly string[] | null): Sql {
  const { may } = sidesOf(filter, { payloads, uncounted });
  if (may === true) return sql`true`;
  // Of several different creates one stands, and only merging tells which.
  const ambiguous = sql`uniqExactIf(runs.digest, runs.op = 'create') > 1`;
  return may === false ? ambiguous : sql`(${ambiguous} OR ${may})`;
}

/** What conditions on other tables need to know. */
interface Scope {
  payloads: Sql;
  uncounted: readonly string[] | null;
}

/** Depth is bounded by the parser. */
function sidesOf(filter: Filter, scope: Scope): Sides {
  switch (filter.kind) {
    case 'and':
    case 'or': {
      const join = filter.kind === 'and' ? all : some;
      const parts = filter.parts.map((part) => sidesOf(part, scope));
      return { may: join(parts.map(({ may }) => may)), must: join(parts.map(({ must }) => must)) };
    }
    case 'not': {
      const { may, must } = sidesOf(filter.part, scope);
      return { may: not(must), must: not(may) };
    }
    case 'field':
      return sidesOfField(filter, scope);
    default:
      return inPayloads(contentMay(filter), scope);
  }
}

function sidesOfField(condition: FieldCondition, scope: Scope): Sides {
  if (condition.comparator === 'neq') {
    const { may, must } = sidesOfField({ ...condition, comparator: 'eq' }, scope);
    return { may: not(must), must: not(may) };
  }
  switch (condition.field) {
    case 'name':
    case 'run_type':
    case 'thread_id':
    case 'model_name':
      return sidesOfText(condition, condition.field);
    case 'id':
    case 'trace_id':
    case 'session_id':
    case 'parent_run_id':
      return sidesOfId(condition, condition.field);
    case 'status':
      return sidesOfStatus(condition);
    case 'error':
      return sidesOfError(condition);
    case 'start_time':
    case 'end_time':
      return sidesOfTime(condition, condition.field);
    case 'latency':
      return sidesOfLatency(condition);
    case 'is_root':
      return isBoolean(condition, true) ? { may: mayBeRoot, must: false } : unknown;
    default:
      return isTotalsField(condition.field)
        ? sidesOfTotals(condition, scope)
        : inPayloads(contentMay(condition), scope);
  }
}

function inPayloads(may: readonly Sql[], { payloads }: Scope): Sides {
  const parts = may.map((part) => sql`runs.id IN (SELECT id FROM payloads WHERE (${payloads}) AND ${part})`);
  return { may: all(parts), must: false };
}

function sidesOfTotals(condition: FieldCondition, { uncounted }: Scope): Sides {
  const fitting = countedThatFit(condition);
  if (fitting === null || uncounted === null) return unknown;
  return { may: some([sql`runs.id IN (${fitting})`, sql`countIf(${inUncounted(uncounted)}) > 0`]), must: false };
}

const textColumns = { name: 'name', run_type: 'run_type', thread_id: 'thread_id', model_name: 'model' } as const;

function sidesOfText(condition: FieldCondition, field: keyof typeof textColumns): Sides {
  const column = trustedSql(`runs.${textColumns[field]}`);
  const passes = textTest(column, condition);
  if (passes === null) return unknown;
  const absent = field === 'run_type' ? defaultRunType : field === 'name' ? '' : null;
  const passesAbsent = passesTest(condition, absent, 'text');
  const saysNothing = sql`countIf(ifNull(${column}, '') != '') = 0`;
  const isCut = sql`countIf(lengthUTF8(ifNull(${column}, '')) >= ${wholeLength}) > 0`;
  const may = sql`countIf(${column} IS NOT NULL AND ${passes}) > 0`;
  const fails = sql`countIf(${column} IS NOT NULL AND NOT ${passes}) = 0`;
  return {
    may: some([may, isCut, passesAbsent ? saysNothing : false]),
    must: all([fails, not(isCut), passesAbsent ? true : not(saysNothing)]),
  };
}

/** Null for what text in the store compares otherwise than text here: order, and escapes of `like`. */
function textTest(column: Sql, { comparator, values }: Test): Sql | null {
  const texts = values.filter((value): value is string => typeof value === 'string');
  if (comparator === 'eq' || comparator === 'in') return sql`${column} IN ${bind('Array(String)', texts)}`;
  const pattern = texts[0];
  if (comparator !== 'like' || pattern === undefined || pattern.includes('\\')) return null;
  return sql`${column} LIKE ${pattern}`;
}

function sidesOfId(condition: FieldCondition, field: 'id' | 'trace_id' | 'session_id' | 'parent_run_id'): Sides {
  const ids = condition.values.filter((value): value is string => typeof value === 'string');
  if (ids.length < condition.values.length) return unknown;
  if (field === 'id') {
    const is = sql`runs.id IN ${uuids(ids)}`;
    return { may: is, must: is };
  }
  if (field === 'parent_run_id') {
    const inOrder = sql`multiSearchAny(ifNull(runs.dotted_order, ''), ${bind('Array(String)', ids)})`;
    const names = sql`runs.parent_run_id IN ${uuids(ids)} OR runs.parent_span_id IS NOT NULL OR ${inOrder}`;
    return { may: ids.length > 0 && sql`countIf(ifNull(${names}, false)) > 0`, must: false };
  }
  // The nil id: what the record does not say itself, its trace or project tells.
  const column = trustedSql(field === 'trace_id' ? 'runs.trace_id' : 'runs.project_id');
  return { may: sql`countIf(${column} IN ${uuids([...ids, nilId])}) > 0`, must: false };
}

const mayHaveError = sql`countIf(ifNull(runs.error, '') != '') > 0`;
/** An update may take an error back by saying an empty one. */
const mustHaveError = sql`(${mayHaveError} AND countIf(runs.error = '') = 0)`;
const hasEnd = sql`countIf(runs.end_time IS NOT NULL) > 0`;
/** A run that names no parent in any form; a later record may still name one. */
export const mayBeRoot: Sql = sql`(min(runs.is_root) OR countIf(runs.is_root AND (runs.op = 'create' OR runs.dotted_order IS NOT NULL)) > 0 OR countIf(runs.trace_id = runs.id) > 0)`;

const statuses: ReadonlyMap<Literal, Sides> = new Map<Literal, Sides>([
  ['error', { may: mayHaveError, must: mustHaveError }],
  ['success', { may: all([hasEnd, not(mustHaveError)]), must: all([hasEnd, not(mayHaveError)]) }],
  ['pending', { may: all([not(hasEnd), not(mustHaveError)]), must: all([not(hasEnd), not(mayHaveError)]) }],
]);

function sidesOfStatus(condition: FieldCondition): Sides {
  const fitting = [...statuses].filter(([status]) => passesTest(condition, status, 'text')).map(([, sides]) => sides);
  return { may: some(fitting.map(({ may }) => may)), must: some(fitting.map(({ must }) => must)) };
}

/** The column holds the beginning of an error only: enough to know that there is one. */
function sidesOfError(condition: FieldCondition): Sides {
  if (!passesTest(condition, null, 'text')) return { may: mayHaveError, must: false };
  return condition.values.every((value) => value === null)
    ? { may: not(mustHaveError), must: not(mayHaveError) }
    : unknown;
}

/** Columns hold microseconds of the years that the store knows; cutting keeps the order, so bounds stay bounds. */
function sidesOfTime(condition: FieldCondition, field: 'start_time' | 'end_time'): Sides {
  const column = trustedSql(field === 'start_time' ? 'runs.start_at' : 'runs.end_at');
  const [value] = condition.values;
  if (condition.comparator === 'in' || typeof value !== 'string') return unknown;
  const limit = sql`toDateTime64(${columnTime(value)}, 6, 'UTC')`;
  // A run that says no start has the one of its order, or of its arrival.
  const saysNothing = field === 'start_time' ? sql`count(runs.start_at) = 0` : false;
  const compared = (operator: '<' | '<=' | '>' | '>=' | '='): Sql =>
    sql`countIf(ifNull(${column} ${trustedSql(operator)} ${limit}, false)) > 0`;
  const isSaid = sql`count(${column}) > 0`;
  switch (condition.comparator) {
    case 'gt':
    case 'gte':
      return { may: some([compared('>='), saysNothing]), must: all([isSaid, not(compared('<='))]) };
    case 'lt':
    case 'lte':
      return { may: some([compared('<='), saysNothing]), must: all([isSaid, not(compared('>='))]) };
    default:
      return { may: some([compared('='), saysNothing]), must: false };
  }
}

/** Of several starts and ends the widest and the narrowest distance; two microseconds are lost by cutting. */
function sidesOfLatency({ comparator, values }: FieldCondition): Sides {
  const [seconds] = values;
  if (comparator === 'in' || typeof seconds !== 'number') return unknown;
  const limit = seconds * 1e6;
  const isSaid = sql`count(runs.end_at) > 0`;
  const saysNoStart = sql`count(runs.start_at) = 0`;
  const isCut = sql`(toYear(max(runs.end_at)) >= 2199 OR toYear(min(runs.start_at)) <= 1900)`;
  const longest = sql`dateDiff('microsecond', min(runs.start_at), max(runs.end_at))`;
  const shortest = sql`dateDiff('microsecond', max(runs.start_at), min(runs.end_at))`;
  const bounds: Sql[] = [];
  if (comparator !== 'lt' && comparator !== 'lte') bounds.push(sql`${longest} >= ${bind('Float64', limit - 2)}`);
  if (comparator !== 'gt' && comparator !== 'gte') bounds.push(sql`${shortest} <= ${bind('Float64', limit + 2)}`);
  return { may: all([isSaid, some([saysNoStart, isCut, sql`ifNull(${all(bounds)}, true)`])]), must: false };
}

function isBoolean({ comparator, values }: FieldCondition, wanted: boolean): boolean {
  return comparator === 'eq' && values[0] === wanted;
}

function all(parts: readonly Known[]): Known {
  if (parts.includes(false)) return false;
  const open = parts.filter((part): part is Sql => typeof part !== 'boolean');
  return open.length === 0 ? true : sql`(${joinSql(open, ' AND ')})`;
}

function some(parts: readonly Known[]): Known {
  if (parts.includes(true)) return true;
  const open = parts.filter((part): part is Sql => typeof part !== 'boolean');
  return open.length === 0 ? false : sql`(${joinSql(open, ' OR ')})`;
}

function not(part: Known): Known {
  return typeof part === 'boolean' ? !part : sql`(NOT ${part})`;
}
