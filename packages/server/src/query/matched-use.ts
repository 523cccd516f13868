/** Tokens of some runs together, no call counted twice. */
import type { Tokens } from 'tracenest/wire';
import { addTokens, noTokens } from './tokens.js';

export interface CountedRun {
  traceId: string;
  isRoot: boolean;
  isModel: boolean;
  /** A root's are those of its whole trace, any other run's its own. */
  tokens: Tokens;
}

/** A root speaks for its trace, and where it is not among the runs the model calls that are. */
export function matchedTokens(runs: readonly CountedRun[]): Tokens {
  const withRoot = new Set(runs.filter(({ isRoot }) => isRoot).map(({ traceId }) => traceId));
  const sum = noTokens();
  for (const { traceId, isRoot, isModel, tokens } of runs) {
    if (isRoot || (isModel && !withRoot.has(traceId))) addTokens(sum, tokens);
  }
  return sum;
}
