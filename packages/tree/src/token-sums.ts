/**
 * Tokens up the tree, nothing counted twice: of each kind a row's sum is what it reports itself, or
 * what its children sum up to, whichever is more. What it adds to its children's is `counted`.
 * Rows are given by the index of their parent, which comes before them; linear, no recursion.
 */
import { NO_TOKENS, TOKEN_KINDS } from 'tracenest/wire';
import type { TokenKinds } from 'tracenest/wire';

export interface TokenSums {
  /** By row; values are shared between rows and must not be written to. */
  counted: readonly Readonly<TokenKinds>[];
  sum: readonly Readonly<TokenKinds>[];
}

/** The sums of rows of which each reports `own`, or nothing. `parents`: -1 at the top level. */
export function sumTokens(parents: readonly number[], own: readonly (Readonly<TokenKinds> | null)[]): TokenSums {
  const counted = parents.map(() => NO_TOKENS);
  const sum = parents.map(() => NO_TOKENS);
  // From the last row up: when a row is reached, `sum` of it holds that of its children.
  for (let row = parents.length - 1; row >= 0; row -= 1) {
    const below = sum[row] ?? NO_TOKENS;
    const said = own[row] ?? null;
    if (said !== null) {
      const all = mostTokens(said, below);
      sum[row] = all;
      counted[row] = below === NO_TOKENS ? all : tokensBeyond(all, below);
    }
    const parent = parents[row] ?? -1;
    if (parent !== -1) sum[parent] = addTokens(sum[parent] ?? NO_TOKENS, sum[row] ?? NO_TOKENS);
  }
  return { counted, sum };
}

export function addTokens(a: Readonly<TokenKinds>, b: Readonly<TokenKinds>): Readonly<TokenKinds> {
  if (a === NO_TOKENS) return b;
  if (b === NO_TOKENS) return a;
  return mapKinds((kind) => Math.min(Number.MAX_SAFE_INTEGER, a[kind] + b[kind]));
}

/** Of each kind the more; the total is at least that of both and of its parts. */
export function mostTokens(a: Readonly<TokenKinds>, b: Readonly<TokenKinds>): Readonly<TokenKinds> {
  if (b === NO_TOKENS) return a;
  const most = mapKinds((kind) => Math.max(a[kind], b[kind]));
  most.total = Math.min(Number.MAX_SAFE_INTEGER, Math.max(most.total, most.prompt + most.completion));
  return most;
}

/** What `all` has of each kind beyond `part`. */
export function tokensBeyond(all: Readonly<TokenKinds>, part: Readonly<TokenKinds>): Readonly<TokenKinds> {
  return mapKinds((kind) => Math.max(0, all[kind] - part[kind]));
}

function mapKinds(value: (kind: keyof TokenKinds) => number): TokenKinds {
  const tokens = { ...NO_TOKENS };
  for (const kind of TOKEN_KINDS) tokens[kind] = value(kind);
  return tokens;
}
