/** The lines of a JSON value of any size: only what is expanded, and of long lists only a part. */

export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

interface RowPlace {
  /** A JSON pointer. */
  path: string;
  depth: number;
  /** Key or index in its parent; null for the outermost value. */
  name: string | null;
}

export type JsonRow =
  /** `length`: characters of the whole text where only its beginning is in `value`. */
  | (RowPlace & { kind: 'value'; value: string | number | boolean | null; length?: number })
  | (RowPlace & { kind: 'branch'; isArray: boolean; size: number; isExpanded: boolean; preview: string })
  /** Stands for entries that are not shown: how many, before or after those that are. */
  | (RowPlace & { kind: 'more'; where: 'before' | 'after'; count: number; size: number });

/** Entries of a branch: the first that is shown, and the first that is not any more. */
export type Shown = readonly [from: number, to: number];

export interface JsonView {
  expanded: ReadonlySet<string>;
  /** Which entries are shown of a branch, where it is not the first {@link ENTRIES_AT_ONCE}. */
  shown: ReadonlyMap<string, Shown>;
  /** Characters that are shown of a text, where it is not the first {@link TEXT_AT_FIRST}. */
  texts: ReadonlyMap<string, number>;
}

/** Characters of a text that are shown at first, and how many each wish for more adds. */
export const TEXT_AT_FIRST = 2000;
export const TEXT_AT_ONCE = 100_000;

/** Entries of a branch that are shown at first, and how many each wish for more adds. */
export const ENTRIES_AT_ONCE = 100;
const FIRST: Shown = [0, ENTRIES_AT_ONCE];
const ALL: Shown = [0, Number.POSITIVE_INFINITY];

/** Lines of a value. The outermost object or array has no line of its own: its entries stand there at once. */
export function jsonRows(value: JsonValue, view: JsonView): JsonRow[] {
  const rows: JsonRow[] = [];
  if (isBranch(value) && sizeOf(value) > 0) addEntries(rows, value, '', 0, view);
  else addRow(rows, value, { path: '', depth: 0, name: null }, view);
  return rows;
}

/** What is open at first: as many levels from the outside as fit into about this many lines. */
export function firstExpanded(value: JsonValue, lines: number = 80): ReadonlySet<string> {
  const expanded = new Set<string>();
  let left = lines;
  let level: { path: string; value: JsonValue }[] = [{ path: '', value }];
  while (level.length > 0) {
    const branches = level.filter((entry) => isBranch(entry.value));
    const size = branches.reduce((sum, entry) => sum + Math.min(ENTRIES_AT_ONCE, sizeOf(entry.value)), 0);
    if (size > left && expanded.size > 0) break;
    left -= size;
    const next: typeof level = [];
    for (const entry of branches) {
      expanded.add(entry.path);
      for (const [name, child] of entriesOf(entry.value, FIRST))
        next.push({ path: pathTo(entry.path, name), value: child });
    }
    level = next;
  }
  return expanded;
}

function addEntries(rows: JsonRow[], value: JsonValue, path: string, depth: number, view: JsonView): void {
  const size = sizeOf(value);
  const [from, to] = view.shown.get(path) ?? FIRST;
  if (from > 0) rows.push({ kind: 'more', where: 'before', path, depth, name: null, count: from, size });
  for (const [name, child] of entriesOf(value, [from, to]))
    addRow(rows, child, { path: pathTo(path, name), depth, name }, view);
  if (to < size) rows.push({ kind: 'more', where: 'after', path, depth, name: null, count: size - to, size });
}

function addRow(rows: JsonRow[], value: JsonValue, place: RowPlace, view: JsonView): void {
  if (!isBranch(value)) {
    const most = view.texts.get(place.path) ?? TEXT_AT_FIRST;
    if (typeof value === 'string' && value.length > most)
      rows.push({ kind: 'value', ...place, value: value.slice(0, most), length: value.length });
    else rows.push({ kind: 'value', ...place, value });
    return;
  }
  const size = sizeOf(value);
  const isExpanded = size > 0 && view.expanded.has(place.path);
  rows.push({
    kind: 'branch',
    ...place,
    isArray: Array.isArray(value),
    size,
    isExpanded,
    preview: isExpanded ? '' : previewOf(value),
  });
  if (isExpanded) addEntries(rows, value, place.path, place.depth + 1, view);
}

export function isBranch(value: JsonValue): value is JsonValue[] | { [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null;
}

export function sizeOf(value: JsonValue): number {
  if (!isBranch(value)) return 0;
  return Array.isArray(value) ? value.length : Object.keys(value).length;
}

export function entriesOf(value: JsonValue, [from, to]: Shown = ALL): [string, JsonValue][] {
  if (Array.isArray(value)) return value.slice(from, to).map((child, index) => [String(from + index), child]);
  if (!isBranch(value)) return [];
  return Object.keys(value)
    .slice(from, to)
    .map((key) => [key, value[key] ?? null]);
}

export function pathTo(path: string, name: string): string {
  return `${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

const PREVIEW_ENTRIES = 4;
const PREVIEW_TEXT = 40;

/** The beginning of a branch in one line. */
function previewOf(value: JsonValue): string {
  const entries = entriesOf(value, [0, PREVIEW_ENTRIES]).map(([name, child]) => {
    const text = isBranch(child) ? (Array.isArray(child) ? `[${child.length}]` : '{…}') : literal(child);
    return Array.isArray(value) ? text : `${clip(name)}: ${text}`;
  });
  if (sizeOf(value) > PREVIEW_ENTRIES) entries.push('…');
  const text = entries.join(', ');
  if (Array.isArray(value)) return `[${text}]`;
  return text === '' ? '{}' : `{ ${text} }`;
}

/** Cut before it is quoted: a text may be megabytes. */
function literal(value: JsonValue): string {
  const isLong = typeof value === 'string' && value.length > PREVIEW_TEXT;
  return isLong ? `"${clip(value)}` : JSON.stringify(value);
}

function clip(text: string): string {
  return text.length > PREVIEW_TEXT ? `${text.slice(0, PREVIEW_TEXT)}…` : text;
}
