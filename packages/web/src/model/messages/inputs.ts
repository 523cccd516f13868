/** Where in the input of a call its messages are, and what stands beside them. */
import type { Json } from '../answers.js';
import type { Message } from './conversation-types.js';
import { field, fieldsIn, fieldsOf, listIn, listOf, textIn, type Fields } from './fields.js';
import { message, messageOf, messagesOf } from './message.js';
import { partsOf } from './parts.js';

export interface Said {
  messages: Message[];
  /** The object in which the messages were. */
  around: Fields;
}

/** Null: no messages are there. */
export function inputMessages(inputs: Json): Said | null {
  for (const candidate of insides(inputs)) {
    const list = listOf(candidate);
    const fields = fieldsOf(candidate);
    const found = list !== null ? messageList(list) : fields === null ? null : messagesIn(fields);
    if (found !== null && found.length > 0) return { messages: found, around: fields ?? {} };
  }
  return null;
}

/** Names under which programs hand on a whole request. */
const wrappers = ['input', 'inputs', 'request', 'body', 'params', 'kwargs', 'payload', 'options'];

/** A value and what it wraps, from the outside in. */
export function* insides(value: Json, names: readonly string[] = wrappers): Generator<Json> {
  yield value;
  const fields = fieldsOf(value);
  if (fields === null) return;
  for (const name of names) {
    const inner = field(fields, name);
    if (typeof inner === 'object' && inner !== null) yield inner;
  }
  const [first] = listIn(fields, 'args') ?? [];
  if (first !== undefined) yield first;
}

function messagesIn(fields: Fields): Message[] | null {
  for (const read of readers) {
    const messages = read(fields);
    if (messages !== null) return messages;
  }
  return null;
}

type Reader = (fields: Fields) => Message[] | null;

const readers: readonly Reader[] = [
  // Cohere v1: {preamble, chat_history, message}.
  (fields) => {
    const text = textIn(fields, 'message');
    const history = listIn(fields, 'chat_history', 'chatHistory');
    if (text === null || (history === null && textIn(fields, 'preamble') === null)) return null;
    const before = history === null ? [] : messageList(history);
    return before === null
      ? null
      : [...instructions(fields, 'preamble'), ...before, message('user', partsOf(text), 'input')];
  },
  // Gemini: {systemInstruction | config.systemInstruction, contents}.
  (fields) => {
    const contents = field(fields, 'contents');
    if (contents === undefined) return null;
    const said = geminiContents(contents);
    const config = fieldsIn(fields, 'config') ?? {};
    const names = ['systemInstruction', 'system_instruction'];
    return said === null ? null : [...instructions(fields, ...names), ...instructions(config, ...names), ...said];
  },
  // OpenAI's responses: {instructions, input: text | items}.
  (fields) => {
    const input = field(fields, 'input');
    const isRequest = 'instructions' in fields || 'model' in fields;
    if (typeof input === 'string')
      return isRequest ? [...instructions(fields, 'instructions'), message('user', partsOf(input), 'input')] : null;
    const items = messageList(listOf(input) ?? []);
    return items === null ? null : [...instructions(fields, 'instructions'), ...items];
  },
  // Vercel AI SDK: {system, prompt: text | messages}.
  (fields) => {
    const prompt = field(fields, 'prompt');
    if (typeof prompt === 'string')
      return [...instructions(fields, 'system'), message('user', partsOf(prompt), 'input')];
    const list = messageList(listOf(prompt) ?? []);
    return list === null ? null : [...instructions(fields, 'system'), ...list];
  },
  // {messages}, with `system` beside them from Anthropic, Bedrock and the Vercel AI SDK.
  (fields) => {
    const list = messageList(listIn(fields, 'messages') ?? []);
    return list === null ? null : [...instructions(fields, 'system'), ...list];
  },
  // LangChain's language models that are no chats: {prompts: [text]}.
  (fields) => {
    const prompts = listIn(fields, 'prompts') ?? [];
    const texts = prompts.filter((prompt) => typeof prompt === 'string');
    return texts.length === 0 ? null : texts.map((text) => message('user', partsOf(text), 'input'));
  },
  // One message alone.
  (fields) => {
    const one = messageOf(fields, 'input');
    return one === null ? null : [one];
  },
];

/** Messages, or LangChain's list of one list for each call. */
function messageList(list: readonly Json[]): Message[] | null {
  const nested = list.length > 0 && list.every((item) => Array.isArray(item) && typeof item[0] !== 'string');
  return messagesOf(nested ? list.flatMap((item) => listOf(item) ?? []) : list, 'input');
}

function geminiContents(contents: Json): Message[] | null {
  if (typeof contents === 'string') return [message('user', partsOf(contents), 'input')];
  const list = listOf(contents) ?? [contents];
  // A list of parts without roles is one message of the user.
  const messages = messagesOf(list.map(withRole), 'input');
  return messages ?? [message('user', partsOf(contents), 'input')];
}

/** Gemini leaves the role of the only message out. */
function withRole(content: Json): Json {
  const fields = fieldsOf(content);
  return fields !== null && 'parts' in fields && !('role' in fields) ? { ...fields, role: 'user' } : content;
}

function instructions(fields: Fields, ...names: readonly string[]): Message[] {
  for (const name of names) {
    const value = field(fields, name);
    const inner = fieldsOf(value);
    const parts = partsOf(inner !== null && 'parts' in inner ? field(inner, 'parts') : value);
    if (parts.length > 0) return [message('system', parts, 'input')];
  }
  return [];
}
