/** The documentation of a finding, from the text of its page in docs/findings to blocks to be drawn. */

import { explain, findingTable } from '@tracenest/tree';

export type Block =
  | { is: 'heading'; text: string }
  | { is: 'paragraph'; parts: Phrase[] }
  /** `title`: what it is an example of; empty: a remedy. */
  | { is: 'code'; text: string; title: string };

export interface Phrase {
  text: string;
  isCode: boolean;
}

/** The words behind the language of a block of code. */
const titles: Readonly<Record<string, string>> = { raises: 'raises it', mended: 'does not' };

/** How grave a finding is and what it says, for no run in particular; null: this version does not know it. */
export function findingSummary(code: string): { severity: string; sentence: string } | null {
  const entry = findingTable.find((one) => one.code === code);
  return entry === undefined ? null : { severity: entry.severity, sentence: explain(entry).sentence };
}

/**
 * Headings, paragraphs and blocks of code: these pages have nothing else. Left out are the title and
 * the sentence below it, whose places for names are filled by {@link findingSummary}.
 */
export function blocksOf(markdown: string): Block[] {
  const blocks: Block[] = [];
  const lines = markdown.split('\n');
  for (let next = lines.shift(); next !== undefined; next = lines.shift()) {
    if (next.startsWith('```')) blocks.push({ is: 'code', text: takeFenced(lines), title: titleOf(next) });
    else if (next.startsWith('## ')) blocks.push({ is: 'heading', text: next.slice(3) });
    else if (next.trim() !== '' && !next.startsWith('# ') && !next.startsWith('**'))
      blocks.push({ is: 'paragraph', parts: phrasesOf(next) });
  }
  return blocks;
}

function takeFenced(lines: string[]): string {
  const end = lines.indexOf('```');
  return lines
    .splice(0, end < 0 ? lines.length : end + 1)
    .slice(0, end < 0 ? undefined : -1)
    .join('\n');
}

function titleOf(fence: string): string {
  return titles[fence.split(' ')[1] ?? ''] ?? '';
}

function phrasesOf(line: string): Phrase[] {
  return (
    line
      // Of the documentation only these pages are here; others are named by where they are.
      .replaceAll(/\[([^\]]*)\]\(\.\.\/([^)]*)\)/g, '$1 (`docs/$2`)')
      .replaceAll(/(?<=^|\s)\*(?=\S)|(?<=\S)\*(?=[\s.,]|$)/g, '')
      .split('`')
      .map((text, index) => ({ text, isCode: index % 2 === 1 }))
      .filter(({ text }) => text !== '')
  );
}
