/** A JSON value as YAML 1.2, for reading and copying: texts of several lines stand as such. */
import { entriesOf, isBranch, sizeOf, type JsonValue } from './json-rows.js';

/** Texts that mean the same without quotes: no sign of YAML, nothing that reads as another type. */
const PLAIN = /^[\p{L}_/][\p{L}\p{N} _/.()+-]*$/u;
const OTHER_TYPE = /^(?:true|false|null|yes|no|on|off|y|n)$/iu;
/** What a block cannot hold: control characters, other line ends, and a first line that is indented or empty. */
const NO_BLOCK = /(?!\n)[\p{Cc}\p{Cs}\u2028\u2029\uFEFF]|^[ \n]|\n$|\n[ \t]+\n/u;
/** Deeper than this, JSON's own brackets: the indent alone would be most of the text. */
const DEEPEST = 60;

export function yamlOf(value: JsonValue): string {
  const lines: string[] = [];
  write(lines, value, '', 0);
  return lines.join('\n');
}

/** Appends a value after `head`, which stands on a line of its own or before a scalar. */
function write(lines: string[], value: JsonValue, head: string, depth: number): void {
  const indent = '  '.repeat(depth);
  if (!isBranch(value) || sizeOf(value) === 0 || depth > DEEPEST) {
    lines.push(...scalar(value, head, indent));
    return;
  }
  if (head !== '' && !head.endsWith('- ')) lines.push(head.trimEnd());
  let first = head.endsWith('- ') ? head : null;
  for (const [name, child] of entriesOf(value)) {
    const entry = Array.isArray(value) ? '- ' : `${key(name)}: `;
    write(lines, child, `${first ?? indent}${entry}`, depth + 1);
    first = null;
  }
}

function scalar(value: JsonValue, head: string, indent: string): string[] {
  if (typeof value !== 'string') return [`${head}${JSON.stringify(value)}`];
  if (!value.includes('\n') || NO_BLOCK.test(value)) return [`${head}${text(value)}`];
  const deeper = indent === '' ? '  ' : indent;
  return [`${head}|-`, ...value.split('\n').map((line) => (line === '' ? '' : deeper + line))];
}

function key(name: string): string {
  return text(name);
}

function text(value: string): string {
  return PLAIN.test(value) && !OTHER_TYPE.test(value) && !value.endsWith(' ') ? value : JSON.stringify(value);
}
