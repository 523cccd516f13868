/** What is asked of a JSON value to show it: lines, matches, paths, texts. Runs on the page or in a worker. */
import {
  entriesOf,
  ENTRIES_AT_ONCE,
  firstExpanded,
  isBranch,
  jsonRows,
  pathTo,
  type JsonRow,
  type JsonValue,
  type JsonView,
  type Shown,
} from './json-rows.js';
import { yamlOf } from './yaml.js';

export type TextForm = 'raw' | 'yaml';

export interface Found {
  /** Paths of the entries whose key or text holds what was looked for, in order. */
  paths: string[];
  /** There are more: searching stopped. */
  isCut: boolean;
}

/** A reader would not go through more matches than these one by one. */
const MOST_FOUND = 10_000;
/** Longer lines are told in pieces: browsers draw a line of megabytes in seconds. */
const LONGEST_LINE = 2000;

export class JsonReader {
  readonly #value: JsonValue;
  #text: { form: TextForm; text: string } | null = null;
  #lines: { form: TextForm; columns: number; lines: string[] } | null = null;

  constructor(value: JsonValue) {
    this.#value = value;
  }

  /** What is open at first. */
  first(): JsonView {
    return { expanded: firstExpanded(this.#value), shown: new Map(), texts: new Map() };
  }

  rows(view: JsonView): JsonRow[] {
    return jsonRows(this.#value, view);
  }

  /** Entries that hold a text in their key or value, whatever the case of its letters. */
  find(text: string): Found {
    const wanted = text.toLowerCase();
    const paths: string[] = [];
    const open: { path: string; name: string; value: JsonValue }[] = [{ path: '', name: '', value: this.#value }];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const { path, name, value } = next;
      const isFound =
        name.toLowerCase().includes(wanted) || (!isBranch(value) && String(value).toLowerCase().includes(wanted));
      if (isFound) paths.push(path);
      if (paths.length >= MOST_FOUND) return { paths, isCut: true };
      for (const [childName, child] of entriesOf(value).toReversed())
        open.push({ path: pathTo(path, childName), name: childName, value: child });
    }
    return { paths, isCut: false };
  }

  /** The view in which an entry stands there: all above it open, a window of entries around it. */
  reveal(view: JsonView, path: string): JsonView {
    const expanded = new Set(view.expanded);
    const shown = new Map(view.shown);
    let value = this.#value;
    let at = '';
    for (const name of namesOf(path)) {
      expanded.add(at);
      const index = Array.isArray(value) ? Number(name) : Object.keys(value ?? {}).indexOf(name);
      const [from, to]: Shown = shown.get(at) ?? [0, ENTRIES_AT_ONCE];
      if (index < from || index >= to) {
        const begin = Math.floor(index / ENTRIES_AT_ONCE) * ENTRIES_AT_ONCE;
        shown.set(at, [begin, begin + ENTRIES_AT_ONCE]);
      }
      value = childOf(value, name);
      at = pathTo(at, name);
    }
    return { ...view, expanded, shown };
  }

  /** The entry as JavaScript and Python programmers name it: `messages[0].content`. */
  nameOf(path: string): string {
    let value = this.#value;
    let text = '';
    for (const name of namesOf(path)) {
      const isPlain = /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name);
      if (Array.isArray(value)) text += `[${name}]`;
      else text += isPlain ? `${text === '' ? '' : '.'}${name}` : `[${JSON.stringify(name)}]`;
      value = childOf(value, name);
    }
    return text;
  }

  /** An entry as it is copied: a text as it is, anything else as JSON. */
  copy(path: string): string {
    let value = this.#value;
    for (const name of namesOf(path)) value = childOf(value, name);
    return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  }

  /** All of it. */
  text(form: TextForm): string {
    if (this.#text?.form !== form) {
      this.#text = { form, text: form === 'yaml' ? yamlOf(this.#value) : JSON.stringify(this.#value, null, 2) };
    }
    return this.#text.text;
  }

  /** How many lines the text has where each is at most so many characters wide. */
  lineCount(form: TextForm, columns: number): number {
    return this.#linesOf(form, columns).length;
  }

  lines(form: TextForm, columns: number, from: number, to: number): string[] {
    return this.#linesOf(form, columns).slice(from, to);
  }

  #linesOf(form: TextForm, columns: number): string[] {
    if (this.#lines?.form !== form || this.#lines.columns !== columns) {
      const width = Math.max(20, Math.min(columns, LONGEST_LINE));
      const lines = this.text(form)
        .split('\n')
        .flatMap((line) => piecesOf(line, width));
      this.#lines = { form, columns, lines };
    }
    return this.#lines.lines;
  }
}

function piecesOf(line: string, width: number): string[] {
  if (line.length <= width) return [line];
  const pieces: string[] = [];
  for (let at = 0; at < line.length;) {
    let end = at + width;
    // Never between the two halves of one sign.
    const last = line.charCodeAt(end - 1);
    if (last >= 0xd800 && last <= 0xdbff) end -= 1;
    pieces.push(line.slice(at, end));
    at = end;
  }
  return pieces;
}

function namesOf(path: string): string[] {
  return path
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function childOf(value: JsonValue, name: string): JsonValue {
  if (Array.isArray(value)) return value[Number(name)] ?? null;
  return isBranch(value) && Object.hasOwn(value, name) ? (value[name] ?? null) : null;
}
