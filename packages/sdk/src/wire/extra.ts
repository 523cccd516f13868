/**
 * `extra` of a run while its records are merged (contract §3.3): metadata, runtime and tracenest
 * merge key by key, findings and links unite, every other key is taken whole. Kept in maps, so
 * that merging many records stays linear and no key (`__proto__`) can be anything but data.
 */
import { canonicalJson, isObject } from './json.js';
import type { Json, RunExtra, TracenestExtra } from './record.js';

/** What is merged key by key; findings and links have their own JSON text as key. */
type Part = 'own' | 'metadata' | 'runtime' | 'tracenest' | 'findings' | 'links';

export type ExtraParts = Map<Part, Map<string, Json>>;

type SentExtra = Readonly<Record<string, Json>>;
type Visit = (part: Part, key: string, value: Json) => void;

/** Writes `extra` over what is there (an update over a create). */
export function overwriteExtra(parts: ExtraParts, extra: SentExtra): void {
  eachEntry(extra, (part, key, value) => partOf(parts, part).set(key, value));
}

/** Writes only what is not there yet (a second account beside the first). */
export function fillExtra(parts: ExtraParts, extra: SentExtra): void {
  eachEntry(extra, (part, key, value) => {
    const entries = partOf(parts, part);
    if (!entries.has(key)) entries.set(key, value);
  });
}

/** Whether `extra` says another value for a key that is there. */
export function contradictsExtra(parts: ExtraParts, extra: SentExtra): boolean {
  let contradicts = false;
  eachEntry(extra, (part, key, value) => {
    const known = parts.get(part)?.get(key);
    if (known === undefined || known === value) return;
    contradicts ||= canonicalJson(known) !== canonicalJson(value);
  });
  return contradicts;
}

/** The merged `extra` as it travels. */
export function toExtra(parts: ExtraParts): RunExtra {
  const extra: RunExtra = fromEntries(parts.get('own'));
  const metadata = parts.get('metadata');
  const runtime = parts.get('runtime');
  const tracenest = fromEntries(parts.get('tracenest'));
  for (const list of ['findings', 'links'] as const) {
    const entries = parts.get(list);
    if (entries !== undefined) tracenest[list] = [...entries.values()];
  }
  if (metadata !== undefined) extra.metadata = fromEntries(metadata);
  if (runtime !== undefined) extra.runtime = fromEntries(runtime);
  // It came over the network: whoever shows a placement must expect any text.
  if (Object.keys(tracenest).length > 0) extra.tracenest = tracenest as unknown as TracenestExtra;
  return extra;
}

/** Assigns, which is many times faster than Object.fromEntries, all but the one key that is no data then. */
function fromEntries(entries: ReadonlyMap<string, Json> | undefined): Record<string, Json> {
  const object: Record<string, Json> = {};
  if (entries === undefined) return object;
  for (const [key, value] of entries) {
    if (key === '__proto__')
      Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
    else object[key] = value;
  }
  return object;
}

function partOf(parts: ExtraParts, part: Part): Map<string, Json> {
  const known = parts.get(part);
  if (known !== undefined) return known;
  const entries = new Map<string, Json>();
  parts.set(part, entries);
  return entries;
}

function eachEntry(extra: SentExtra, visit: Visit): void {
  for (const [key, value] of Object.entries(extra)) {
    if (value === null || value === undefined) continue;
    if (key === 'tracenest') eachTracenestEntry(value, visit);
    else if (key !== 'metadata' && key !== 'runtime') visit('own', key, value);
    else if (isObject(value)) for (const [inner, item] of Object.entries(value)) visit(key, inner, item);
  }
}

function eachTracenestEntry(tracenest: Json, visit: Visit): void {
  if (!isObject(tracenest)) return;
  for (const [key, value] of Object.entries(tracenest)) {
    if (key === 'findings') eachListed(value, 'findings', (item) => typeof item['code'] === 'string', visit);
    else if (key === 'links') eachListed(value, 'links', (item) => typeof item['run_id'] === 'string', visit);
    else visit('tracenest', key, value);
  }
}

function eachListed(
  list: Json,
  part: 'findings' | 'links',
  isReadable: (item: Record<string, Json>) => boolean,
  visit: Visit,
): void {
  if (!Array.isArray(list)) return;
  for (const item of list) if (isObject(item) && isReadable(item)) visit(part, canonicalJson(item), item);
}
