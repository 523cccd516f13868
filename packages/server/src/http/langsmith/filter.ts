/**
 * The filters of `POST /runs/query` that this version answers exactly: `eq` of one of a few fields,
 * and `and` of such. The whole language is larger; what is not here is refused in words, because an
 * ignored filter would answer the wrong runs.
 */
import { normalizeId } from 'tracenest/wire';
import { RequestError } from '../../errors.js';
import type { Condition } from '../../query/list-runs.js';

const fields: readonly Condition['field'][] = [
  'id',
  'trace_id',
  'parent_run_id',
  'name',
  'run_type',
  'status',
  'is_root',
  'thread_id',
];
const idFields: ReadonlySet<string> = new Set(['id', 'trace_id', 'parent_run_id']);
const understood = `eq(field, value) and and(…, …) of these, with the fields ${fields.join(', ')}`;

/** `and(eq(is_root, true), eq(name, "x"))` → its conditions, all of which must hold. Throws unsupported-filter. */
export function parseFilter(text: string): Condition[] {
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|'[^']*'|[\w.]+|[(),]|\S/g) ?? [];
  const reader = new TokenReader(tokens, text);
  const conditions = readCall(reader);
  if (!reader.isAtEnd()) throw reader.refuse();
  return conditions;
}

class TokenReader {
  #next = 0;
  constructor(
    private readonly tokens: readonly string[],
    private readonly text: string,
  ) {}

  take(): string {
    const token = this.tokens[this.#next++];
    if (token === undefined) throw this.refuse();
    return token;
  }

  expect(token: string): void {
    if (this.take() !== token) throw this.refuse();
  }

  /** Takes the token if it comes next. */
  skip(token: string): boolean {
    if (this.tokens[this.#next] !== token) return false;
    this.#next++;
    return true;
  }

  isAtEnd(): boolean {
    return this.#next === this.tokens.length;
  }

  refuse(): RequestError {
    return new RequestError('unsupported-filter', {
      filter: JSON.stringify(this.text.slice(0, 200)),
      expected: understood,
    });
  }
}

/** Nested `and` says the same as a flat one, so depth needs no recursion: brackets are only counted. */
function readCall(reader: TokenReader): Condition[] {
  const conditions: Condition[] = [];
  let open = 0;
  for (;;) {
    const name = reader.take();
    reader.expect('(');
    if (name === 'and') {
      open++;
      continue;
    }
    if (name !== 'eq') throw reader.refuse();
    conditions.push(readEquality(reader));
    reader.expect(')');
    while (open > 0 && reader.skip(')')) open--;
    if (open === 0) return conditions;
    reader.expect(',');
  }
}

function readEquality(reader: TokenReader): Condition {
  const name = reader.take();
  const field = fields.find((known) => known === name);
  if (field === undefined) throw reader.refuse();
  reader.expect(',');
  const value = readValue(reader.take());
  if (value === null || (field === 'is_root') !== (typeof value === 'boolean')) throw reader.refuse();
  return { field, value: idFields.has(field) ? idOf(field, value) : value };
}

function idOf(field: string, value: string | boolean): string {
  const id = normalizeId(value);
  if (id !== null) return id;
  throw new RequestError('bad-value', {
    field: `${field} in the filter`,
    value: JSON.stringify(value).slice(0, 200),
    expected: 'an id of 32 hexadecimal digits, with or without dashes',
  });
}

function readValue(token: string): string | boolean | null {
  if (token === 'true' || token === 'True') return true;
  if (token === 'false' || token === 'False') return false;
  if (token.startsWith("'")) return token.slice(1, -1);
  if (!token.startsWith('"')) return null;
  try {
    const value: unknown = JSON.parse(token);
    return typeof value === 'string' ? value : null;
  } catch {
    return null;
  }
}
