/** The input and output of a run → the chat that they are, if they are one. */
import { canonicalJson } from 'tracenest/wire';
import type { Json } from '../answers.js';
import type { Conversation, Message, Part, ToolResult } from './conversation-types.js';
import { fieldsIn, fieldsOf, listIn, textIn, type Fields } from './fields.js';
import { inputMessages } from './inputs.js';
import { outputMessages, outputText } from './outputs.js';

/** Null: neither is a chat in a known shape; then both are read as JSON. */
export function conversationOf(inputs: Json, outputs: Json): Conversation | null {
  const asked = inputMessages(inputs);
  const answered = outputMessages(outputs) ?? (asked === null ? null : listOfOne(outputText(outputs)));
  if (asked === null && answered === null) return null;
  const before = asked?.messages ?? [];
  return {
    messages: [...before, ...withoutRepeated(before, answered ?? [])],
    settings: settingsOf(asked?.around ?? {}),
    tools: toolsOf(asked?.around ?? {}),
  };
}

/** The result of each call, by the call; a result that answers no call stays where it is. */
export function pairResults(messages: readonly Message[]): ReadonlyMap<Part, ToolResult> {
  const pairs = new Map<Part, ToolResult>();
  const open: Extract<Part, { kind: 'tool-call' }>[] = [];
  for (const part of messages.flatMap(({ parts }) => parts)) {
    if (part.kind === 'tool-call') open.push(part);
    if (part.kind !== 'tool-result') continue;
    // Gemini gives calls no ids: the first open one of the same name is meant.
    const index = open.findIndex((call) =>
      part.callId === null || call.id === null ? call.name === part.name : call.id === part.callId,
    );
    const [call] = index < 0 ? [] : open.splice(index, 1);
    if (call !== undefined) pairs.set(call, part);
  }
  return pairs;
}

/** A graph gives back all messages that it was given, and its own after them. */
function withoutRepeated(before: readonly Message[], after: readonly Message[]): readonly Message[] {
  if (before.length === 0 || after.length <= before.length) return after;
  const isSame = before.every((said, index) => {
    const again = after[index];
    return again !== undefined && again.role === said.role && textOf(again) === textOf(said);
  });
  return isSame ? after.slice(before.length) : after;
}

function textOf({ parts }: Message): string {
  return canonicalJson(parts);
}

/** Fields that hold messages, or are told on their own. */
const told = new Set(
  (
    'messages input prompt prompts contents system instructions message chat_history chatHistory preamble tools ' +
    'functions toolConfig content role systemInstruction system_instruction kwargs id lc type'
  ).split(' '),
);

function settingsOf(around: Fields): Record<string, Json> {
  return Object.fromEntries(Object.entries(around).filter(([name, value]) => !told.has(name) && value !== null));
}

/** Names of the tools that the model was offered. */
function toolsOf(around: Fields): string[] {
  const config = fieldsIn(around, 'toolConfig', 'config') ?? {};
  const list = listIn(around, 'tools', 'functions') ?? listIn(config, 'tools');
  const named = fieldsIn(around, 'tools');
  if (list === null) return named === null ? [] : Object.keys(named);
  return list.flatMap((tool) => {
    const fields = fieldsOf(tool) ?? {};
    const many = listIn(fields, 'functionDeclarations', 'function_declarations');
    if (many !== null) return many.flatMap((one) => textIn(fieldsOf(one) ?? {}, 'name') ?? []);
    const inner = fieldsIn(fields, 'function', 'toolSpec') ?? fields;
    return textIn(inner, 'name') ?? textIn(fields, 'type') ?? [];
  });
}

function listOfOne(said: Message | null): Message[] | null {
  return said === null ? null : [said];
}
