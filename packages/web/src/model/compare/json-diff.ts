/**
 * Two JSON values as lines: entries of objects by key, of arrays in the order that fits best, texts
 * word by word. Runs on the page, or in a worker where the values are large.
 */
import type { Json } from '../answers.js';
import { alignLists } from './align-lists.js';
import { textDiff, type TextPart } from './text-diff.js';

export interface DiffLine {
  depth: number;
  /** `folded`: entries that are the same, one line for all. */
  kind: 'same' | 'changed' | 'added' | 'removed' | 'folded';
  /** Key or index of the entry; null: the value itself, or several. */
  name: string | null;
  /** What it says; of an object or array `{…}` or `[…]`, whose entries follow. */
  parts: TextPart[];
  /** Entries that a folded line stands for, or that follow below. */
  count: number;
}

export interface JsonDiff {
  lines: DiffLine[];
  /** There are more: comparing stopped. */
  isCut: boolean;
  /** Lines that are neither the same nor hold others. */
  differences: number;
}

/** Undefined: there is no value on that side. */
export type DiffSide = Json | undefined;

/** A reader would not go through more. */
const MOST_LINES = 2000;
/** Deeper values are compared as texts. */
const DEEPEST = 60;
/** Characters shown of what is the same, added or removed. */
const LONGEST = 2000;

/** @param isWhole what is the same is shown, too */
export function jsonDiff(before: DiffSide, after: DiffSide, isWhole = false): JsonDiff {
  const diff = new Differ(isWhole);
  diff.entry(null, before, after, 0);
  const { lines } = diff;
  return { lines: lines.slice(0, MOST_LINES), isCut: lines.length > MOST_LINES, differences: diff.differences };
}

class Differ {
  readonly lines: DiffLine[] = [];
  differences = 0;
  readonly #isWhole: boolean;
  readonly #signs = new Signs();

  constructor(isWhole: boolean) {
    this.#isWhole = isWhole;
  }

  entry(name: string | null, before: DiffSide, after: DiffSide, depth: number): void {
    if (this.lines.length > MOST_LINES) return;
    if (before === undefined && after === undefined) return;
    if (before === undefined) this.#one('added', name, after!, depth);
    else if (after === undefined) this.#one('removed', name, before, depth);
    else if (this.#signs.of(before) === this.#signs.of(after)) this.#same(name, after, depth);
    else if (depth < DEEPEST && isArray(before) && isArray(after)) this.#arrays(name, before, after, depth);
    else if (depth < DEEPEST && isObject(before) && isObject(after)) this.#objects(name, before, after, depth);
    else this.#texts(name, before, after, depth);
  }

  #arrays(name: string | null, before: readonly Json[], after: readonly Json[], depth: number): void {
    this.#line({ kind: 'changed', name, depth, parts: [plain('[…]')], count: after.length }, false);
    const signs = this.#signs;
    const partners = alignLists({
      lengthA: before.length,
      lengthB: after.length,
      isEqual: (a, b) => signs.of(before[a]!) === signs.of(after[b]!),
      score: (a, b) => this.#fit(before[a]!, after[b]!),
    });
    let next = 0;
    const addUpTo = (end: number): void => {
      for (; next < end; next += 1) this.entry(String(next), undefined, after[next], depth + 1);
    };
    partners.forEach((partner, index) => {
      if (partner < 0) this.entry(String(index), before[index], undefined, depth + 1);
      else {
        addUpTo(partner);
        this.entry(
          index === partner ? String(index) : `${index} → ${partner}`,
          before[index],
          after[partner],
          depth + 1,
        );
        next = partner + 1;
      }
    });
    addUpTo(after.length);
  }

