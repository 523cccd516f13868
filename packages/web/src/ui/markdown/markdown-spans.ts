/** A line of Markdown → its spans. */
import { safeAddress } from '../safe-address.js';

export type Span =
  | { kind: 'text'; text: string }
  | { kind: 'code'; text: string }
  | { kind: 'strong' | 'emphasis' | 'strike'; spans: Span[] }
  /** `isImage`: it was to be shown in its place; it is told as a link, since showing it would fetch it. */
  | { kind: 'link'; address: string; isImage: boolean; text: string };

const DEEPEST = 6;
/** As far as the end of a link or of code is looked for: beyond, the sign stands for itself. */
const REACH = 2000;
const ADDRESS = /^https?:\/\/[^\s<>"'`]{1,2000}/u;

export function spansOf(text: string, depth: number = 0): Span[] {
  const spans: Span[] = [];
  let plain = '';
  const add = (span: Span): void => {
    if (plain !== '') spans.push({ kind: 'text', text: plain });
    plain = '';
    spans.push(span);
  };
  for (let at = 0; at < text.length;) {
    const found = readSpan(text, at, depth);
    if (found === null) {
      plain += text[at] ?? '';
      at += 1;
    } else {
      if (found.span === null) plain += text.slice(at + 1, found.next);
      else add(found.span);
      at = found.next;
    }
  }
  if (plain !== '') spans.push({ kind: 'text', text: plain });
  return spans;
}

type Read = { span: Span | null; next: number } | null;

function readSpan(text: string, at: number, depth: number): Read {
  switch (text[at]) {
    case '\\':
      return /[!-/:-@[-`{-~]/u.test(text[at + 1] ?? '') ? { span: null, next: at + 2 } : null;
    case '`':
      return readCode(text, at);
    case '!':
      return text[at + 1] === '[' ? readLink(text, at + 1, true) : null;
    case '[':
      return readLink(text, at, false);
    case 'h':
      return readAddress(text, at);
    case '*':
    case '_':
    case '~':
      return depth < DEEPEST ? readEmphasis(text, at, depth) : null;
    default:
      return null;
  }
}

function readCode(text: string, at: number): Read {
  let ticks = 1;
  while (text[at + ticks] === '`') ticks += 1;
  const end = text.slice(at + ticks, at + ticks + REACH).indexOf('`'.repeat(ticks));
  // All of them at once: each alone would be looked for again.
  if (end < 0) return { span: { kind: 'text', text: '`'.repeat(ticks) }, next: at + ticks };
  const inner = text.slice(at + ticks, at + ticks + end);
  return { span: { kind: 'code', text: inner }, next: at + ticks + end + ticks };
}

function readLink(text: string, at: number, isImage: boolean): Read {
  const match = /^\[([^\]\n]{0,500})\]\(\s*<?([^\s<>)]{1,1000})>?(?:\s+"[^"\n]{0,500}")?\s*\)/u.exec(
    text.slice(at, at + REACH),
  );
  const address = match === null ? null : safeAddress(match[2] ?? '');
  if (match === null || address === null) return null;
  return { span: { kind: 'link', address, isImage, text: match[1] || address }, next: at + match[0].length };
}

function readAddress(text: string, at: number): Read {
  if (/[\p{L}\p{N}]/u.test(text[at - 1] ?? '')) return null;
  const said = ADDRESS.exec(text.slice(at, at + REACH))?.[0].replace(/[.,;:!?)\]]+$/u, '');
  const address = said === undefined ? null : safeAddress(said);
  if (said === undefined || address === null) return null;
  return { span: { kind: 'link', address, isImage: false, text: said }, next: at + said.length };
}

function readEmphasis(text: string, at: number, depth: number): Read {
  const sign = text[at] ?? '';
  const isDouble = text[at + 1] === sign;
  if (sign === '~' && !isDouble) return null;
  // Names like some_long_name are no emphasis.
  if (sign === '_' && /[\p{L}\p{N}]/u.test(text[at - 1] ?? '')) return null;
  const mark = isDouble ? sign + sign : sign;
  const begin = at + mark.length;
  if (/\s/u.test(text[begin] ?? ' ')) return null;
  const end = text.slice(begin, begin + REACH).indexOf(mark);
  if (end <= 0 || /\s/u.test(text[begin + end - 1] ?? ' ')) return null;
  const inner = text.slice(begin, begin + end);
  const kind = sign === '~' ? 'strike' : isDouble ? 'strong' : 'emphasis';
  return { span: { kind, spans: spansOf(inner, depth + 1) }, next: begin + end + mark.length };
}
