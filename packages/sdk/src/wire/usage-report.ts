/**
 * All that a run reports of one or more model calls: tokens by kind, cost, model. What is charged
 * by, where usage.ts has what is shown of every run. Spellings of several clients become one here.
 */
import { isObject } from './json.js';
import type { Json, RunRecord } from './record.js';
import { countOf, findUsage } from './usage.js';

/** Numbers of tokens. `prompt` and `completion` include the kinds below them. */
export interface TokenKinds {
  prompt: number;
  completion: number;
  /** At least the two together; more where only a total was reported. */
  total: number;
  /** Of `prompt`: read from the provider's cache; written to it for minutes; written for an hour. */
  cache_read: number;
  cache_write: number;
  cache_write_1h: number;
  audio_in: number;
  image_in: number;
  /** Of `completion`. */
  reasoning: number;
  audio_out: number;
  image_out: number;
}

/** A cost in nano-dollars (a billionth of a US dollar), whole numbers. Null: not said. */
export interface StatedCost {
  prompt: number | null;
  completion: number | null;
  total: number | null;
  /** Of `prompt` and `completion`, as far as it is said by kind. Never empty. */
  kinds?: CostKinds;
}

export type CostKinds = Readonly<Partial<Omit<TokenKinds, 'prompt' | 'completion' | 'total'>>>;

export interface UsageReport {
  tokens: TokenKinds;
  /** What the sender says that it cost. */
  cost: StatedCost | null;
  /** As the sender spells it. */
  model: string | null;
  provider: string | null;
  /** `flex`, `priority` or another tier of service that has prices of its own. */
  tier: string | null;
  /** The provider's id of the answer: two reports with one id are of one call. */
  call_id: string | null;
}

/** The kinds of tokens, in the order in which they are shown. */
export const TOKEN_KINDS: readonly (keyof TokenKinds)[] = [
  'prompt',
  'completion',
  'total',
  'cache_read',
  'cache_write',
  'cache_write_1h',
  'audio_in',
  'image_in',
  'reasoning',
  'audio_out',
  'image_out',
];

export const NO_TOKENS: Readonly<TokenKinds> = Object.freeze(
  Object.fromEntries(TOKEN_KINDS.map((kind) => [kind, 0])) as unknown as TokenKinds,
);

/** No call has more; what says so was not counted but made up. */
export const MAX_TOKENS = 1e12;
const NANO = 1e9;
const MAX_NANO = Number.MAX_SAFE_INTEGER;

const INPUT_KINDS: Readonly<Record<string, keyof TokenKinds>> = {
  cache_read: 'cache_read',
  cached_tokens: 'cache_read',
  cachedTokens: 'cache_read',
  cache_creation: 'cache_write',
  cache_write: 'cache_write',
  ephemeral_5m_input_tokens: 'cache_write',
  ephemeral_1h_input_tokens: 'cache_write_1h',
  ephemeral_1hr_input_tokens: 'cache_write_1h',
  audio: 'audio_in',
  audio_tokens: 'audio_in',
  image: 'image_in',
  image_tokens: 'image_in',
};
const OUTPUT_KINDS: Readonly<Record<string, keyof TokenKinds>> = {
  reasoning: 'reasoning',
  reasoning_tokens: 'reasoning',
  reasoningTokens: 'reasoning',
  audio: 'audio_out',
  audio_tokens: 'audio_out',
  image: 'image_out',
  image_tokens: 'image_out',
};
const INPUT_DETAILS = ['input_token_details', 'input_tokens_details', 'prompt_tokens_details', 'promptTokensDetails'];
const OUTPUT_DETAILS = [
  'output_token_details',
  'output_tokens_details',
  'completion_tokens_details',
  'completionTokensDetails',
];
const TIERS = ['priority', 'flex', 'batch'];

