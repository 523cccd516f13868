/** A chat as the page shows it, whichever library recorded it. */
import type { Json } from '../answers.js';

export type Role = 'system' | 'user' | 'assistant' | 'tool' | 'other';

export interface Message {
  role: Role;
  /** The role as it was sent where it is another word, and who speaks where that is said. */
  label: string | null;
  parts: Part[];
  /** Of which part of the run it is. */
  from: 'input' | 'output';
}

export interface ToolCall {
  kind: 'tool-call';
  id: string | null;
  name: string;
  /** Text that is no JSON stays text. */
  input: Json;
  /** Called by the provider itself, or not well formed; null: a call like others. */
  note: string | null;
}

export interface ToolResult {
  kind: 'tool-result';
  /** Of the call that it answers. */
  callId: string | null;
  name: string | null;
  parts: Part[];
  isError: boolean;
}

export interface Media {
  kind: 'media';
  type: 'image' | 'audio' | 'video' | 'file';
  mimeType: string | null;
  name: string | null;
  /** Base64 that came along, an address elsewhere, or only a name that the provider knows. */
  source: { is: 'data'; base64: string } | { is: 'address'; url: string } | { is: 'reference'; id: string };
}

export type Part =
  | { kind: 'text'; text: string }
  /** `text` is empty where the provider sent it encrypted. */
  | { kind: 'reasoning'; text: string }
  | { kind: 'refusal'; text: string }
  | Media
  | ToolCall
  | ToolResult
  /** A part of no known shape, as it was sent. */
  | { kind: 'unknown'; value: Json };

export interface Conversation {
  messages: Message[];
  /** What is beside the messages in the input: model, temperature, tools. */
  settings: Record<string, Json>;
  tools: string[];
}
