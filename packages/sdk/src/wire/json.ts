/**
 * JSON text with sorted keys, so that two values are equal exactly when their texts are
 * (contract §3.5). Without recursion: payloads come from outside and may be nested very deep.
 */
import type { Json } from './record.js';

/** Whether a value is an object and no list: what comes from outside may be anything. */
export function isObject(value: unknown): value is Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The JSON text of a value with the keys of every object sorted (by UTF-16 code units). What
 * JSON cannot say is treated as JSON.stringify treats it: left out of objects, else null.
 */
export function canonicalJson(value: unknown): string {
  const out: string[] = [];
  // Text to be written, or a value still to be opened, last first.
  const open: (string | { value: unknown })[] = [{ value }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next === 'string') out.push(next);
    else if (typeof next.value !== 'object' || next.value === null) out.push(scalar(next.value));
    else if (Array.isArray(next.value)) openArray(next.value, open);
    else openObject(next.value, open);
  }
  return out.join('');
}

function openArray(items: readonly unknown[], open: (string | { value: unknown })[]): void {
  open.push(']');
  for (let i = items.length - 1; i >= 0; i -= 1) {
    open.push({ value: items[i] });
    if (i > 0) open.push(',');
  }
  open.push('[');
}

function openObject(object: object, open: (string | { value: unknown })[]): void {
  const entries = Object.entries(object)
    .filter(([, item]) => isSayable(item))
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  open.push('}');
  for (let i = entries.length - 1; i >= 0; i -= 1) {
    const [key, item] = entries[i] ?? ['', null];
    open.push({ value: item }, `${i > 0 ? ',' : ''}${JSON.stringify(key)}:`);
  }
  open.push('{');
}

function isSayable(value: unknown): boolean {
  return value !== undefined && typeof value !== 'function' && typeof value !== 'symbol';
}

function scalar(value: unknown): string {
  return typeof value === 'bigint' || !isSayable(value) ? 'null' : JSON.stringify(value);
}

/**
 * JSON text of a value of any depth: what senders nest deepest must neither cost a run nor its
 * reading. '' for what is absent. Lone surrogates come out escaped, as JSON.stringify does.
 */
export function jsonText(value: unknown): string {
  if (value === undefined) return '';
  try {
    return JSON.stringify(value);
  } catch (error) {
    // JSON.stringify recurses and gives up on a few thousand levels.
    if (error instanceof RangeError) return canonicalJson(value);
    throw error;
  }
}
