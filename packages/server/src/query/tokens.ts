/** Adding tokens up. */
import type { Tokens } from 'tracenest/wire';

export function noTokens(): Tokens {
  return { prompt: 0, completion: 0, total: 0 };
}

/** Adds to `sum` in place: one object for a trace of a hundred thousand runs. */
export function addTokens(sum: Tokens, tokens: Tokens): void {
  sum.prompt += tokens.prompt;
  sum.completion += tokens.completion;
  sum.total += tokens.total;
}
