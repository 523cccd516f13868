/**
 * One line of text that stands for inputs or outputs in a list: what a person said or was told, if
 * that can be seen, else the JSON itself. Knows the message shapes of the LangSmith protocol (§1.8).
 */
import type { Json } from 'tracenest/wire';

type JsonObject = { [key: string]: Json };

/** Longest preview, in characters. */
export const previewLength = 200;
/** A list of messages is searched from its end; what lies further back is no preview. */
const searchedMessages = 50;

/** `json`: the value as JSON text, taken where nothing readable is found. Null for nothing. */
export function previewOf(value: Json | undefined, json: string, prefers: 'user' | 'assistant'): string | null {
  if (value === undefined || value === null || json === '{}' || json === '[]') return null;
  return shorten(readableText(value, prefers) ?? json);
}

/** One line, cut to `length` characters without splitting one. */
export function shorten(text: string, length: number = previewLength): string {
  // Far fewer characters than this may remain after white space is joined; more are never needed.
  const line = text
    .slice(0, length * 4)
    // What is one blank already, as between most words, is not replaced by another.
    .replace(/\s{2,}|[^\S ]/gu, ' ')
    .trim();
  if (line.length <= length) return line;
  return line.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/u, '') + '…';
}

function readableText(value: Json, prefers: 'user' | 'assistant'): string | null {
  if (typeof value === 'string') return value === '' ? null : value;
  if (!isObject(value)) return Array.isArray(value) ? lastMessage(value, prefers) : null;
  return (
    lastMessage(messagesOf(value), prefers) ??
    textOf(own(value, 'message')) ??
    textOf(own(value, 'output')) ??
    (own(value, 'role') !== undefined ? textOf(value) : null) ??
    onlyText(value)
  );
}

/** Lists of messages under the names in which clients send them. */
function messagesOf(value: JsonObject): Json[] {
  const messages = own(value, 'messages');
  // LangChain's chat models wrap the one conversation of a call into a list of conversations.
  if (Array.isArray(messages)) return Array.isArray(messages[0]) ? messages[0] : messages;
  const choices = own(value, 'choices');
  if (Array.isArray(choices))
    return choices.map((choice) => (isObject(choice) ? (own(choice, 'message') ?? null) : null));
  const generations = own(value, 'generations');
  if (Array.isArray(generations)) return Array.isArray(generations[0]) ? generations[0] : generations;
  return [];
}

function lastMessage(messages: readonly Json[], prefers: 'user' | 'assistant'): string | null {
  let fallback: string | null = null;
  for (const message of messages.slice(-searchedMessages).toReversed()) {
    const text = textOf(message);
    if (text === null) continue;
    if (roleOf(message) === prefers) return text;
    fallback ??= text;
  }
  return fallback;
}

const roles: Readonly<Record<string, 'user' | 'assistant'>> = {
  user: 'user',
  human: 'user',
  HumanMessage: 'user',
  HumanMessageChunk: 'user',
  assistant: 'assistant',
  ai: 'assistant',
  AIMessage: 'assistant',
  AIMessageChunk: 'assistant',
};

function roleOf(message: Json): 'user' | 'assistant' | null {
  if (Array.isArray(message)) return roleNamed(message[0]);
  if (!isObject(message)) return null;
  const inner = own(message, 'message');
  if (inner !== undefined) return roleOf(inner);
  // A message that LangChain serialised says its class as the last name of its id.
  const id = own(message, 'id');
  return (
    roleNamed(own(message, 'role')) ??
    roleNamed(own(message, 'type')) ??
    (Array.isArray(id) ? roleNamed(id.at(-1)) : null)
  );
}

function roleNamed(name: Json | undefined): 'user' | 'assistant' | null {
  return typeof name === 'string' && Object.hasOwn(roles, name) ? (roles[name] ?? null) : null;
}

/** The text of one message: a string, `[role, content]`, or an object with content in some form. */
function textOf(message: Json | undefined, depth = 0): string | null {
  if (typeof message === 'string') return message === '' ? null : message;
  if (Array.isArray(message))
    return message.length === 2 && roleNamed(message[0]) !== null ? textOf(message[1], depth + 1) : null;
  if (!isObject(message) || depth > 3) return null;
  const content = own(message, 'content');
  if (typeof content === 'string' && content !== '') return content;
  if (Array.isArray(content)) return partsText(content);
  for (const key of ['kwargs', 'data', 'message', 'text']) {
    const text = textOf(own(message, key), depth + 1);
    if (text !== null) return text;
  }
  return null;
}

/** Content in parts: `[{type: "text", text}, …]`. */
function partsText(parts: readonly Json[]): string | null {
  const texts: string[] = [];
  for (const part of parts.slice(0, searchedMessages)) {
    const text = isObject(part) ? own(part, 'text') : part;
    if (typeof text === 'string' && text !== '') texts.push(text);
  }
  return texts.length === 0 ? null : texts.join(' ');
}

/** `{"question": "…"}`: an object that holds one text and nothing else. */
function onlyText(value: JsonObject): string | null {
  const keys = Object.keys(value);
  const only = keys.length === 1 ? value[keys[0] ?? ''] : undefined;
  return typeof only === 'string' && only !== '' ? only : null;
}

function own(value: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
