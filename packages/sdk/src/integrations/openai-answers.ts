/** What is recorded of OpenAI's answers: chunks of a stream as the answer they make, and tokens in one shape. */
import { isObject } from '../wire/json.js';

type Fields = Record<string, unknown>;

/** Chunks of a streamed chat as one `chat.completion`. The chunks stay as they are: they are the program's. */
export function joinChat(chunks: readonly unknown[]): Fields {
  const all = fieldsOf(chunks);
  if (all.length === 0) return { choices: [{ index: 0, message: { role: 'assistant', content: '' } }] };
  const choices = grouped(all.flatMap((chunk) => fieldsOf(chunk['choices'])));
  return {
    ...lastSaid(all),
    object: 'chat.completion',
    choices: choices.map((parts) => ({
      ...lastSaid(parts, ['delta']),
      message: { role: 'assistant', content: '', ...joinDeltas(fieldsOf(parts.map(({ delta }) => delta))) },
    })),
  };
}

/** Chunks of a streamed completion as one `text_completion`. */
export function joinText(chunks: readonly unknown[]): Fields {
  const all = fieldsOf(chunks);
  if (all.length === 0) return { choices: [{ index: 0, text: '' }] };
  const choices = grouped(all.flatMap((chunk) => fieldsOf(chunk['choices'])));
  return {
    ...lastSaid(all),
    choices: choices.map((parts) => ({ ...lastSaid(parts), text: textOf(parts, 'text') })),
  };
}

/** Events of a streamed response as the response that the last of them carries; one that was cut off, as far as it came. */
export function joinResponse(events: readonly unknown[]): Fields {
  const all = fieldsOf(events);
  const last = all.findLast(({ response }) => isObject(response));
  const response = isObject(last?.['response']) ? last['response'] : {};
  if (/completed|incomplete|failed/.test(String(last?.['type']))) return response;
  const texts = all.filter(({ type }) => type === 'response.output_text.delta');
  return { ...response, output_text: textOf(texts, 'delta') };
}

/** Of the last that says it: each field but those left out, which are joined. */
function lastSaid(parts: readonly Fields[], without: readonly string[] = ['choices']): Fields {
  const said: Fields = {};
  for (const part of parts) {
    for (const [key, value] of Object.entries(part)) {
      if (!without.includes(key) && (value ?? undefined) !== undefined) said[key] = value;
    }
  }
  return said;
}

/** Texts that come in pieces; every other field is whole in the chunk that has it. */
const TEXTS = ['content', 'refusal', 'reasoning_content', 'reasoning', 'arguments'];

function joinDeltas(deltas: readonly Fields[]): Fields {
  const joined = lastSaid(deltas, [...TEXTS, 'tool_calls', 'function_call']);
  for (const key of TEXTS) {
    if (deltas.some((delta) => typeof delta[key] === 'string')) joined[key] = textOf(deltas, key);
  }
  const calls = grouped(deltas.flatMap((delta) => fieldsOf(delta['tool_calls'])));
  if (calls.length > 0) joined['tool_calls'] = calls.map(joinCall);
  const oldCalls = fieldsOf(deltas.map((delta) => delta['function_call']));
  if (oldCalls.length > 0) joined['function_call'] = joinDeltas(oldCalls);
  return joined;
}

function textOf(parts: readonly Fields[], key: string): string {
  return parts
    .map((part) => part[key])
    .filter((piece) => typeof piece === 'string')
    .join('');
}

function joinCall(parts: readonly Fields[]): Fields {
  const functions = fieldsOf(parts.map((part) => part['function']));
  return { ...lastSaid(parts, ['function']), ...(functions.length > 0 ? { function: joinDeltas(functions) } : {}) };
}

/** Pieces of several choices or calls come mixed; each says which it belongs to. */
function grouped(parts: readonly Fields[]): Fields[][] {
  const groups = new Map<number, Fields[]>();
  for (const part of parts) {
    const index = typeof part['index'] === 'number' ? part['index'] : 0;
    const group = groups.get(index);
    if (group === undefined) groups.set(index, [part]);
    else group.push(part);
  }
  return [...groups].toSorted(([a], [b]) => a - b).map(([, group]) => group);
}

function fieldsOf(values: unknown): Fields[] {
  return Array.isArray(values) ? values.filter(isObject) : [];
}

/** An answer as it is recorded: `usage_metadata`, which all providers share, in the place of `usage`. */
export function recordedAnswer(answer: Readonly<Fields>): Fields {
  const { usage, ...recorded } = answer;
  if (!isObject(usage)) return recorded;
  const tier = String(answer['service_tier']);
  return { ...recorded, usage_metadata: usageMetadata(usage, TIERS.includes(tier) ? tier : undefined) };
}

/** Tiers of service that have prices of their own. */
const TIERS: readonly string[] = ['priority', 'flex'];

function usageMetadata(usage: Fields, tier: string | undefined): Fields {
  const input = count(usage['prompt_tokens'] ?? usage['input_tokens']) ?? 0;
  const output = count(usage['completion_tokens'] ?? usage['output_tokens']) ?? 0;
  const inputDetails = usage['prompt_tokens_details'] ?? usage['input_tokens_details'];
  const outputDetails = usage['completion_tokens_details'] ?? usage['output_tokens_details'];
  const inputKinds = kindsOf(inputDetails, { audio_tokens: 'audio', cached_tokens: 'cache_read' }, tier, input);
  const outputKinds = kindsOf(outputDetails, { audio_tokens: 'audio', reasoning_tokens: 'reasoning' }, tier, output);
  return {
    input_tokens: input,
    output_tokens: output,
    total_tokens: count(usage['total_tokens']) ?? input + output,
    ...(Object.keys(inputKinds).length > 0 ? { input_token_details: inputKinds } : {}),
    ...(Object.keys(outputKinds).length > 0 ? { output_token_details: outputKinds } : {}),
  };
}

/**
 * Kinds of tokens within a number of them. Where a tier is paid for, what it has prices for bears its
 * name, and the tier itself counts the rest.
 */
function kindsOf(
  details: unknown,
  names: Readonly<Record<string, string>>,
  tier: string | undefined,
  all: number,
): Record<string, number> {
  const kinds: Record<string, number> = {};
  let priced = 0;
  for (const [key, name] of Object.entries(names)) {
    const tokens = isObject(details) ? count(details[key]) : undefined;
    if (tokens === undefined) continue;
    const isTiered = tier !== undefined && name !== 'audio';
    kinds[isTiered ? `${tier}_${name}` : name] = tokens;
    if (isTiered) priced += tokens;
  }
  return tier === undefined ? kinds : { ...kinds, [tier]: all - priced };
}

function count(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
