/**
 * Text → filter. The grammar is LangSmith's as its documentation and its clients show it: calls
 * of comparators on a field and a value, joined by `and`, `or` and `not`.
 */
import { normalizeId, normalizeTime } from 'tracenest/wire';
import { bindPairs, type LoosePair } from './pairs.js';
import { durationToSeconds } from './durations.js';
import { shorten, tokenize, type Token } from './tokens.js';
import {
  FilterError,
  pairFields,
  plainFields,
  type Comparator,
  type FieldCondition,
  type FieldKind,
  type Filter,
  type Literal,
  type PairField,
  type PlainField,
} from './syntax.js';

export { FilterError, type Filter } from './syntax.js';

/** Deeper brackets are refused, so that no filter can exhaust the stack. */
const maxDepth = 64;

const comparators: ReadonlySet<string> = new Set<Comparator>([
  'eq',
  'neq',
  'gt',
  'gte',
  'lt',
  'lte',
  'has',
  'in',
  'like',
]);
const callNames = 'and, or, not, eq, neq, gt, gte, lt, lte, has, in, like, search or exists';

/** Comparators for each kind of field. */
const fitting: Readonly<Record<FieldKind, ReadonlySet<Comparator>>> = {
  id: new Set(['eq', 'neq', 'in']),
  text: new Set(['eq', 'neq', 'in', 'like', 'gt', 'gte', 'lt', 'lte']),
  time: new Set(['eq', 'neq', 'in', 'gt', 'gte', 'lt', 'lte']),
  duration: new Set(['eq', 'neq', 'in', 'gt', 'gte', 'lt', 'lte']),
  number: new Set(['eq', 'neq', 'in', 'gt', 'gte', 'lt', 'lte']),
  boolean: new Set(['eq', 'neq', 'in']),
  texts: new Set(['has', 'eq', 'neq', 'in', 'like']),
  object: new Set(['has']),
  content: new Set(['like']),
};

/**
 * `and(eq(run_type, "llm"), gt(latency, "5s"))` → its tree, with ids in normal form, times as
 * ISO 8601 in UTC and durations in seconds. Throws FilterError.
 */
export function parseFilter(text: string): Filter {
  const reader = new Reader(tokenize(text));
  const filter = readFilter(reader, 0);
  const rest = reader.take();
  if (rest.kind !== 'end') throw refuse(rest, 'the end of the filter');
  return isLoosePair(filter) ? bindPairs([filter])[0]! : filter;
}

class Reader {
  #next = 0;
  constructor(private readonly tokens: readonly Token[]) {}

