/** Inputs and outputs of a span: messages, texts, documents and tokens, wherever its convention puts them. */
import type { Attributes } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { isObject } from '../wire/json.js';
import type { Json, RunType } from '../wire/record.js';

type Payload = Record<string, unknown>;

const INPUT_TEXTS = [
  ...['input.value', 'traceloop.entity.input', 'gen_ai.prompt', 'gen_ai.tool.call.arguments', 'prompt'],
  ...['ai.toolCall.args', 'ai.prompt'],
];
const OUTPUT_TEXTS = [
  ...['output.value', 'traceloop.entity.output', 'gen_ai.completion', 'gen_ai.tool.call.result', 'all_messages_events'],
  ...['ai.toolCall.result', 'ai.response.object', 'ai.response.text'],
];
const INPUT_TOKENS = [
  ...['gen_ai.usage.input_tokens', 'gen_ai.usage.prompt_tokens', 'llm.token_count.prompt'],
  ...['ai.usage.inputTokens', 'ai.usage.promptTokens'],
];
const OUTPUT_TOKENS = [
  ...['gen_ai.usage.output_tokens', 'gen_ai.usage.completion_tokens', 'llm.token_count.completion'],
  ...['ai.usage.outputTokens', 'ai.usage.completionTokens'],
];
const TOTAL_TOKENS = ['gen_ai.usage.total_tokens', 'llm.usage.total_tokens', 'llm.token_count.total'];
/** `gen_ai.prompt.0.role`, `llm.input_messages.0.message.content` … */
const MESSAGE = /^(\d+)\.(?:message\.)?(.+)$/;
/** More messages than these are a mistake in a number, not a talk. */
const MOST_MESSAGES = 10_000;
/** Names of attributes that are deeper than this are no paths. */
const MOST_STEPS = 32;

export function readInputs({ attributes, events }: ReadableSpan, type: RunType): Payload {
  const prompt = eventOf(events, 'gen_ai.content.prompt')?.['gen_ai.prompt'];
  if (prompt !== undefined) return asObject(prompt, 'input');
  const asked = messagesOf(events, ['gen_ai.system.message', 'gen_ai.user.message']);
  if (asked.length > 0) return { messages: asked };
  const listed =
    listAt(attributes, 'gen_ai.prompt.') ??
    listAt(attributes, 'llm.input_messages.') ??
    jsonList(attributes['gen_ai.input.messages']) ??
    jsonList(attributes['ai.prompt.messages']);
  const system = parseJson(attributes['gen_ai.system_instructions']);
  if (listed !== undefined) return { messages: listed, ...(system === undefined ? {} : { system }) };
  const query = attributes['input.value'];
  if (type === 'retriever' && typeof query === 'string' && !isObject(parseJson(query))) return { query };
  return asObject(firstOf(attributes, INPUT_TEXTS), 'input');
}

export function readOutputs({ attributes, events }: ReadableSpan, type: RunType): Payload {
  const said = outputsWithoutUsage(attributes, events, type);
  const usage = usageOf(attributes);
  return usage === undefined ? said : { ...said, usage_metadata: usage };
}

function outputsWithoutUsage(attributes: Attributes, events: ReadableSpan['events'], type: RunType): Payload {
  const completion = eventOf(events, 'gen_ai.content.completion')?.['gen_ai.completion'];
  if (completion !== undefined) return asObject(completion, 'output');
  const choices = messagesOf(events, ['gen_ai.choice']);
  if (choices.length > 0) return { choices };
  const answered = messagesOf(events, ['gen_ai.assistant.message', 'gen_ai.tool.message']);
  if (answered.length > 0) return { messages: answered };
  const documents = type === 'retriever' ? documentsOf(attributes) : undefined;
  if (documents !== undefined) return { documents };
  const listed =
    listAt(attributes, 'gen_ai.completion.') ??
    listAt(attributes, 'llm.output_messages.') ??
    jsonList(attributes['gen_ai.output.messages']);
  if (listed !== undefined) return { messages: listed };
  const payload = asObject(firstOf(attributes, OUTPUT_TEXTS), 'text');
  const calls = parseJson(attributes['ai.response.toolCalls']);
  return calls === undefined ? payload : { ...payload, tool_calls: calls };
}

