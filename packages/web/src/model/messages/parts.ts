/** The content of a message → its parts: one mapping for each shape, whichever provider it is of. */
import type { Json } from '../answers.js';
import type { Part, ToolCall } from './conversation-types.js';
import { anyIn, field, fieldsIn, fieldsOf, jsonOrText, listIn, listOf, textIn, type Fields } from './fields.js';
import { mediaOf } from './media.js';

/** Parts of a content: a text, a part, or a list of both. Never fails: what is unknown is shown as it is. */
export function partsOf(content: Json | undefined): Part[] {
  if (content === null || content === undefined || content === '') return [];
  if (typeof content === 'string') return [{ kind: 'text', text: content }];
  const list = listOf(content);
  if (list !== null)
    return list.flatMap((item) => (listOf(item) === null ? partsOf(item) : [{ kind: 'unknown', value: item }]));
  const fields = fieldsOf(content);
  return fields === null ? [{ kind: 'unknown', value: content }] : partOf(fields);
}

function partOf(part: Fields): Part[] {
  const type = textIn(part, 'type') ?? '';
  for (const read of readers) {
    const parts = read(part, type);
    if (parts !== null) return parts;
  }
  return [{ kind: 'unknown', value: part }];
}

type Reader = (part: Fields, type: string) => Part[] | null;

/** Tried in this order. Null: of another shape. */
const readers: readonly Reader[] = [
  // Reasoning. Gemini marks a text as thought.
  (part, type) => {
    if (field(part, 'thought') === true) return [{ kind: 'reasoning', text: textIn(part, 'text') ?? '' }];
    const bedrock = fieldsIn(part, 'reasoningContent');
    if (bedrock !== null) {
      return [{ kind: 'reasoning', text: textIn(fieldsIn(bedrock, 'reasoningText') ?? bedrock, 'text') ?? '' }];
    }
    if (!['thinking', 'redacted_thinking', 'reasoning', 'redacted-reasoning'].includes(type)) return null;
    return [{ kind: 'reasoning', text: reasoningText(part) }];
  },
  // Anthropic: {type: 'tool_use', id, name, input}; `server_tool_use` is called by the provider.
  (part, type) =>
    type === 'tool_use' || type === 'server_tool_use' || type === 'mcp_tool_use'
      ? [toolCall(part, field(part, 'input'), type === 'tool_use' ? null : 'called by the provider')]
      : null,
  // Vercel AI SDK: {type: 'tool-call', toolCallId, toolName, input | args}; LangChain: {type: 'tool_call', id, name, args}.
  (part, type) =>
    ['tool-call', 'tool_call', 'tool_call_chunk', 'invalid_tool_call'].includes(type)
      ? [toolCall(part, anyIn(part, 'input', 'args'), type === 'invalid_tool_call' ? 'not well formed' : null)]
      : null,
  // Responses: {type: 'function_call', call_id, name, arguments}.
  (part, type) =>
    type === 'function_call' || type === 'custom_tool_call'
      ? [toolCall(part, anyIn(part, 'arguments', 'input'))]
      : null,
  // Bedrock: {toolUse: {toolUseId, name, input}}; Gemini: {functionCall: {id, name, args}}.
  (part) => {
    const call = fieldsIn(part, 'toolUse', 'functionCall', 'function_call');
    return call === null ? null : [toolCall(call, anyIn(call, 'input', 'args', 'arguments'))];
  },
  // Responses: {type: 'function_call_output', call_id, output}.
  (part, type) =>
    type === 'function_call_output' || type === 'custom_tool_call_output'
      ? [toolResult(part, field(part, 'output') ?? null)]
      : null,
  // Anthropic: {type: 'tool_result', tool_use_id, content, is_error}, and those of its own tools.
  (part, type) =>
    type.endsWith('tool_result')
      ? [toolResult(part, field(part, 'content') ?? null, field(part, 'is_error') === true)]
      : null,
  // Vercel AI SDK: {type: 'tool-result', toolCallId, toolName, output: {type, value} | result}.
  (part, type) => {
    if (type !== 'tool-result' && type !== 'tool-error') return null;
    const output = fieldsIn(part, 'output');
    const tagged = output !== null && textIn(output, 'type') !== null && field(output, 'value') !== undefined;
    const value = tagged ? anyIn(output, 'value') : anyIn(part, 'output', 'result', 'error');
    const isError = type === 'tool-error' || field(part, 'isError') === true;
    return [toolResult(part, value, isError || (tagged && (textIn(output, 'type') ?? '').startsWith('error')))];
  },
  // Bedrock: {toolResult: {toolUseId, content, status}}; Gemini: {functionResponse: {id, name, response}}.
  (part) => {
    const result = fieldsIn(part, 'toolResult', 'functionResponse', 'function_response');
    if (result === null) return null;
    return [toolResult(result, anyIn(result, 'content', 'response'), textIn(result, 'status') === 'error')];
  },
  (part, type) => (type === 'refusal' ? [{ kind: 'refusal', text: textIn(part, 'refusal') ?? '' }] : null),
  (part) => {
    const media = mediaOf(part);
    return media === null ? null : [media];
  },
  // Anthropic: a document that is text, or made of parts.
  (part, type) => {
    const source = type === 'document' ? fieldsIn(part, 'source') : null;
    return source === null ? null : partsOf(anyIn(source, 'data', 'content'));
  },
  // Bedrock: {json: …} as the content of a result.
  (part) =>
    Object.keys(part).length === 1 && 'json' in part ? [{ kind: 'unknown', value: field(part, 'json') ?? null }] : null,
  // Text: {type: 'text' | 'input_text' | 'output_text', text}, and without a type from Gemini and Bedrock.
  (part, type) => {
    const text = field(part, 'text');
    const isText = typeof text === 'string' && ['', 'text', 'input_text', 'output_text', 'summary_text'].includes(type);
    return isText ? (text === '' ? [] : [{ kind: 'text', text }]) : null;
  },
  // Responses: tools of the provider, such as {type: 'web_search_call', id, action, status}.
  (part, type) => {
    if (!type.endsWith('_call')) return null;
    return [{ ...toolCall({ ...part, name: type.slice(0, -'_call'.length) }, part), note: 'called by the provider' }];
  },
];

/** `part`: names and ids under the words of any provider. */
export function toolCall(part: Fields, input: Json | undefined, note: string | null = null): ToolCall {
  return {
    kind: 'tool-call',
    id: textIn(part, 'call_id', 'toolCallId', 'toolUseId', 'id'),
    name: textIn(part, 'name', 'toolName') ?? '(no name)',
    input: jsonOrText(input ?? null),
    note,
  };
}

export function toolResult(part: Fields, content: Json, isError: boolean = false): Part {
  return {
    kind: 'tool-result',
    callId: textIn(part, 'tool_use_id', 'tool_call_id', 'toolCallId', 'toolUseId', 'call_id', 'id'),
    name: textIn(part, 'toolName', 'name'),
    parts: partsOf(content),
    isError,
  };
}

/** What providers call a summary, a text, a thinking or a list of them. */
function reasoningText(part: Fields): string {
  const text = textIn(part, 'thinking', 'reasoning', 'text');
  if (text !== null) return text;
  const list = [...(listIn(part, 'summary') ?? []), ...(listIn(part, 'content', 'thinking') ?? [])];
  return list.flatMap((item) => textIn(fieldsOf(item) ?? {}, 'text') ?? []).join('\n\n');
}
