/**
 * Tokens that a run itself reports, wherever its framework puts them. One place, because lists,
 * trees and totals must count the same.
 */
import { isObject } from './json.js';
import type { Json, RunRecord, Tokens } from './record.js';

/**
 * The tokens in a run's outputs or metadata, or null if it reports none. Looked for in this
 * order: `outputs.usage_metadata`, `extra.metadata.usage_metadata`, then what LangChain's chat
 * models and models put into `outputs.generations` and `outputs.llmOutput`.
 */
export function usageOf({ outputs, extra }: Pick<RunRecord, 'outputs' | 'extra'>): Tokens | null {
  const out = isObject(outputs) ? outputs : {};
  const metadata = isObject(extra) && isObject(extra.metadata) ? extra.metadata : {};
  return (
    tokensOf(out['usage_metadata'], 'input_tokens', 'output_tokens', 'total_tokens') ??
    tokensOf(metadata['usage_metadata'], 'input_tokens', 'output_tokens', 'total_tokens') ??
    generationTokens(out['generations']) ??
    modelTokens(out['llmOutput'] ?? out['llm_output'])
  );
}

/** One list of choices for each prompt; every choice of a prompt repeats the tokens of all. */
function generationTokens(generations: Json | undefined): Tokens | null {
  if (!Array.isArray(generations)) return null;
  let sum: Tokens | null = null;
  for (const choices of generations.every(isObject) ? [generations] : generations) {
    if (!Array.isArray(choices)) continue;
    for (const choice of choices) {
      const tokens = messageTokens(choice);
      if (tokens === null) continue;
      sum = sum === null ? tokens : addTokens(sum, tokens);
      break;
    }
  }
  return sum;
}

function messageTokens(choice: Json): Tokens | null {
  const message = isObject(choice) ? choice['message'] : null;
  if (!isObject(message)) return null;
  const fields = isObject(message['kwargs']) ? message['kwargs'] : message;
  return tokensOf(fields['usage_metadata'], 'input_tokens', 'output_tokens', 'total_tokens');
}

function modelTokens(output: Json | undefined): Tokens | null {
  if (!isObject(output)) return null;
  return (
    tokensOf(output['tokenUsage'], 'promptTokens', 'completionTokens', 'totalTokens') ??
    tokensOf(output['token_usage'], 'prompt_tokens', 'completion_tokens', 'total_tokens')
  );
}

function tokensOf(usage: Json | undefined, promptKey: string, completionKey: string, totalKey: string): Tokens | null {
  if (!isObject(usage)) return null;
  const prompt = countOf(usage[promptKey]);
  const completion = countOf(usage[completionKey]);
  const total = countOf(usage[totalKey]);
  if (prompt === null && completion === null && total === null) return null;
  return {
    prompt: prompt ?? 0,
    completion: completion ?? 0,
    total: total ?? (prompt ?? 0) + (completion ?? 0),
  };
}

function addTokens(a: Tokens, b: Tokens): Tokens {
  return { prompt: a.prompt + b.prompt, completion: a.completion + b.completion, total: a.total + b.total };
}

function countOf(value: Json | undefined): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;
}
