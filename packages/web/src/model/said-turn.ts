/** What was asked and answered in one turn of a conversation, from the input and output of its root run. */
import type { Json } from './answers.js';
import { conversationOf } from './messages/conversation.js';
import type { Message } from './messages/conversation-types.js';
import { fieldsOf } from './messages/fields.js';
import { roleNames } from './messages/role-names.js';

export interface SaidTurn {
  asked: Said[];
  answered: Said[];
}

export interface Said {
  /** Who speaks; null: it was no message, and is told as it was sent. */
  role: string | null;
  text: string;
}

/** Characters of an input or output that is no message. */
const LONGEST_PLAIN = 20_000;

/** Programs hand the whole history to each turn: what was said before the last answer is left out. */
export function saidTurn(inputs: Json, outputs: Json): SaidTurn {
  const chat = conversationOf(inputs, outputs);
  if (chat === null) return { asked: plain(inputs), answered: plain(outputs) };
  const asked = chat.messages.filter(({ from }) => from === 'input');
  const answered = chat.messages.filter(({ from }) => from === 'output');
  const since = asked.findLastIndex(({ role }) => role === 'assistant') + 1;
  return {
    // A history that ends with an answer has nothing new after it.
    asked: saidIn(asked.slice(since === asked.length ? 0 : since)),
    answered: answered.length === 0 ? plain(outputs) : saidIn(answered),
  };
}

function saidIn(messages: readonly Message[]): Said[] {
  return messages.flatMap((message) => {
    const text = textOf(message);
    return text === '' || message.role === 'system' ? [] : [{ role: roleNames[message.role], text }];
  });
}

function textOf({ parts }: Message): string {
  return parts
    .flatMap((part) => {
      if (part.kind === 'text') return [part.text];
      if (part.kind === 'refusal') return [`Refused: ${part.text}`];
      if (part.kind === 'media') return [`(${part.type}${part.name === null ? '' : ` ${part.name}`})`];
      return [];
    })
    .join('\n')
    .trim();
}

/** The one text that it is, or JSON. */
function plain(value: Json): Said[] {
  const fields = fieldsOf(value);
  const values = fields === null ? [value] : Object.values(fields).filter((one) => one !== null);
  const [only] = values;
  if (values.length === 0 || only === null || only === undefined) return [];
  const text = values.length === 1 && typeof only === 'string' ? only : JSON.stringify(value, null, 2);
  return text.trim() === '' ? [] : [{ role: null, text: text.slice(0, LONGEST_PLAIN) }];
}
