/** One message of any library → {@link Message}. */
import type { Json } from '../answers.js';
import type { Message, Part, Role } from './conversation-types.js';
import { anyIn, field, fieldsIn, fieldsOf, listIn, listOf, textIn, type Fields } from './fields.js';
import { spokenOf } from './media.js';
import { partsOf, toolCall, toolResult } from './parts.js';

type From = Message['from'];

const roles: Readonly<Record<string, Role>> = {
  system: 'system',
  developer: 'system',
  user: 'user',
  human: 'user',
  assistant: 'assistant',
  ai: 'assistant',
  model: 'assistant',
  chatbot: 'assistant',
  tool: 'tool',
  function: 'tool',
};

/** Null: it is no message. */
export function messageOf(value: Json | undefined, from: From): Message | null {
  const pair = listOf(value);
  if (pair !== null) return pairOf(pair, from);
  const fields = fieldsOf(value);
  if (fields === null) return null;
  return langchainMessage(fields, from) ?? responsesItem(fields, from) ?? plainMessage(fields, from);
}

/** The list as messages; null where one of them is none, or where there are none. */
export function messagesOf(list: readonly Json[] | null, from: From): Message[] | null {
  if (list === null || list.length === 0) return null;
  const messages = list.map((item) => messageOf(item, from));
  return messages.includes(null) ? null : messages.filter((one) => one !== null);
}

export function message(role: string, parts: Part[], from: From, name: string | null = null): Message {
  const known = Object.hasOwn(roles, role.toLowerCase()) ? roles[role.toLowerCase()] : undefined;
  const other = known === undefined || !['system', 'user', 'assistant', 'tool'].includes(role) ? role : null;
  return { role: known ?? 'other', label: name ?? other, parts, from };
}

/** LangChain: `["human", "Hello"]`. */
function pairOf(pair: readonly Json[], from: From): Message | null {
  const [role, content] = pair;
  if (pair.length !== 2 || typeof role !== 'string' || !Object.hasOwn(roles, role)) return null;
  return message(role, partsOf(content), from);
}

/**
 * LangChain, as its languages write messages: `{lc, type: "constructor", id: […, "HumanMessage"], kwargs}`,
 * `{type: "human", data: {content}}` and `{type: "human", content}`.
 */
function langchainMessage(fields: Fields, from: From): Message | null {
  const name = listIn(fields, 'id')?.at(-1);
  const kwargs = fieldsIn(fields, 'kwargs');
  if (kwargs !== null && typeof name === 'string' && /Message(?:Chunk)?$/u.test(name)) {
    const role = name.replace(/Message(?:Chunk)?$/u, '').toLowerCase();
    return spoken(role === 'chat' ? (textIn(kwargs, 'role') ?? role) : role, kwargs, from);
  }
  const type = (textIn(fields, 'type') ?? '').replace(/MessageChunk$/u, '').toLowerCase();
  if (!Object.hasOwn(roles, type) || 'role' in fields) return null;
  const said = fieldsIn(fields, 'data') ?? fields;
  return 'content' in said ? spoken(type, said, from) : null;
}

/** OpenAI's responses: what is no message stands in the list beside the messages. */
function responsesItem(fields: Fields, from: From): Message | null {
  const type = textIn(fields, 'type') ?? '';
  if ('role' in fields) return null;
  if (type === 'reasoning' || type.endsWith('_call')) return message('assistant', partsOf(fields), from);
  return type.endsWith('_call_output') ? message('tool', partsOf(fields), from) : null;
}

/** `{role, content}` and what providers put beside them; Gemini writes `parts`. */
function plainMessage(fields: Fields, from: From): Message | null {
  const role = field(fields, 'role');
  if (typeof role !== 'string') return null;
  const isMessage = ['content', 'parts', 'message', 'tool_calls', 'toolCalls', 'function_call', 'audio'].some(
    (name) => name in fields,
  );
  return isMessage ? spoken(role, fields, from) : null;
}

function spoken(role: string, fields: Fields, from: From): Message {
  const content = partsOf(anyIn(fields, 'content', 'parts', 'message'));
  const said = message(role, [], from, textIn(fields, 'name'));
  if (said.role === 'tool' && !content.some(({ kind }) => kind === 'tool-result')) {
    const isError = textIn(fields, 'status') === 'error' || field(fields, 'is_error') === true;
    return { ...said, label: null, parts: [toolResult(fields, anyIn(fields, 'content', 'parts'), isError)] };
  }
  const refusal = textIn(fields, 'refusal');
  const audio = spokenOf(field(fields, 'audio'));
  const transcript = textIn(fieldsIn(fields, 'audio') ?? {}, 'transcript');
  const parts: Part[] = [
    ...reasoningBeside(fields, content),
    ...content,
    ...(transcript === null ? [] : [{ kind: 'text' as const, text: transcript }]),
    ...(audio === null ? [] : [audio]),
    ...(refusal === null ? [] : [{ kind: 'refusal' as const, text: refusal }]),
    ...callsBeside(fields, content),
  ];
  return { ...said, parts };
}

/** Some providers write reasoning beside the content. */
function reasoningBeside(fields: Fields, content: readonly Part[]): Part[] {
  if (content.some(({ kind }) => kind === 'reasoning')) return [];
  const extra = fieldsIn(fields, 'additional_kwargs') ?? {};
  const text = textIn(fields, 'reasoning_content', 'reasoning', 'reasoningText') ?? textIn(extra, 'reasoning_content');
  return text === null ? [] : [{ kind: 'reasoning', text }];
}

/** Calls beside the content: `tool_calls`, `toolCalls`, `function_call`; LangChain repeats those of the content. */
function callsBeside(fields: Fields, content: readonly Part[]): Part[] {
  const known = new Set(content.flatMap((part) => (part.kind === 'tool-call' && part.id !== null ? [part.id] : [])));
  const extra = fieldsIn(fields, 'additional_kwargs') ?? {};
  const given = listIn(fields, 'tool_calls', 'toolCalls') ?? [];
  const list = given.length > 0 ? given : (listIn(extra, 'tool_calls') ?? []);
  const calls = list.flatMap((item) => callOf(item, null));
  const broken = (listIn(fields, 'invalid_tool_calls') ?? []).flatMap((item) => callOf(item, 'not well formed'));
  const old = fieldsIn(fields, 'function_call') ?? fieldsIn(extra, 'function_call');
  const single = old === null || calls.length > 0 ? [] : [toolCall(old, field(old, 'arguments'))];
  return [...calls, ...broken, ...single].filter(({ id }) => id === null || !known.has(id));
}

/** OpenAI and Mistral: `{id, function: {name, arguments}}`; LangChain: `{id, name, args}`; Cohere: `{name, parameters}`. */
function callOf(value: Json, note: string | null): ReturnType<typeof toolCall>[] {
  const call = fieldsOf(value);
  if (call === null) return [];
  const inner = fieldsIn(call, 'function', 'custom') ?? call;
  const input = anyIn(inner, 'arguments', 'args', 'input', 'parameters');
  return [toolCall({ ...inner, id: anyIn(call, 'id', 'toolCallId') }, input, note)];
}
