/**
 * Text → blocks and spans of Markdown, as models write it: headings, lists, code, quotes, tables,
 * emphasis, links. No HTML: what looks like a tag stays text. Every step goes forward through the
 * text, so that no text costs more than its length.
 */
import { spansOf, type Span } from './markdown-spans.js';

export type Block =
  | { kind: 'paragraph'; spans: Span[] }
  | { kind: 'heading'; level: number; spans: Span[] }
  | { kind: 'code'; language: string; text: string }
  | { kind: 'quote'; blocks: Block[] }
  | { kind: 'list'; isOrdered: boolean; start: number; items: Block[][] }
  | { kind: 'table'; head: Span[][]; rows: Span[][][] }
  | { kind: 'rule' };

const FENCE = /^ {0,3}(`{3,}|~{3,})[ \t]*([\w+#.-]{0,40})[ \t]*$/u;
const HEADING = /^ {0,3}(#{1,6})[ \t]+/u;
const RULE = /^ {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$/u;
const ITEM = /^( *)([-*+]|\d{1,9}[.)])( +|$)/u;
/** Lists and quotes that lie deeper than this are shown as text. */
const DEEPEST = 8;

export function blocksOf(text: string): Block[] {
  return readBlocks(text.replaceAll('\r\n', '\n').split('\n'), 0);
}

function readBlocks(lines: readonly string[], depth: number): Block[] {
  const blocks: Block[] = [];
  let paragraph: string[] = [];
  const endParagraph = (): void => {
    if (paragraph.length > 0) blocks.push({ kind: 'paragraph', spans: spansOf(paragraph.join('\n')) });
    paragraph = [];
  };
  for (let at = 0; at < lines.length;) {
    const line = lines[at] ?? '';
    const found =
      line.trim() === '' ? { block: null, next: at + 1 } : readBlock(lines, at, depth, paragraph.length > 0);
    if (found === null) {
      paragraph.push(line.trim());
      at += 1;
      continue;
    }
    endParagraph();
    if (found.block !== null) blocks.push(found.block);
    at = found.next;
  }
  endParagraph();
  return blocks;
}

type Read = { block: Block | null; next: number } | null;

/** Null: the line is part of a paragraph. */
function readBlock(lines: readonly string[], at: number, depth: number, isInParagraph: boolean): Read {
  const line = lines[at] ?? '';
  const heading = HEADING.exec(line);
  if (heading !== null) {
    const title = line.slice(heading[0].length).trim();
    return { block: { kind: 'heading', level: heading[1]?.length ?? 1, spans: spansOf(title) }, next: at + 1 };
  }
  if (FENCE.test(line)) return readCode(lines, at);
  if (RULE.test(line)) return { block: { kind: 'rule' }, next: at + 1 };
  if (depth < DEEPEST && /^ {0,3}>/u.test(line)) return readQuote(lines, at, depth);
  const item = ITEM.exec(line);
  if (depth < DEEPEST && item !== null && !(isInParagraph && item[3] === '')) return readList(lines, at, depth);
  return readTable(lines, at);
}

function readCode(lines: readonly string[], at: number): Read {
  const [, fence = '```', language = ''] = FENCE.exec(lines[at] ?? '') ?? [];
  const isEnd = (line: string): boolean =>
    line.trim().startsWith(fence) && line.trim().replaceAll(fence[0] ?? '', '') === '';
  let end = at + 1;
  while (end < lines.length && !isEnd(lines[end] ?? '')) end += 1;
  return { block: { kind: 'code', language, text: lines.slice(at + 1, end).join('\n') }, next: end + 1 };
}

function readQuote(lines: readonly string[], at: number, depth: number): Read {
  let end = at;
  while (end < lines.length && /^ {0,3}>/u.test(lines[end] ?? '')) end += 1;
  const inner = lines.slice(at, end).map((line) => line.replace(/^ {0,3}> ?/u, ''));
  return { block: { kind: 'quote', blocks: readBlocks(inner, depth + 1) }, next: end };
}

function readList(lines: readonly string[], at: number, depth: number): Read {
  const [, firstIndent = '', firstMark = '-'] = ITEM.exec(lines[at] ?? '') ?? [];
  const isOrdered = /\d/u.test(firstMark);
  const items: Block[][] = [];
  let item: string[] = [];
  let inner = 0;
  let next = at;
  for (; next < lines.length; next += 1) {
    const line = lines[next] ?? '';
    const match = ITEM.exec(line);
    const indent = line.length - line.trimStart().length;
    const isItem = match !== null && indent <= firstIndent.length + 1 && /\d/u.test(match[2] ?? '') === isOrdered;
    if (isItem) {
      if (item.length > 0) items.push(readBlocks(item, depth + 1));
      inner = (match[1]?.length ?? 0) + (match[2]?.length ?? 0) + 1;
      item = [line.slice(match[0].length)];
      continue;
    }
    const isBlank = line.trim() === '';
    const isAfterBlank = (item.at(-1) ?? '').trim() === '';
    if (
      !isBlank &&
      indent < Math.min(inner, firstIndent.length + 2) &&
      (isAfterBlank || match !== null || readBlockStart(line))
    )
      break;
    item.push(line.slice(Math.min(indent, inner)));
  }
  if (item.length > 0) items.push(readBlocks(item, depth + 1));
  return { block: { kind: 'list', isOrdered, start: isOrdered ? Number.parseInt(firstMark, 10) : 1, items }, next };
}

function readBlockStart(line: string): boolean {
  return HEADING.test(line) || FENCE.test(line) || RULE.test(line);
}

/** `| a | b |` over `|---|---|`. */
function readTable(lines: readonly string[], at: number): Read {
  const isRow = (line: string | undefined): line is string => line !== undefined && line.includes('|');
  const under = lines[at + 1];
  if (!isRow(lines[at]) || !isRow(under) || !/^[ \t|:-]+$/u.test(under) || !under.includes('-')) return null;
  const head = cellsOf(lines[at] ?? '');
  let end = at + 2;
  while (end < lines.length && isRow(lines[end])) end += 1;
  const rows = lines.slice(at + 2, end).map((line) => cellsOf(line).slice(0, head.length));
  return { block: { kind: 'table', head, rows }, next: end };
}

function cellsOf(line: string): Span[][] {
  const cells = line.trim().replace(/^\|/u, '').replace(/\|$/u, '').split('|');
  return cells.slice(0, 50).map((cell) => spansOf(cell.trim()));
}
