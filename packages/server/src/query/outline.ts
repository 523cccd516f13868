/** A trace as text, for terminals, logs and coding agents; also as JSON (contract §7). */
import { outlineJson, outlineText } from '@tracenest/tree';
import type { OutlineAnswer } from 'tracenest/wire';
import type { Store } from '../store/connect.js';
import { assembleTrace, traceTokens } from './get-trace.js';

export interface Outline {
  text(): string;
  json(): OutlineAnswer;
}

/** Null if nothing of the trace was received. `nowMs`: milliseconds since 1970. */
export async function outlineTrace(store: Store, traceId: string, nowMs: number): Promise<Outline | null> {
  const assembled = await assembleTrace(store, traceId, nowMs);
  if (assembled === null) return null;
  const { tree } = assembled;
  return {
    text: () => outlineText(tree, { tokens: traceTokens(tree) }),
    json: () => outlineJson(tree, assembled.trace_id),
  };
}