/** Tokens as runs report them. */
function usageOf(attributes: Attributes): Json | undefined {
  const stated = parseJson(attributes['langsmith.usage_metadata']);
  if (isObject(stated)) return stated;
  const [input, output, total] = [INPUT_TOKENS, OUTPUT_TOKENS, TOTAL_TOKENS].map((names) => countAt(attributes, names));
  if (input === undefined && output === undefined && total === undefined) return undefined;
  return {
    input_tokens: input ?? 0,
    output_tokens: output ?? 0,
    total_tokens: total ?? (input ?? 0) + (output ?? 0),
  };
}

function countAt(attributes: Attributes, names: readonly string[]): number | undefined {
  return names.map((name) => attributes[name]).find((value) => typeof value === 'number' && Number.isInteger(value)) as
    | number
    | undefined;
}

function eventOf(events: ReadableSpan['events'], wanted: string): Attributes | undefined {
  return events.find(({ name }) => name === wanted)?.attributes;
}

function messagesOf(events: ReadableSpan['events'], names: readonly string[]): Json[] {
  return events
    .filter(({ name }) => names.includes(name))
    .map(({ name, attributes = {} }) => {
      const whole = parseJson(attributes['gen_ai.event.content']);
      const role = /^gen_ai\.(system|user|assistant|tool)\.message$/.exec(name)?.[1];
      const said = isObject(whole) ? whole : (nested(Object.entries(attributes)) as Record<string, Json>);
      return { ...(role === undefined ? {} : { role }), ...said };
    });
}

/** Messages that are spread over attributes, each field by itself. */
function listAt(attributes: Attributes, prefix: string): Json[] | undefined {
  const byIndex = new Map<number, [string, unknown][]>();
  for (const [key, value] of Object.entries(attributes)) {
    if (!key.startsWith(prefix)) continue;
    const [, index = '', field = ''] = MESSAGE.exec(key.slice(prefix.length)) ?? [];
    if (field === '' || Number(index) >= MOST_MESSAGES) continue;
    const fields = byIndex.get(Number(index)) ?? [];
    byIndex.set(Number(index), [...fields, [field, value]]);
  }
  if (byIndex.size === 0) return undefined;
  return [...byIndex].toSorted(([a], [b]) => a - b).map(([, fields]) => nested(fields));
}

/** `tool_calls.0.function.name` → an object of that shape. */
function nested(fields: readonly (readonly [string, unknown])[]): Json {
  const root: Record<string, Json> = {};
  for (const [path, value] of fields) {
    const steps = path.split('.');
    if (steps.length > MOST_STEPS || steps.includes('__proto__')) continue;
    let at = root;
    for (const step of steps.slice(0, -1)) {
      const inner = at[step];
      at = at[step] = isObject(inner) ? inner : {};
    }
    at[steps.at(-1) ?? ''] = value as Json;
  }
  return withLists(root);
}

/** Objects whose keys are 0, 1, 2 … become lists. */
function withLists(value: Json): Json {
  if (!isObject(value)) return value;
  const inner = Object.entries(value).map(([key, item]) => [key, withLists(item)] as const);
  const isList = inner.length > 0 && inner.every(([key], i) => key === String(i));
  return isList ? inner.map(([, item]) => item) : Object.fromEntries(inner);
}

function documentsOf(attributes: Attributes): Json[] | undefined {
  const found = listAt(attributes, 'retrieval.documents.');
  return found?.map((item) => {
    const document = isObject(item) && isObject(item['document']) ? item['document'] : {};
    const metadata = parseJson(document['metadata']);
    return { page_content: document['content'] ?? '', metadata: metadata ?? {}, type: 'Document' };
  });
}

function firstOf(attributes: Attributes, names: readonly string[]): unknown {
  return names.map((name) => attributes[name]).find((value) => value !== undefined && value !== '');
}

/** An object as it is, also as JSON text; anything else under a name. */
function asObject(value: unknown, name: string): Payload {
  if (value === undefined) return {};
  const parsed = parseJson(value);
  return isObject(parsed) ? parsed : { [name]: value };
}

function jsonList(value: unknown): Json[] | undefined {
  const parsed = parseJson(value);
  return Array.isArray(parsed) ? parsed : undefined;
}

/** The value in a JSON text; undefined for anything else. */
export function parseJson(value: unknown): Json | undefined {
  if (typeof value !== 'string') return undefined;
  try {
    return JSON.parse(value) as Json;
  } catch {
    return undefined;
  }
}
