/** A chat in lines, for tests: one for each message. */
import type { Json } from '../answers.js';
import { conversationOf } from './conversation.js';
import type { Part } from './conversation-types.js';

/** Each message in one line. */
export function told(inputs: Json, outputs: Json): string[] | null {
  const chat = conversationOf(inputs, outputs);
  return chat?.messages.map(({ role, parts }) => `${role}: ${parts.map(partText).join(' ')}`) ?? null;
}

export function partText(part: Part): string {
  switch (part.kind) {
    case 'text':
      return part.text;
    case 'reasoning':
      return `(thinks: ${part.text})`;
    case 'refusal':
      return `(refuses: ${part.text})`;
    case 'tool-call':
      return `→ ${part.name}(${JSON.stringify(part.input)})#${part.id}${part.note === null ? '' : ` ${part.note}`}`;
    case 'tool-result':
      return `${part.isError ? 'failed' : '↳'}#${part.callId ?? part.name} ${part.parts.map(partText).join(' ')}`;
    case 'media': {
      const { source } = part;
      const where =
        source.is === 'data' ? `${source.base64.length} characters` : source.is === 'address' ? source.url : source.id;
      return `[${part.type} ${part.mimeType ?? '?'} ${part.name ?? ''} ${where}]`;
    }
    case 'unknown':
      return `?${JSON.stringify(part.value)}`;
  }
}
