/** Text of a filter → tokens with their places. */
import { FilterError, type Literal } from './syntax.js';

export type Token =
  | { kind: 'word'; text: string; at: number }
  | { kind: 'mark'; text: '(' | ')' | '[' | ']' | ','; at: number }
  | { kind: 'value'; value: Literal; at: number }
  | { kind: 'end'; at: number };

/** Longer texts are refused: no person and no client writes them. */
const maxLength = 20_000;

const space = /\s*/y;
const word = /[A-Za-z_][\w.]*/y;
const number = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])/y;
const quoted = /"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*'/y;

/** Python writes `True`, `False` and `None`. */
const constants: ReadonlyMap<string, Literal> = new Map([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ['null', null],
  ['None', null],
]);

/** Throws FilterError at the first character that begins nothing of the language. */
export function tokenize(text: string): Token[] {
  if (text.length > maxLength) {
    throw new FilterError(maxLength, 'more text', `a filter of at most ${maxLength} characters`);
  }
  const tokens: Token[] = [];
  let at = match(space, text, 0).length;
  while (at < text.length) {
    const { token, length } = tokenAt(text, at);
    tokens.push(token);
    at += length;
    at += match(space, text, at).length;
  }
  tokens.push({ kind: 'end', at });
  return tokens;
}

function tokenAt(text: string, at: number): { token: Token; length: number } {
  const first = text.charAt(at);
  if (first === '(' || first === ')' || first === '[' || first === ']' || first === ',') {
    return { token: { kind: 'mark', text: first, at }, length: 1 };
  }
  if (first === '"' || first === "'") {
    const whole = match(quoted, text, at);
    if (whole === '') throw new FilterError(at, shorten(text.slice(at)), `a closing ${first}`);
    return { token: { kind: 'value', value: unquote(whole, at), at }, length: whole.length };
  }
  const digits = match(number, text, at);
  if (digits !== '') return { token: { kind: 'value', value: Number(digits), at }, length: digits.length };
  const name = match(word, text, at);
  if (name === '') {
    throw new FilterError(at, shorten(text.slice(at)), 'a name, a number, a quoted text, a bracket or a comma');
  }
  const constant = constants.get(name);
  if (constant !== undefined) return { token: { kind: 'value', value: constant, at }, length: name.length };
  return { token: { kind: 'word', text: name, at }, length: name.length };
}

/** JSON's escapes in both kinds of quotes; a single quote is escaped by a backslash too. */
function unquote(whole: string, at: number): string {
  const inner = whole.slice(1, -1);
  const json = whole.startsWith('"') ? inner : inner.replaceAll("\\'", "'").replace(/(?<!\\)((?:\\\\)*)"/g, '$1\\"');
  try {
    // Line breaks may stand in a filter as they are, and in JSON may not.
    const text: unknown = JSON.parse(`"${json.replaceAll(/\p{Cc}/gu, escapeControl)}"`);
    return String(text);
  } catch {
    throw new FilterError(at, shorten(whole), 'a text whose backslashes are escapes of JSON, such as \\" or \\n');
  }
}

function escapeControl(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function match(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}

/** A piece of the filter, as an error quotes it. */
export function shorten(text: string): string {
  return JSON.stringify(text.length > 24 ? `${text.slice(0, 24)}…` : text);
}