  /** The last token is the end, which is never passed. */
  peek(): Token {
    return this.tokens[Math.min(this.#next, this.tokens.length - 1)]!;
  }

  take(): Token {
    const token = this.peek();
    this.#next++;
    return token;
  }

  expect(mark: '(' | ')' | '[' | ']' | ','): void {
    const token = this.take();
    if (token.kind !== 'mark' || token.text !== mark) throw refuse(token, `"${mark}"`);
  }

  skip(mark: ')' | ']' | ','): boolean {
    const token = this.peek();
    if (token.kind !== 'mark' || token.text !== mark) return false;
    this.#next++;
    return true;
  }
}

/** A condition on a pair stays loose until the `and` that it stands in is known. */
function readFilter(reader: Reader, depth: number): Filter | LoosePair {
  const name = reader.take();
  if (name.kind !== 'word') throw refuse(name, callNames);
  if (depth > maxDepth) throw refuse(name, `no more than ${maxDepth} brackets inside each other`);
  if (name.text === 'and' || name.text === 'or') return readJoined(reader, name.text, depth);
  if (name.text === 'not') {
    reader.expect('(');
    const part = readBound(reader, depth + 1);
    reader.expect(')');
    return { kind: 'not', part };
  }
  if (name.text === 'search') return readSearch(reader);
  if (name.text === 'exists') return readExists(reader);
  if (!isComparator(name.text)) throw refuse(name, callNames);
  return readComparison(reader, name.text);
}

/** A part that stands alone: a condition on a pair speaks of some pair of its own. */
function readBound(reader: Reader, depth: number): Filter {
  const part = readFilter(reader, depth);
  return isLoosePair(part) ? bindPairs([part])[0]! : part;
}

function readJoined(reader: Reader, kind: 'and' | 'or', depth: number): Filter {
  reader.expect('(');
  const parts: Filter[] = [];
  const loose: LoosePair[] = [];
  do {
    const part = kind === 'and' ? readFilter(reader, depth + 1) : readBound(reader, depth + 1);
    if (isLoosePair(part)) loose.push(part);
    else parts.push(part);
  } while (reader.skip(','));
  reader.expect(')');
  return { kind, parts: [...parts, ...bindPairs(loose)] };
}

function readComparison(reader: Reader, comparator: Comparator): Filter | LoosePair {
  reader.expect('(');
  const field = reader.take();
  if (field.kind !== 'word') throw refuse(field, 'the name of a field, without quotes');
  const condition = isPairField(field.text)
    ? readPairTest(reader, comparator, field.text)
    : readFieldTest(reader, comparator, knownField(field, field.text));
  reader.expect(')');
  return condition;
}

function readFieldTest(reader: Reader, comparator: Comparator, field: PlainField): FieldCondition {
  const kind: FieldKind = plainFields[field];
  if (!fitting[kind].has(comparator)) {
    throw refuse(reader.peek(), `another comparator: ${field} takes ${[...fitting[kind]].join(', ')}`);
  }
  reader.expect(',');
  const values = readValues(reader, comparator).map(({ value, token }) => readAs(kind, value, token));
  return { kind: 'field', field, comparator, values };
}

function readPairTest(reader: Reader, comparator: Comparator, field: PairField): LoosePair {
  const [pair, part] = pairFields[field];
  if (comparator === 'has')
    throw refuse(reader.peek(), `another comparator: ${field} takes eq, neq, in, like, gt, gte, lt, lte`);
  reader.expect(',');
  const values = readValues(reader, comparator).map(({ value }) => value);
  return { kind: 'loose-pair', pair, part, comparator, values };
}

interface WrittenValue {
  value: Literal;
  token: Token;
}

function readValues(reader: Reader, comparator: Comparator): WrittenValue[] {
  if (comparator !== 'in') {
    const token = reader.take();
    if (token.kind !== 'value') throw refuse(token, 'a value: a quoted text, a number, true, false or null');
    if (token.value === null && comparator !== 'eq' && comparator !== 'neq') {
      throw refuse(token, `a value other than null: ${comparator} compares`);
    }
    return [{ value: token.value, token }];
  }
  reader.expect('[');
  const values: WrittenValue[] = [];
  if (reader.skip(']')) return values;
  do {
    const token = reader.take();
    if (token.kind !== 'value')
      throw refuse(token, 'a value of the list: a quoted text, a number, true, false or null');
    values.push({ value: token.value, token });
  } while (reader.skip(','));
  reader.expect(']');
  return values;
}

function readSearch(reader: Reader): Filter {
  reader.expect('(');
  let field: PlainField | null = null;
  const first = reader.take();
  let text = first;
  if (first.kind === 'word') {
    field = knownField(first, first.text);
    const kind: FieldKind = plainFields[field];
    if (kind !== 'text' && kind !== 'content' && kind !== 'texts' && kind !== 'object') {
      throw refuse(first, 'a field with text: name, error, inputs, outputs, tags, metadata, …');
    }
    reader.expect(',');
    text = reader.take();
  }
  if (text.kind !== 'value' || typeof text.value !== 'string') throw refuse(text, 'the words to look for, in quotes');
  reader.expect(')');
  return { kind: 'search', field, words: wordsOf(text.value) };
}

function readExists(reader: Reader): Filter {
  reader.expect('(');
  const field = reader.take();
  if (field.kind !== 'word' || field.text !== 'metadata') throw refuse(field, 'metadata');
  reader.expect(',');
  const key = reader.take();
  if (key.kind !== 'value' || typeof key.value !== 'string') throw refuse(key, 'a key of the metadata, in quotes');
  reader.expect(')');
  return { kind: 'exists', key: key.value };
}

/** The words of a text: what stands between characters that are neither letter nor digit, in lower case. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** A value as its field holds it: ids in normal form, times as ISO 8601 in UTC, durations in seconds. */
function readAs(kind: FieldKind, value: Literal, token: Token): Literal {
  if (value === null) return null;
  if (kind === 'id') {
    const id = normalizeId(value);
    if (id === null) throw refuse(token, 'an id of 32 hexadecimal digits, with or without dashes, in quotes');
    return id;
  }
  if (kind === 'time') {
    const time = normalizeTime(value);
    if (time === null) throw refuse(token, 'a time such as "2026-07-15T12:34:56Z"');
    return time;
  }
  if (kind === 'duration') {
    const seconds = durationToSeconds(value);
    if (seconds === null) throw refuse(token, 'a duration: seconds as a number, or text such as "250ms", "5s" or "2m"');
    return seconds;
  }
  if (kind === 'number') {
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    if (typeof number !== 'number' || !Number.isFinite(number)) throw refuse(token, 'a number');
    return number;
  }
  if (kind === 'boolean') {
    if (typeof value !== 'boolean') throw refuse(token, 'true or false');
    return value;
  }
  if (kind === 'object') {
    if (typeof value !== 'string' || !isJsonObject(value))
      throw refuse(token, `a JSON object in quotes, such as '{"key": "value"}'`);
    return value;
  }
  return String(value);
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

function knownField(token: Token, name: string): PlainField {
  if (Object.hasOwn(plainFields, name)) return name as PlainField;
  throw refuse(token, `one of the fields ${[...Object.keys(plainFields), ...Object.keys(pairFields)].join(', ')}`);
}

function isPairField(name: string): name is PairField {
  return Object.hasOwn(pairFields, name);
}

function isComparator(name: string): name is Comparator {
  return comparators.has(name);
}

function isLoosePair(part: Filter | LoosePair): part is LoosePair {
  return part.kind === 'loose-pair';
}

function refuse(token: Token, expected: string): FilterError {
  const found =
    token.kind === 'end'
      ? 'the end'
      : token.kind === 'value'
        ? shorten(typeof token.value === 'string' ? token.value : String(token.value))
        : shorten(token.text);
  return new FilterError(token.at, found, expected);
}
