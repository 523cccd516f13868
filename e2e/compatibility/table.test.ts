/** docs/compatibility.md is what the results of both languages make. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readResults, type Result } from './results.js';
import { DOCUMENT, documentOf } from './table.js';

test('docs/compatibility.md is current: otherwise run "npm run compatibility"', () => {
  const document = documentOf({ javascript: readResults('javascript'), python: readResults('python') });
  expect(readFileSync(DOCUMENT, 'utf8')).toBe(document);
});

const result = (version: string, method: string, outcome: Result['outcome'], note = ''): Result => ({
  client: 'demo',
  version,
  method,
  outcome,
  note,
});

test('versions are columns, the newest first; what a version lacks is a dash; no note breaks its cell', () => {
  const document = documentOf({
    javascript: [
      result('0.9.0', 'read', 'works', 'as written'),
      result('0.10.0', 'read', 'works', 'a | b'),
      result('0.10.0', 'write', 'refused', 'There is none.'),
    ],
    python: [],
  });
  expect(document.split('\n').filter((line) => line.startsWith('|'))).toEqual([
    '| Method | 0.10.0 | 0.9.0 | What was compared |',
    '| --- | --- | --- | --- |',
    '| `read` | works | works | a \\| b |',
    '| Method | 0.10.0 | 0.9.0 | The sentence |',
    '| --- | --- | --- | --- |',
    '| `write` | refused | – | There is none. |',
  ]);
});