/** What a run reports; null if it reports neither tokens nor a cost. */
export function usageReportOf(record: Pick<RunRecord, 'outputs' | 'extra'>): UsageReport | null {
  const found = findUsage(record);
  const outputs = isObject(record.outputs) ? record.outputs : {};
  const metadata = objectIn(record.extra, 'metadata');
  const said = found?.said ?? [outputs['usage_metadata'], metadata['usage_metadata']].filter(isObject);
  const cost = sumCosts(said.map(costOf));
  if (found === null && cost === null) return null;
  const { tokens, tier } = kindsOf(found?.tokens ?? { prompt: 0, completion: 0, total: 0 }, said);
  const answer = answerFields(outputs);
  return {
    tokens,
    cost,
    model: modelOf(record, metadata, outputs, answer),
    provider: textOf(metadata['ls_provider']),
    tier,
    call_id: callIdOf(outputs['id']) ?? callIdOf(answer['id']),
  };
}

/** A run that reports nothing but the three counts. */
export function plainReport({
  prompt,
  completion,
  total,
}: Pick<TokenKinds, 'prompt' | 'completion' | 'total'>): UsageReport {
  const { tokens } = kindsOf({ prompt, completion, total }, []);
  return { tokens, cost: null, model: null, provider: null, tier: null, call_id: null };
}

function kindsOf(
  counts: Pick<TokenKinds, 'prompt' | 'completion' | 'total'>,
  said: readonly Record<string, Json>[],
): { tokens: TokenKinds; tier: string | null } {
  const prompt = whole(counts.prompt);
  const completion = whole(counts.completion);
  const tokens: TokenKinds = {
    ...NO_TOKENS,
    prompt,
    completion,
    total: Math.max(whole(counts.total), prompt + completion),
  };
  let tier: string | null = null;
  for (const usage of said) {
    for (const key of INPUT_DETAILS) tier = addDetails(tokens, usage[key], INPUT_KINDS) ?? tier;
    for (const key of OUTPUT_DETAILS) tier = addDetails(tokens, usage[key], OUTPUT_KINDS) ?? tier;
  }
  return { tokens, tier };
}

/** Adds the details to the kinds they name; gives the tier that they speak of. */
function addDetails(
  tokens: TokenKinds,
  details: Json | undefined,
  kinds: Readonly<Record<string, keyof TokenKinds>>,
): string | null {
  if (!isObject(details)) return null;
  let tier: string | null = null;
  for (const [key, value] of Object.entries(withoutRepeats(details))) {
    const count = whole(countOf(value) ?? 0);
    if (count === 0) continue;
    const said = TIERS.find((one) => key === one || key.startsWith(`${one}_`));
    tier = said ?? tier;
    const plain = said === undefined ? key : key.slice(said.length + 1);
    const kind = Object.hasOwn(kinds, plain) ? kinds[plain] : undefined;
    if (kind !== undefined) tokens[kind] += count;
  }
  return tier;
}

/** Some say how much was written to the cache both in all and by how long it is kept. */
function withoutRepeats(details: Record<string, Json>): Record<string, Json> {
  const kept = ['ephemeral_5m_input_tokens', 'ephemeral_1h_input_tokens', 'ephemeral_1hr_input_tokens'];
  const parts = kept.reduce((sum, key) => sum + (countOf(details[key]) ?? 0), 0);
  const all = Math.max(countOf(details['cache_creation']) ?? 0, countOf(details['cache_write']) ?? 0);
  if (all === 0) return details;
  return { ...details, cache_creation: Math.max(0, all - parts), cache_write: 0 };
}

function costOf(usage: Record<string, Json>): StatedCost | null {
  const prompt = nanoOf(usage['input_cost']);
  const completion = nanoOf(usage['output_cost']);
  const total = nanoOf(usage['total_cost']);
  if (prompt === null && completion === null && total === null) return null;
  return { prompt, completion, total, ...costKindsOf(usage) };
}

