/** A trace as text, for terminals, logs and coding agents; also as JSON (contract §7). */
import { outlineJson, outlineText } from '@tracenest/tree';
import type { OutlineAnswer } from 'tracenest/wire';
import { totalsOfTrace, type AssembledTrace } from './get-trace.js';
import type { TreePrices } from './tree-prices.js';

export interface Outline {
  text(): string;
  json(): OutlineAnswer;
}

export function outlineOf(assembled: AssembledTrace, prices: TreePrices): Outline {
  const { tree, trace_id } = assembled;
  return {
    text: () => outlineText(tree, { tokens: totalsOfTrace(assembled, prices).trace.sum }),
    json: () => outlineJson(tree, trace_id),
  };
}
