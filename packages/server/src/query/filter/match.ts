/**
 * Whether a run fits a filter: the meaning of the language, on one merged run in memory. SQL only
 * narrows down which runs are read (`candidates.ts`); this decides.
 */
import { compareTimes } from 'tracenest/wire';
import type { Json } from 'tracenest/wire';
import { isLike } from './like.js';
import {
  plainFields,
  type Comparator,
  type FieldCondition,
  type FieldKind,
  type Filter,
  type Literal,
  type PairCondition,
  type PairName,
  type PairPart,
  type PairTest,
  type PlainField,
  type SearchCondition,
  type Test,
} from './syntax.js';

/** What filters can ask of a run. Times ISO 8601 in UTC, durations in seconds, money in US dollars. */
export type RunFacts = {
  [F in Exclude<PlainField, 'tags' | 'metadata' | 'inputs' | 'outputs'>]: Literal;
} & {
  tags: readonly string[];
  metadata: Readonly<Record<string, Json>>;
  inputs: Json;
  outputs: Json;
  feedback: readonly FeedbackFacts[];
};

export interface FeedbackFacts {
  key: string;
  score: Literal;
  value: Json;
  source: string | null;
  comment: string | null;
}

type Pair = Partial<Record<PairPart, Json>>;

/** Depth is bounded by the parser. */
export function matchesFilter(filter: Filter, run: RunFacts): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.parts.every((part) => matchesFilter(part, run));
    case 'or':
      return filter.parts.some((part) => matchesFilter(part, run));
    case 'not':
      return !matchesFilter(filter.part, run);
    case 'field':
      return matchesField(filter, run);
    case 'pair':
      return matchesPair(filter, pairsOf(filter.pair, run));
    case 'search':
      return matchesSearch(filter, run);
    case 'exists':
      return Object.hasOwn(run.metadata, filter.key);
  }
}

function matchesField(condition: FieldCondition, run: RunFacts): boolean {
  const { field } = condition;
  if (field === 'tags') return matchesTags(condition, run.tags);
  if (field === 'metadata') return contains(run.metadata, JSON.parse(String(condition.values[0])) as Json);
  if (field === 'inputs' || field === 'outputs') return isLike(textOf(run[field]), String(condition.values[0]));
  return passesTest(condition, run[field], plainFields[field]);
}

/** `has` and the comparisons ask whether some tag fits; `neq` whether none is equal. */
function matchesTags(condition: FieldCondition, tags: readonly string[]): boolean {
  const positive: Comparator =
    condition.comparator === 'has' || condition.comparator === 'neq' ? 'eq' : condition.comparator;
  const some = tags.some((tag) => passesTest({ ...condition, comparator: positive }, tag, 'text'));
  return condition.comparator === 'neq' ? !some : some;
}

function matchesPair(condition: PairCondition, pairs: readonly Pair[]): boolean {
  if (condition.none.some((test) => pairs.some((pair) => passes(test, pair)))) return false;
  return condition.some.length === 0 || pairs.some((pair) => condition.some.every((test) => passes(test, pair)));
}

function passes(test: PairTest, pair: Pair): boolean {
  const value = pair[test.part] ?? null;
  // `{"n": 5}` is found by `eq(metadata_value, "5")`: values compare as text, numbers as numbers where both are.
  if (typeof value === 'number' && test.values.every((wanted) => isNumeric(wanted))) {
    return passesTest({ ...test, values: test.values.map(Number) }, value, 'number');
  }
  const wanted = test.values.map((one) => (one === null ? null : String(one)));
  return passesTest({ ...test, values: wanted }, value === null ? null : textOf(value), 'text');
}

function isNumeric(value: Literal): boolean {
  return (
    typeof value === 'number' || (typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)))
  );
}

/** Absent values are equal to null only, and neither smaller nor larger than anything. */
export function passesTest({ comparator, values }: Test, value: Literal, kind: FieldKind): boolean {
  if (comparator === 'in') return values.some((wanted) => isEqual(value, wanted, kind));
  const wanted = values[0] ?? null;
  if (comparator === 'eq' || comparator === 'has') return isEqual(value, wanted, kind);
  if (comparator === 'neq') return !isEqual(value, wanted, kind);
  if (value === null || wanted === null) return false;
  if (comparator === 'like') return isLike(String(value), String(wanted));
  const order = compareValues(value, wanted, kind);
  if (comparator === 'gt') return order > 0;
  if (comparator === 'gte') return order >= 0;
  return comparator === 'lt' ? order < 0 : order <= 0;
}

function isEqual(value: Literal, wanted: Literal, kind: FieldKind): boolean {
  if (value === null || wanted === null) return value === wanted;
  return compareValues(value, wanted, kind) === 0;
}

function compareValues(value: Exclude<Literal, null>, wanted: Exclude<Literal, null>, kind: FieldKind): number {
  if (kind === 'time') return compareTimes(String(value), String(wanted));
  if (typeof value === 'number' && typeof wanted === 'number') return value - wanted;
  if (typeof value === 'boolean' || typeof wanted === 'boolean') return value === wanted ? 0 : Number.NaN;
  const [left, right] = [String(value), String(wanted)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function matchesSearch({ field, words }: SearchCondition, run: RunFacts): boolean {
  const text = (field === null ? searchedText(run) : textOf(run[field] as Json)).toLowerCase();
  return words.every((word) => text.includes(word));
}

function searchedText(run: RunFacts): string {
  return [run.name, run.error, run.inputs, run.outputs, run.tags, run.metadata]
    .map((part) => textOf(part as Json))
    .join('\n');
}

/** What is absent has no text. */
function textOf(value: Json): string {
  if (value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Every key and value of the wanted object stands in the other one. */
function contains(value: Json, wanted: Json): boolean {
  if (typeof wanted !== 'object' || wanted === null || Array.isArray(wanted)) return textOf(value) === textOf(wanted);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.entries(wanted).every(
    ([key, part]) => Object.hasOwn(value, key) && contains(value[key] ?? null, part ?? null),
  );
}

function pairsOf(name: PairName, run: RunFacts): Pair[] {
  if (name === 'feedback') return run.feedback.map((one) => ({ ...one }));
  if (name === 'metadata') return Object.entries(run.metadata).map(([key, value]) => ({ key, value: value ?? null }));
  return leavesOf(name === 'input' ? run.inputs : run.outputs);
}

/**
 * Keys of inputs and outputs are paths: `messages.content` finds the content of every message,
 * for lists take no step of their own. Every value on the way has a path too.
 */
function leavesOf(root: Json): Pair[] {
  const pairs: Pair[] = [];
  const waiting: { path: string; value: Json }[] = [{ path: '', value: root }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { path, value } = next;
    if (Array.isArray(value)) {
      for (const item of value) waiting.push({ path, value: item });
      continue;
    }
    if (path !== '') pairs.push({ key: path, value });
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, part] of Object.entries(value)) {
      waiting.push({ path: path === '' ? key : `${path}.${key}`, value: part ?? null });
    }
  }
  return pairs;
}
