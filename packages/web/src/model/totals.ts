/** Tokens and cost in words: what a run reports, what of it counts, and the sum with all below it. */
import { formatMoney } from '@tracenest/tree';
import type { CostAnswer, CostSum, OwnUsage, PricedAnswer, RowTotalsAnswer, TokenCounts } from './answers.js';
import { formatCount, formatExactly, formatQuantity } from './words.js';

const NANO = 1e9;

/** `3,102 in (2,048 cached) · 412 out (300 reasoning)` */
export function tokensWords(tokens: TokenCounts): string {
  const parts = [
    `${formatExactly(tokens.prompt)} in${kindsWords(tokens, inputKinds)}`,
    `${formatExactly(tokens.completion)} out${kindsWords(tokens, outputKinds)}`,
  ];
  if (tokens.total > tokens.prompt + tokens.completion) parts.push(`${formatExactly(tokens.total)} in all`);
  return parts.join(' · ');
}

type Kind = Exclude<keyof TokenCounts, 'prompt' | 'completion' | 'total'>;

const inputKinds: readonly [Kind, string][] = [
  ['cache_read', 'cached'],
  ['cache_write', 'written to the cache'],
  ['cache_write_1h', 'written to the cache for an hour'],
  ['audio_in', 'audio'],
  ['image_in', 'image'],
];
const outputKinds: readonly [Kind, string][] = [
  ['reasoning', 'reasoning'],
  ['audio_out', 'audio'],
  ['image_out', 'image'],
];

function kindsWords(tokens: TokenCounts, kinds: readonly [Kind, string][]): string {
  const said = kinds.flatMap(([kind, word]) => {
    const count = tokens[kind] ?? 0;
    return count > 0 ? [`${formatExactly(count)} ${word}`] : [];
  });
  return said.length === 0 ? '' : ` (${said.join(', ')})`;
}

/** `$0.031`; `≥ $0.031` where it is not all of it; empty where nothing of it is known, or there is nothing to pay for. */
export function costText(cost: CostSum): string {
  if (cost.total === 0) return '';
  return `${cost.unpriced_tokens > 0 ? '≥ ' : ''}${formatMoney(cost.total / NANO)}`;
}

/** `$0.031 ($0.02 in, $0.011 out)`, and how much has no known price. */
export function costWords(cost: CostAnswer & Partial<CostSum>): string {
  const unpriced = cost.unpriced_tokens ?? 0;
  const { prompt, completion, total } = cost;
  const hasParts = prompt + completion > 0;
  const parts = hasParts ? ` (${formatMoney(prompt / NANO)} in, ${formatMoney(completion / NANO)} out)` : '';
  if (unpriced === 0) return `${formatMoney(total / NANO)}${parts}`;
  const missing = `the price of ${formatQuantity(unpriced, 'token')} is not known`;
  return total === 0 ? missing : `at least ${formatMoney(total / NANO)}${parts}: ${missing}`;
}

/** What a row of the tree shows of its tokens. */
export interface RowTokens {
  /** `own`: of this run alone; `sum`: with all below it; `not-counted`: reported by another run, too. */
  kind: 'own' | 'sum' | 'not-counted';
  /** In the row. */
  text: string;
  /** On hover. */
  title: string;
  /** For a screen reader. */
  spoken: string;
}

/** Null: neither the row nor anything below it reports tokens. */
export function rowTokens(totals: RowTotalsAnswer | undefined, hasChildren: boolean): RowTokens | null {
  if (totals === undefined) return null;
  const { sum, own } = totals;
  const reason = notCounted(totals);
  if (sum.total === 0) {
    if (own === undefined || reason === null) return null;
    const words = `not counted: ${reason}`;
    return {
      kind: 'not-counted',
      text: 'not counted',
      title: `${tokensWords(own.tokens)}, ${words}`,
      spoken: `${formatQuantity(own.tokens.total, 'token')}, ${words}`,
    };
  }
  const amount = formatQuantity(sum.total, 'token');
  const repeated =
    own !== undefined && reason !== null ? [`Its own ${tokensWords(own.tokens)}: not counted, ${reason}`] : [];
  if (!hasChildren) return { kind: 'own', text: formatCount(sum.total), title: tokensWords(sum), spoken: amount };
  return {
    kind: 'sum',
    text: `Σ ${formatCount(sum.total)}`,
    title: [`With all below it: ${tokensWords(sum)}`, ...repeated].join('\n'),
    spoken: `${amount} with all below it`,
  };
}

/** Why nothing of what a run reports is counted; null: it is, or it reports nothing. */
export function notCounted({ own, counted, priced }: RowTotalsAnswer): string | null {
  if (own === undefined || own.tokens.total === 0) return null;
  if (priced === 'repeated') return 'another run reports the very same call';
  return (counted?.tokens.total ?? 0) > 0 ? null : 'runs below it report the same tokens';
}

/** How the cost of what a run reports is known, or why it is not; null: it reports nothing. */
export function pricedWords({ own, priced }: RowTotalsAnswer): string | null {
  return own === undefined || priced === undefined ? null : words[priced](own);
}

const words: Readonly<Record<PricedAnswer, (own: OwnUsage) => string>> = {
  stated: () => 'as the sender states it',
  computed: ({ model }) => `by the prices of ${quoted(model)}`,
  covered: () => 'within what a run above it states',
  repeated: () => 'counted for another report of the same call',
  'no-model': () => 'not known: the run does not say which model it called',
  'unknown-model': ({ model }) => `not known: there is no price for ${quoted(model)}`,
  'other-provider': ({ model, provider }) => `not known: there is no price for ${quoted(model)} at ${quoted(provider)}`,
  'not-yet': ({ model }) => `not known: the first price of ${quoted(model)} holds from a later day on`,
  tier: ({ tier }) => `not known: the tier ${quoted(tier)} has prices of its own`,
  'too-long': ({ model }) => `not known: the price of ${quoted(model)} holds for shorter inputs only`,
  kind: ({ model }) => `not known: ${quoted(model)} has no price for audio or images`,
};

function quoted(name: string | null): string {
  return name === null ? 'its model' : `“${name.slice(0, 80)}”`;
}
