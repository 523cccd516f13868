/** JSON text of values of any depth: what senders nest deepest must neither cost a run nor its reading. */
import { canonicalJson } from 'tracenest/wire';

/** '' for what is absent. Lone surrogates come out escaped, as JSON.stringify does. */
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
