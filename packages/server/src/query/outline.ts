/** A trace as text, for terminals, logs and coding agents; also as JSON (contract §7). */
import { outlineJson, outlineText } from '@tracenest/tree';
import type { OutlineAnswer } from 'tracenest/wire';
import { traceTokens, type AssembledTrace } from './get-trace.js';

export interface Outline {
  text(): string;
  json(): OutlineAnswer;
}

export function outlineOf({ tree, trace_id }: AssembledTrace): Outline {
  return {
    text: () => outlineText(tree, { tokens: traceTokens(tree) }),
    json: () => outlineJson(tree, trace_id),
  };
}
