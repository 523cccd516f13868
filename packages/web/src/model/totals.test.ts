import { describe, expect, test } from 'vitest';
import type { CostSum, OwnUsage, PricedAnswer, RowTotalsAnswer, TokenCounts } from './answers.js';
import { costText, costWords, notCounted, pricedWords, rowTokens, tokensWords } from './totals.js';

const tokens = (prompt: number, completion: number, rest: Partial<TokenCounts> = {}): TokenCounts => ({
  prompt,
  completion,
  total: prompt + completion,
  ...rest,
});
const cost = (prompt: number, completion: number, unpriced = 0): CostSum => ({
  prompt,
  completion,
  total: prompt + completion,
  unpriced_tokens: unpriced,
});
const own = (counts: TokenCounts, rest: Partial<OwnUsage> = {}): OwnUsage => ({
  tokens: counts,
  cost: null,
  model: 'gpt-5',
  provider: 'openai',
  tier: null,
  ...rest,
});
const totals = (sum: TokenCounts, rest: Partial<RowTotalsAnswer> = {}): RowTotalsAnswer => ({
  sum,
  cost: cost(0, 0),
  ...rest,
});

describe('tokens in words', () => {
  test('in and out, with the kinds that there are', () => {
    expect(tokensWords(tokens(3102, 412, { cache_read: 2048, reasoning: 300 }))).toBe(
      '3,102 in (2,048 cached) · 412 out (300 reasoning)',
    );
    expect(tokensWords(tokens(10, 0, { audio_in: 3, image_in: 2, cache_write: 0, cache_write_1h: 1 }))).toBe(
      '10 in (1 written to the cache for an hour, 3 audio, 2 image) · 0 out',
    );
  });

  test('a total that is more than its parts is told', () => {
    expect(tokensWords({ prompt: 1, completion: 2, total: 1500 })).toBe('1 in · 2 out · 1,500 in all');
  });
});

describe('cost', () => {
  test('is an amount, or at least so much', () => {
    expect(costText(cost(20_000_000, 11_000_000))).toBe('$0.031');
    expect(costText(cost(20_000_000, 0, 5))).toBe('≥ $0.020');
    expect([costText(cost(0, 0, 5)), costText(cost(0, 0))]).toEqual(['', '']);
  });

  test('in words names its parts and what has no price', () => {
    expect(costWords(cost(20_000_000, 11_000_000))).toBe('$0.031 ($0.020 in, $0.011 out)');
    expect(costWords(cost(20_000_000, 0, 1))).toBe(
      'at least $0.020 ($0.020 in, $0 out): the price of 1 token is not known',
    );
    expect(costWords(cost(0, 0, 1200))).toBe('the price of 1.2k tokens is not known');
    expect(costWords({ prompt: 0, completion: 0, total: 5_000_000_000 })).toBe('$5.00');
  });
});

describe('tokens of a row', () => {
  test('are its own in a leaf, a sum elsewhere', () => {
    const counts = tokens(3102, 412);
    const leaf = totals(counts, { own: own(counts), counted: { tokens: counts, cost: cost(0, 0) } });
    expect(rowTokens(leaf, false)).toMatchObject({ kind: 'own', text: '3.51k', spoken: '3.51k tokens' });
    expect(rowTokens(totals(counts), true)).toMatchObject({
      kind: 'sum',
      text: 'Σ 3.51k',
      spoken: '3.51k tokens with all below it',
      title: 'With all below it: 3,102 in · 412 out',
    });
  });

  test('that another run reports are not counted, with the reason', () => {
    const repeated = totals(tokens(0, 0), { own: own(tokens(5, 5)), priced: 'repeated' });
    expect(rowTokens(repeated, false)).toEqual({
      kind: 'not-counted',
      text: 'not counted',
      title: '5 in · 5 out, not counted: another run reports the very same call',
      spoken: '10 tokens, not counted: another run reports the very same call',
    });
    const wrapper = totals(tokens(5, 5), { own: own(tokens(5, 5)), priced: 'computed' });
    expect(rowTokens(wrapper, true)?.title).toBe(
      'With all below it: 5 in · 5 out\nIts own 5 in · 5 out: not counted, runs below it report the same tokens',
    );
  });

  test('are none where nothing is reported', () => {
    expect(rowTokens(undefined, true)).toBeNull();
    expect(rowTokens(totals(tokens(0, 0)), true)).toBeNull();
    expect(notCounted(totals(tokens(1, 1)))).toBeNull();
  });
});

test('how a cost is known, or why it is not, is told for every reason', () => {
  const reasons: PricedAnswer[] = [
    'stated',
    'computed',
    'covered',
    'repeated',
    'no-model',
    'unknown-model',
    'other-provider',
    'not-yet',
    'tier',
    'too-long',
    'kind',
  ];
  const told = reasons.map((priced) => pricedWords(totals(tokens(1, 1), { own: own(tokens(1, 1)), priced })));
  expect(new Set(told).size).toBe(reasons.length);
  expect(told[5]).toBe('not known: there is no price for “gpt-5”');
  expect(pricedWords(totals(tokens(1, 1), { own: own(tokens(1, 1), { model: null }), priced: 'kind' }))).toContain(
    'its model',
  );
  expect(pricedWords(totals(tokens(1, 1)))).toBeNull();
});
