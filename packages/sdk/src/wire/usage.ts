/**
 * Tokens that a run itself reports, wherever its framework puts them. One place, because lists,
 * trees and totals must count the same.
 */
import { isObject } from './json.js';
import type { Json, RunRecord, Tokens } from './record.js';

/** What a run reports, and the objects in which it says so: one, or one for each of several prompts. */
export interface FoundUsage {
  tokens: Tokens;
  said: readonly Record<string, Json>[];
}

/**
 * The tokens in a run's outputs or metadata, or null if it reports none. Looked for in this
 * order: `outputs.usage_metadata`, `extra.metadata.usage_metadata`, then what LangChain's chat
 * models and models put into `outputs.generations` and `outputs.llmOutput`.
 */
export function usageOf(record: Pick<RunRecord, 'outputs' | 'extra'>): Tokens | null {
  return findUsage(record)?.tokens ?? null;
}

/** The same with the objects that say it, for what they say beside the three counts. */
export function findUsage({ outputs, extra }: Pick<RunRecord, 'outputs' | 'extra'>): FoundUsage | null {
  const out = isObject(outputs) ? outputs : {};
  const metadata = isObject(extra) && isObject(extra.metadata) ? extra.metadata : {};
  return (
    foundIn(out['usage_metadata'], 'input_tokens', 'output_tokens', 'total_tokens') ??
    foundIn(metadata['usage_metadata'], 'input_tokens', 'output_tokens', 'total_tokens') ??
    foundInGenerations(out['generations']) ??
    foundInModelOutput(out['llmOutput'] ?? out['llm_output'])
  );
}

/** One list of choices for each prompt; every choice of a prompt repeats the tokens of all. */
function foundInGenerations(generations: Json | undefined): FoundUsage | null {
  if (!Array.isArray(generations)) return null;
  let sum: FoundUsage | null = null;
  for (const choices of generations.every(isObject) ? [generations] : generations) {
    if (!Array.isArray(choices)) continue;
    for (const choice of choices) {
      const found = foundInMessage(choice);
      if (found === null) continue;
      sum = sum === null ? found : addFound(sum, found);
      break;
    }
  }
  return sum;
}

function foundInMessage(choice: Json): FoundUsage | null {
  const message = isObject(choice) ? choice['message'] : null;
  if (!isObject(message)) return null;
  const fields = isObject(message['kwargs']) ? message['kwargs'] : message;
  return foundIn(fields['usage_metadata'], 'input_tokens', 'output_tokens', 'total_tokens');
}

function foundInModelOutput(output: Json | undefined): FoundUsage | null {
  if (!isObject(output)) return null;
  return (
    foundIn(output['tokenUsage'], 'promptTokens', 'completionTokens', 'totalTokens') ??
    foundIn(output['token_usage'], 'prompt_tokens', 'completion_tokens', 'total_tokens')
  );
}

function foundIn(
  usage: Json | undefined,
  promptKey: string,
  completionKey: string,
  totalKey: string,
): FoundUsage | null {
  if (!isObject(usage)) return null;
  const prompt = countOf(usage[promptKey]);
  const completion = countOf(usage[completionKey]);
  const total = countOf(usage[totalKey]);
  if (prompt === null && completion === null && total === null) return null;
  const tokens = {
    prompt: prompt ?? 0,
    completion: completion ?? 0,
    total: total ?? (prompt ?? 0) + (completion ?? 0),
  };
  return { tokens, said: [usage] };
}

function addFound({ tokens: a, said }: FoundUsage, { tokens: b, said: alsoSaid }: FoundUsage): FoundUsage {
  const tokens = { prompt: a.prompt + b.prompt, completion: a.completion + b.completion, total: a.total + b.total };
  return { tokens, said: [...said, ...alsoSaid] };
}

/** A number of tokens as it was sent; null for what cannot be one. */
export function countOf(value: Json | undefined): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;
}
