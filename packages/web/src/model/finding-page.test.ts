import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { blocksOf, findingSummary } from './finding-page.js';

const folder = new URL('../../../../docs/findings/', import.meta.url);
const pages = readdirSync(folder).filter((name) => name.endsWith('.md') && name !== 'README.md');

test('headings, paragraphs with code in them, and blocks of code', () => {
  const text =
    '# `x`\n\n**Hint.** {run} has no end.\n\nCall `end()` *once*, see [Ends](../sdk/ends.md).\n\n## Why\n\n```json raises\n[\n]\n```\n```ts\n```\nend';
  expect(blocksOf(text)).toEqual([
    {
      is: 'paragraph',
      parts: [
        { text: 'Call ', isCode: false },
        { text: 'end()', isCode: true },
        { text: ' once, see Ends (', isCode: false },
        { text: 'docs/sdk/ends.md', isCode: true },
        { text: ').', isCode: false },
      ],
    },
    { is: 'heading', text: 'Why' },
    { is: 'code', text: '[\n]', title: 'raises it' },
    { is: 'code', text: '', title: '' },
    { is: 'paragraph', parts: [{ text: 'end', isCode: false }] },
  ]);
});

test('what a finding says of no run in particular has no places left open', () => {
  expect(findingSummary('missing-parent')).toEqual({
    severity: 'warning',
    sentence: 'The parent of this run was never received.',
  });
  expect(
    pages.map((name) => findingSummary(name.slice(0, -3))?.sentence).filter((text) => !text || /[{}]/.test(text)),
  ).toEqual([]);
  expect(findingSummary('from-the-future')).toBeNull();
});

test('a block of code without an end reaches to the end of the page', () => {
  expect(blocksOf('```ts\na\nb')).toEqual([{ is: 'code', text: 'a\nb', title: '' }]);
});

describe('the pages that there are', () => {
  test.each(pages)('%s is read whole, with nothing left of its marks', (name) => {
    const blocks = blocksOf(readFileSync(new URL(name, folder), 'utf8'));
    const headings = blocks.flatMap((block) => (block.is === 'heading' ? [block.text] : []));
    expect(headings).toEqual(['What happened', 'Why', 'Mend it in TypeScript', 'Mend it in Python', 'Example']);
    const words = blocks.flatMap((block) =>
      block.is === 'paragraph' ? block.parts.filter(({ isCode }) => !isCode).map(({ text }) => text) : [],
    );
    expect(words.filter((text) => /`|\*\*|^#|\]\(|^[-|]/.test(text))).toEqual([]);
  });
});
