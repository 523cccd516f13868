/** Tokens and cost in LangSmith's words. v1 tells money as decimal text, sums over runs and v2 as numbers. */
import type { TokenKinds } from 'tracenest/wire';
import type { RunUse } from '../../query/run-use.js';
import type { CostDetails, CostsInNumbers, TokenDetails, Use, UseV2 } from './shapes.js';

/** Names of the kinds below input and output, as clients report them. */
const promptDetails: readonly [string, keyof TokenKinds][] = [
  ['cache_read', 'cache_read'],
  ['cache_creation', 'cache_write'],
  ['ephemeral_1h_input_tokens', 'cache_write_1h'],
  ['audio', 'audio_in'],
  ['image', 'image_in'],
];
const completionDetails: readonly [string, keyof TokenKinds][] = [
  ['reasoning', 'reasoning'],
  ['audio', 'audio_out'],
  ['image', 'image_out'],
];

export function useAnswer({ tokens, cost }: RunUse): Use {
  return {
    prompt_tokens: tokens.prompt,
    completion_tokens: tokens.completion,
    total_tokens: tokens.total,
    prompt_token_details: detailsOf(tokens, promptDetails),
    completion_token_details: detailsOf(tokens, completionDetails),
    prompt_cost: cost === null ? null : dollars(cost.prompt),
    completion_cost: cost === null ? null : dollars(cost.completion),
    total_cost: cost === null ? null : dollars(cost.total),
    prompt_cost_details: costDetailsOf(cost, promptDetails),
    completion_cost_details: costDetailsOf(cost, completionDetails),
  };
}

/** v2 wraps what is told by kind. */
export function useAnswerV2(use: RunUse): UseV2 {
  const raw = (details: TokenDetails): UseV2['prompt_token_details'] => (details === null ? null : { raw: details });
  const { prompt_token_details: prompt, completion_token_details: completion, ...v1 } = useAnswer(use);
  const money = (details: Record<string, string> | null): UseV2['prompt_cost_details'] =>
    details === null
      ? null
      : { raw: Object.fromEntries(Object.entries(details).map(([name, said]) => [name, Number(said)])) };
  return {
    ...v1,
    ...costsInNumbers(use),
    prompt_token_details: raw(prompt),
    completion_token_details: raw(completion),
    prompt_cost_details: money(v1.prompt_cost_details),
    completion_cost_details: money(v1.completion_cost_details),
  };
}

export function costsInNumbers({ cost }: RunUse): CostsInNumbers {
  return {
    prompt_cost: cost === null ? null : cost.prompt / 1e9,
    completion_cost: cost === null ? null : cost.completion / 1e9,
    total_cost: cost === null ? null : cost.total / 1e9,
  };
}

/** Nano-dollars as the decimal text of v1: exact, without zeros at the end. */
export function dollars(nano: number): string {
  const digits = String(nano).padStart(10, '0');
  return `${digits.slice(0, -9)}.${digits.slice(-9)}`.replace(/\.?0+$/u, '');
}

function costDetailsOf(cost: RunUse['cost'], names: readonly [string, keyof TokenKinds][]): CostDetails {
  const details = cost === null ? null : detailsOf(cost, names);
  if (details === null) return null;
  return Object.fromEntries(Object.entries(details).map(([name, nano]) => [name, dollars(nano)]));
}

function detailsOf(tokens: Readonly<TokenKinds>, names: readonly [string, keyof TokenKinds][]): TokenDetails {
  const told = names.flatMap(([name, kind]) => (tokens[kind] > 0 ? [[name, tokens[kind]] as const] : []));
  return told.length === 0 ? null : Object.fromEntries(told);
}
