/** Where in the output of a call its messages are. */
import type { Json } from '../answers.js';
import type { Message, Part } from './conversation-types.js';
import { field, fieldsIn, fieldsOf, listIn, listOf, textIn, type Fields } from './fields.js';
import { insides } from './inputs.js';
import { message, messageOf, messagesOf } from './message.js';
import { partsOf } from './parts.js';

/** Names under which tracing libraries put a returned value. */
const wrappers = ['output', 'outputs', 'result', 'response', 'return_value'];

/** Null: no messages are there. */
export function outputMessages(outputs: Json): Message[] | null {
  for (const candidate of insides(outputs, wrappers)) {
    const list = listOf(candidate);
    const fields = fieldsOf(candidate);
    const found = list !== null ? messagesOf(list, 'output') : fields === null ? null : messagesIn(fields);
    if (found !== null && found.length > 0) return found;
  }
  return null;
}

/** An answer that is a text alone; null: it is something else. Says only beside messages that somebody answers. */
export function outputText(outputs: Json): Message | null {
  for (const candidate of insides(outputs, wrappers)) {
    const text =
      typeof candidate === 'string' ? candidate : textIn(fieldsOf(candidate) ?? {}, ...wrappers, 'text', 'content');
    if (text !== null) return message('assistant', partsOf(text), 'output');
  }
  return null;
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
  // OpenAI's chat, Mistral: {choices: [{message | delta | text}]}.
  (fields) => {
    const choices = listIn(fields, 'choices');
    if (choices === null) return null;
    const messages = choices.flatMap((choice) => {
      const inner = fieldsOf(choice) ?? {};
      const said = fieldsIn(inner, 'message', 'delta');
      if (said !== null) return messageOf({ role: 'assistant', ...said }, 'output') ?? [];
      const text = textIn(inner, 'text');
      return text === null ? [] : [message('assistant', partsOf(text), 'output')];
    });
    return messages.length === 0 ? null : messages;
  },
  // Gemini: {candidates: [{content: {role, parts}}]}.
  (fields) => {
    const candidates = listIn(fields, 'candidates') ?? [];
    const messages = candidates.flatMap((candidate) => {
      const content = fieldsIn(fieldsOf(candidate) ?? {}, 'content');
      return content === null ? [] : (messageOf({ role: 'model', ...content }, 'output') ?? []);
    });
    return messages.length === 0 ? null : messages;
  },
  // LangChain: {generations: [[{message | text}]]}.
  (fields) => {
    const generations = (listIn(fields, 'generations') ?? []).flatMap((item) => listOf(item) ?? [item]);
    const messages = generations.flatMap((generation) => {
      const inner = fieldsOf(generation) ?? {};
      const said = messageOf(field(inner, 'message'), 'output');
      const text = textIn(inner, 'text');
      return said ?? (text === null ? [] : [message('assistant', partsOf(text), 'output')]);
    });
    return messages.length === 0 ? null : messages;
  },
  // OpenAI's responses: {output: [items]}.
  (fields) => messagesOf(listIn(fields, 'output'), 'output'),
  // Bedrock: {output: {message}}; Cohere v2 and many: {message}, or {message: {…}} of LangChain.
  (fields) => {
    const said = fieldsIn(fieldsIn(fields, 'output') ?? fields, 'message');
    const found =
      said === null
        ? null
        : messageOf('kwargs' in said || 'type' in said ? said : { role: 'assistant', ...said }, 'output');
    return found === null ? null : [found];
  },
  (fields) => messagesOf(listIn(fields, 'messages'), 'output'),
  // LangGraph: {messages: one}, and what a node of it writes.
  (fields) => {
    const said = messageOf(field(fields, 'messages'), 'output');
    return said === null ? null : [said];
  },
  // Vercel AI SDK: {text, reasoning, toolCalls, …} of generateText; Cohere v1: {text, tool_calls}.
  (fields) => {
    const hasText = typeof field(fields, 'text') === 'string';
    if (
      !hasText ||
      !['toolCalls', 'tool_calls', 'finishReason', 'finish_reason', 'generation_id'].some((name) => name in fields)
    )
      return null;
    const { toolResults, ...rest } = fields;
    const said = messageOf(
      { ...rest, role: 'assistant', content: field(fields, 'content') ?? field(fields, 'text') ?? null },
      'output',
    );
    const results: Part[] = toolResults === undefined ? [] : partsOf(toolResults);
    const isTold = said?.parts.some(({ kind }) => kind === 'tool-result') === true;
    return said === null ? null : [isTold ? said : { ...said, parts: [...said.parts, ...results] }];
  },
  // One message alone: {role, content}, or LangChain's.
  (fields) => {
    const one = messageOf(fields, 'output');
    return one === null ? null : [one];
  },
];