  #objects(name: string | null, before: JsonObject, after: JsonObject, depth: number): void {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    this.#line({ kind: 'changed', name, depth, parts: [plain('{…}')], count: keys.length }, false);
    for (const key of keys) this.entry(key, own(before, key), own(after, key), depth + 1);
  }

  /** Values of which not both have entries, or that are too deep. */
  #texts(name: string | null, before: Json, after: Json, depth: number): void {
    const areTexts = typeof before === 'string' && typeof after === 'string';
    const parts: TextPart[] = areTexts
      ? textDiff(before, after, this.#isWhole)
      : [shown('removed', before), shown('added', after)];
    this.#line({ kind: 'changed', name, depth, parts, count: 0 }, true);
  }

  /** A value that only one side has, with all that is in it. */
  #one(kind: 'added' | 'removed', name: string | null, value: Json, depth: number): void {
    if (this.lines.length > MOST_LINES) return;
    const entries = depth < DEEPEST ? entriesOf(value) : [];
    if (entries.length === 0) {
      this.#line({ kind, name, depth, parts: [shown(kind, value)], count: 0 }, true);
      return;
    }
    const opening = isArray(value) ? '[…]' : '{…}';
    this.#line({ kind, name, depth, parts: [{ kind, text: opening, left: 0 }], count: entries.length }, true);
    for (const [key, child] of entries) this.#one(kind, key, child, depth + 1);
  }

  #same(name: string | null, value: Json, depth: number): void {
    const last = this.lines.at(-1);
    if (this.#isWhole) this.#line({ kind: 'same', name, depth, parts: [shown('same', value)], count: 0 }, false);
    else if (last?.kind === 'folded' && last.depth === depth) last.count += 1;
    else this.#line({ kind: 'folded', name: null, depth, parts: [], count: 1 }, false);
  }

  #line(line: DiffLine, isDifference: boolean): void {
    this.lines.push(line);
    if (isDifference) this.differences += 1;
  }

  /** How well two entries of arrays fit each other; equal ones best. */
  #fit(before: Json, after: Json): number {
    if (this.#signs.of(before) === this.#signs.of(after)) return 2;
    if (isArray(before) && isArray(after)) return 0.3;
    if (!isObject(before) || !isObject(after)) return kindOf(before) === kindOf(after) ? 0.1 : 0;
    const keys = Object.keys(before).slice(0, MOST_KEYS);
    const alike = keys.filter((key) => {
      const [left, right] = [own(before, key), own(after, key)];
      return left !== undefined && right !== undefined && this.#signs.of(left) === this.#signs.of(right);
    });
    return 0.2 + alike.length / Math.max(1, keys.length);
  }
}

/** Keys by which objects are taken to be alike. */
const MOST_KEYS = 16;

/** A number for each value that is the same exactly for equal values, whatever the order of keys. */
class Signs {
  readonly #known = new Map<string, number>();
  readonly #ofBranch = new WeakMap<object, number>();

  of(value: Json): number {
    if (value === null || typeof value !== 'object') return this.#number(`${typeof value}${String(value)}`);
    const before = this.#ofBranch.get(value);
    if (before !== undefined) return before;
    // Without recursion: values may be as deep as their sender likes.
    const open: object[] = [value];
    const order: object[] = [];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (this.#ofBranch.has(next)) continue;
      order.push(next);
      for (const child of Object.values(next))
        if (child !== null && typeof child === 'object') open.push(child as object);
    }
    for (const branch of order.toReversed()) this.#ofBranch.set(branch, this.#number(this.#textOf(branch)));
    return this.#ofBranch.get(value) ?? -1;
  }

  #textOf(branch: object): string {
    if (Array.isArray(branch)) return `[${branch.map((child) => this.of(child as Json)).join()}]`;
    const keys = Object.keys(branch).toSorted();
    return `{${keys.map((key) => `${JSON.stringify(key)}:${this.of((branch as JsonObject)[key] ?? null)}`).join()}}`;
  }

  #number(text: string): number {
    const number = this.#known.get(text) ?? this.#known.size;
    this.#known.set(text, number);
    return number;
  }
}

type JsonObject = { readonly [key: string]: Json };

function isArray(value: Json): value is Json[] {
  return Array.isArray(value);
}

function isObject(value: Json): value is Extract<Json, JsonObject> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function kindOf(value: Json): string {
  return value === null ? 'null' : typeof value;
}

function own(value: JsonObject, key: string): DiffSide {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

function entriesOf(value: Json): [string, Json][] {
  return value !== null && typeof value === 'object' ? Object.entries(value) : [];
}

function plain(text: string): TextPart {
  return { kind: 'same', text, left: 0 };
}

/** Texts as they are, all else as JSON. */
function shown(kind: TextPart['kind'], value: Json): TextPart {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return { kind, text: text.slice(0, LONGEST), left: Math.max(0, text.length - LONGEST) };
}
