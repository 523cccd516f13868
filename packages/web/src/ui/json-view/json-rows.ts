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
  | (RowPlace & { kind: 'value'; value: string | number | boolean | null })
  | (RowPlace & { kind: 'branch'; isArray: boolean; size: number; isExpanded: boolean; preview: string })
  /** Stands for the entries that are not shown yet. */
  | (RowPlace & { kind: 'more'; shown: number; size: number });

export interface JsonView {
  expanded: ReadonlySet<string>;
  /** Entries that are shown of a branch, where it is not the first {@link ENTRIES_AT_ONCE}. */
  shown: ReadonlyMap<string, number>;
}

/** Entries of a branch that are shown at first, and how many each wish for more adds. */
export const ENTRIES_AT_ONCE = 100;

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
      for (const [name, child] of entriesOf(entry.value, ENTRIES_AT_ONCE))
        next.push({ path: pathTo(entry.path, name), value: child });
    }
    level = next;
  }
  return expanded;
}

function addEntries(rows: JsonRow[], value: JsonValue, path: string, depth: number, view: JsonView): void {
  const size = sizeOf(value);
  const shown = Math.min(size, view.shown.get(path) ?? ENTRIES_AT_ONCE);
  for (const [name, child] of entriesOf(value, shown))
    addRow(rows, child, { path: pathTo(path, name), depth, name }, view);
  if (shown < size) rows.push({ kind: 'more', path, depth, name: null, shown, size });
}

function addRow(rows: JsonRow[], value: JsonValue, place: RowPlace, view: JsonView): void {
  if (!isBranch(value)) {
    rows.push({ kind: 'value', ...place, value });
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

function isBranch(value: JsonValue): value is JsonValue[] | { [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null;
}

function sizeOf(value: JsonValue): number {
  if (!isBranch(value)) return 0;
  return Array.isArray(value) ? value.length : Object.keys(value).length;
}

function entriesOf(value: JsonValue, most: number): [string, JsonValue][] {
  if (Array.isArray(value)) return value.slice(0, most).map((child, index) => [String(index), child]);
  if (!isBranch(value)) return [];
  return Object.keys(value)
    .slice(0, most)
    .map((key) => [key, value[key] ?? null]);
}

function pathTo(path: string, name: string): string {
  return `${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

const PREVIEW_ENTRIES = 4;
const PREVIEW_TEXT = 40;

/** The beginning of a branch in one line. */
function previewOf(value: JsonValue): string {
  const entries = entriesOf(value, PREVIEW_ENTRIES).map(([name, child]) => {
    const text = isBranch(child) ? (Array.isArray(child) ? `[${child.length}]` : '{…}') : clip(JSON.stringify(child));
    return Array.isArray(value) ? text : `${clip(name)}: ${text}`;
  });
  if (sizeOf(value) > PREVIEW_ENTRIES) entries.push('…');
  const text = entries.join(', ');
  if (Array.isArray(value)) return `[${text}]`;
  return text === '' ? '{}' : `{ ${text} }`;
}

function clip(text: string): string {
  return text.length > PREVIEW_TEXT ? `${text.slice(0, PREVIEW_TEXT)}…` : text;
}
