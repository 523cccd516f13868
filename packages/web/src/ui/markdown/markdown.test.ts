import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { safeAddress } from '../safe-address.js';
import { blocksOf, type Block } from './markdown-blocks.js';
import type { Span } from './markdown-spans.js';

const told = (blocks: readonly Block[]): string[] => blocks.map(blockText);
const spans = (list: readonly Span[]): string => list.map(spanText).join('');

function spanText(span: Span): string {
  if (span.kind === 'text') return span.text;
  if (span.kind === 'code') return `<${span.text}>`;
  if (span.kind === 'link') return `{${span.isImage ? 'image ' : ''}${span.text} → ${span.address}}`;
  return `(${span.kind} ${spans(span.spans)})`;
}

function blockText(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return spans(block.spans);
    case 'heading':
      return `H${block.level} ${spans(block.spans)}`;
    case 'code':
      return `CODE ${block.language}: ${block.text}`;
    case 'quote':
      return `QUOTE[${told(block.blocks).join(' / ')}]`;
    case 'list':
      return `${block.isOrdered ? `FROM ${block.start}` : 'LIST'}[${block.items.map((item) => told(item).join(' / ')).join(' | ')}]`;
    case 'table':
      return `TABLE ${[block.head, ...block.rows].map((row) => row.map(spans).join(',')).join(' | ')}`;
    case 'rule':
      return 'RULE';
  }
}

test.each<[string, string[]]>([
  ['# Title\nText\nof two lines\n\nMore', ['H1 Title', 'Text\nof two lines', 'More']],
  ['- a\n- b\n  - c\n  - d\n- e', ['LIST[a | b / LIST[c | d] | e]']],
  ['3. a\n4. b\n\nafter', ['FROM 3[a | b]', 'after']],
  ['1. a\n   more of a\n\n   and more\n2. b', ['FROM 1[a\nmore of a / and more | b]']],
  ['```ts\nconst a = 1;\n\n# no title\n```\nafter', ['CODE ts: const a = 1;\n\n# no title', 'after']],
  ['```\nnever closed', ['CODE : never closed']],
  ['> quoted\n> - a\nafter', ['QUOTE[quoted / LIST[a]]', 'after']],
  ['| a | b |\n|---|:-:|\n| 1 | **2** |', ['TABLE a,b | 1,(strong 2)']],
  ['---', ['RULE']],
  ['**bold *and* more** and ~~gone~~', ['(strong bold (emphasis and) more) and (strike gone)']],
  ['some_long_name and 2 * 3 * 4', ['some_long_name and 2 * 3 * 4']],
  ['`a **b**` \\*c\\*', ['<a **b**> *c*']],
  [
    '[docs](https://x.example/a "T") and https://y.example/b.',
    ['{docs → https://x.example/a} and {https://y.example/b → https://y.example/b}.'],
  ],
  ['![chart](https://x.example/c.png)', ['{image chart → https://x.example/c.png}']],
  ['<script>alert(1)</script> <b>x</b>', ['<script>alert(1)</script> <b>x</b>']],
  ['[x](javascript:alert(1)) [y](data:text/html,1)', ['[x](javascript:alert(1)) [y](data:text/html,1)']],
])('%j', (text, blocks) => {
  expect(told(blocksOf(text))).toEqual(blocks);
});

describe('addresses', () => {
  test.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    'blob:https://x/1',
    '//x.example',
    '/path',
    'https://bank.example@evil.example',
    'https://x.example/\u202Egnp.exe',
    'https://',
    'java\nscript:alert(1)',
  ])('%j is no link', (text) => {
    expect(safeAddress(text)).toBeNull();
  });

  test('a name in another alphabet is told as what it is', () => {
    expect(safeAddress('https://аpple.example/')).toBe('https://xn--pple-43d.example/');
  });
});

describe('whatever the text', () => {
  const signs = fc.constantFrom(
    '*',
    '_',
    '`',
    '[',
    ']',
    '(',
    ')',
    '!',
    '#',
    '>',
    '-',
    '1.',
    '|',
    '\n',
    '  ',
    'a',
    '~~',
    '\\',
    'https://a.example',
    '```',
    '<b>',
    'javascript:',
  );
  test('no word of it is lost and every link is one that may be followed', () => {
    fc.assert(
      fc.property(fc.array(signs, { maxLength: 60 }), (parts) => {
        const text = parts.join('');
        const shown = told(blocksOf(text)).join('');
        expect(shown.split('<b>').length).toBe(text.split('<b>').length);
        expect(shown).not.toMatch(/→ (?!https?:|mailto:)/u);
      }),
      { numRuns: 1000 },
    );
  });

  test.each(['*', '`', '[', '![', '> ', '- ', '|', '**a ', '[a](', '_a'])(
    '%j a hundred thousand times is read through',
    (sign) => {
      expect(blocksOf(sign.repeat(100_000)).length).toBeGreaterThan(0);
    },
  );
});
