import { expect, test } from 'vitest';
import { decodeLists, decodeObjects } from './rows-decoding.js';

const encode = (lines: readonly unknown[]): Uint8Array =>
  Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));

test('the first line names the columns', () => {
  const answer = encode([
    ['id', 'name'],
    ['1', 'a\nb'],
    ['2', null],
  ]);
  expect(decodeObjects(answer)).toEqual([
    { id: '1', name: 'a\nb' },
    { id: '2', name: null },
  ]);
  expect(decodeLists(answer)).toEqual([
    ['1', 'a\nb'],
    ['2', null],
  ]);
});

test('an answer without rows has none', () => {
  expect(decodeObjects(encode([['id']]))).toEqual([]);
});

test('rows and letters of an answer of many megabytes stay whole, wherever a piece ends', () => {
  const rows = Array.from({ length: 30_000 }, (_, i) => [i, `${'€'.repeat(i % 250)}\n`]);
  expect(decodeLists(encode([['i', 'text'], ...rows]))).toEqual(rows);
});
