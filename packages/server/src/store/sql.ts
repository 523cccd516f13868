/**
 * SQL as text that can be read, with every value bound as a parameter: `sql` builds it, fragments
 * compose, and no value ever becomes part of the text.
 */

/** A piece of SQL: `{p0:Type}` in the text stands for `params.p0`. */
export interface Sql {
  readonly text: string;
  readonly params: Readonly<Record<string, unknown>>;
}

const boundMark: unique symbol = Symbol('tracenest.bound');
const fragmentMark: unique symbol = Symbol('tracenest.fragment');

/** A value with its ClickHouse type, for what a plain string, number or boolean does not say. */
export interface Bound {
  readonly [boundMark]: true;
  readonly type: string;
  readonly value: unknown;
}

interface Fragment extends Sql {
  readonly [fragmentMark]: { readonly strings: readonly string[]; readonly values: readonly SqlValue[] };
}

/** Strings bind as String, whole numbers as Int64, others as Float64, booleans as Bool. */
export type SqlValue = string | number | boolean | Bound | Sql;

/** Binds a value under a ClickHouse type: `bind('Array(UUID)', ids)`. */
export function bind(type: string, value: unknown): Bound {
  return { [boundMark]: true, type, value };
}

export function uuid(value: string): Bound {
  return bind('UUID', value);
}

export function uuids(values: readonly string[]): Bound {
  return bind('Array(UUID)', values);
}

/**
 * Tagged template for SQL.
 *
 * @example
 * const mine = sql`project_id = ${uuid(projectId)}`;
 * const rows = await store.query(sql`SELECT id FROM runs WHERE ${mine} LIMIT ${10}`);
 */
export function sql(strings: TemplateStringsArray, ...values: SqlValue[]): Sql {
  return fragment([...strings], values);
}

/** Joins fragments, for lists of conditions or columns. An empty list gives empty text. */
export function joinSql(parts: readonly Sql[], separator: ' AND ' | ' OR ' | ', ' | ' '): Sql {
  if (parts.length === 0) return fragment([''], []);
  const between = parts.slice(1).map(() => separator);
  return fragment(['', ...between, ''], parts);
}

/** Text of our own code (a schema statement, a column list): never anything a request said. */
export function trustedSql(text: string): Sql {
  return fragment([text], []);
}

function fragment(strings: readonly string[], values: readonly SqlValue[]): Fragment {
  const params: Record<string, unknown> = {};
  const text: string[] = [];
  render(strings, values, text, params);
  return { text: text.join(''), params, [fragmentMark]: { strings, values } };
}

function render(
  strings: readonly string[],
  values: readonly SqlValue[],
  text: string[],
  params: Record<string, unknown>,
): void {
  for (const [i, part] of strings.entries()) {
    text.push(part);
    const value = values[i];
    if (value === undefined) continue;
    if (isFragment(value)) {
      render(value[fragmentMark].strings, value[fragmentMark].values, text, params);
      continue;
    }
    const bound = toBound(value);
    const name = `p${Object.keys(params).length}`;
    params[name] = bound.value;
    text.push(`{${name}:${bound.type}}`);
  }
}

function toBound(value: Exclude<SqlValue, Sql> | Sql): Bound {
  if (typeof value === 'string') return bind('String', value);
  if (typeof value === 'boolean') return bind('Bool', value);
  if (typeof value === 'number') return bind(Number.isInteger(value) ? 'Int64' : 'Float64', value);
  if (boundMark in value) return value;
  throw new TypeError('A part of an SQL text must come from sql``, joinSql, trustedSql or bind: found a plain object.');
}

function isFragment(value: SqlValue): value is Fragment {
  return typeof value === 'object' && fragmentMark in value;
}