function costKindsOf(usage: Record<string, Json>): Pick<StatedCost, 'kinds'> {
  const kinds: Partial<TokenKinds> = {};
  const add = (details: Json | undefined, names: Readonly<Record<string, keyof TokenKinds>>): void => {
    for (const [key, value] of Object.entries(isObject(details) ? withoutRepeats(details) : {})) {
      const kind = Object.hasOwn(names, key) ? names[key] : undefined;
      const nano = nanoOf(value) ?? 0;
      if (kind !== undefined && nano > 0) kinds[kind] = Math.min(MAX_NANO, (kinds[kind] ?? 0) + nano);
    }
  };
  add(usage['input_cost_details'], INPUT_KINDS);
  add(usage['output_cost_details'], OUTPUT_KINDS);
  return Object.keys(kinds).length === 0 ? {} : { kinds };
}

/** The costs of several prompts, said all in the same way; null where one of them says none. */
function sumCosts(costs: readonly (StatedCost | null)[]): StatedCost | null {
  const [first, ...others] = costs;
  let sum = first ?? null;
  for (const cost of others) {
    if (sum === null || cost === null) return null;
    sum = {
      prompt: addNano(sum.prompt, cost.prompt),
      completion: addNano(sum.completion, cost.completion),
      total: addNano(sum.total, cost.total),
      ...addKinds(sum.kinds, cost.kinds),
    };
  }
  // Said in different ways, their sum is not known.
  const isSaid = sum !== null && (sum.prompt ?? sum.completion ?? sum.total) !== null;
  return isSaid ? sum : null;
}

function addKinds(a: CostKinds | undefined, b: CostKinds | undefined): Pick<StatedCost, 'kinds'> {
  if (a === undefined || b === undefined) return a === undefined && b === undefined ? {} : { kinds: { ...a, ...b } };
  const kinds: Partial<TokenKinds> = { ...a };
  for (const kind of TOKEN_KINDS) {
    if (kind === 'prompt' || kind === 'completion' || kind === 'total') continue;
    const more = b[kind];
    if (more !== undefined) kinds[kind] = Math.min(MAX_NANO, (kinds[kind] ?? 0) + more);
  }
  return { kinds };
}

function addNano(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : Math.min(MAX_NANO, a + b);
}

function nanoOf(value: Json | undefined): number | null {
  const usd = countOf(value);
  return usd === null ? null : Math.min(MAX_NANO, Math.round(usd * NANO));
}

function whole(count: number): number {
  return Math.min(MAX_TOKENS, Math.round(count));
}

function modelOf(
  { extra }: Pick<RunRecord, 'extra'>,
  metadata: Record<string, Json>,
  outputs: Record<string, Json>,
  answer: Record<string, Json>,
): string | null {
  const invoked = objectIn(extra, 'invocation_params');
  const response = isObject(answer['response_metadata']) ? answer['response_metadata'] : {};
  const said = [
    metadata['ls_model_name'],
    response['model_name'],
    response['model'],
    objectIn(outputs, 'llm_output')['model_name'],
    objectIn(outputs, 'llmOutput')['model_name'],
    outputs['model'],
    invoked['model'],
    invoked['model_name'],
  ];
  return said.map(textOf).find((text) => text !== null) ?? null;
}

/** The fields of the first message of LangChain's generations; empty if there is none. */
function answerFields(outputs: Record<string, Json>): Record<string, Json> {
  const first = firstOf(firstOf(outputs['generations']));
  const message = isObject(first) && isObject(first['message']) ? first['message'] : {};
  return isObject(message['kwargs']) ? message['kwargs'] : message;
}

function firstOf(value: Json | undefined): Json | undefined {
  return Array.isArray(value) ? value[0] : value;
}

function objectIn(value: unknown, key: string): Record<string, Json> {
  const found = isObject(value) && Object.hasOwn(value, key) ? value[key] : null;
  return isObject(found) ? found : {};
}

function textOf(value: Json | undefined): string | null {
  return typeof value === 'string' && value !== '' && value.length <= 200 ? value : null;
}

/** Only ids that a provider made: a framework's own say nothing of another framework's report. */
function callIdOf(value: Json | undefined): string | null {
  const id = textOf(value);
  return id !== null && /^(chatcmpl-|resp_|msg_|gen-)\w/.test(id) ? id : null;
}
