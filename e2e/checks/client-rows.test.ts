/**
 * What a client of LangSmith would notice first if the server had it wrong, by number. Each has a
 * test with real requests, whose title says `row` and the number.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../../scripts/command.mjs';

const rows: Record<number, string> = {
  1: 'runs are taken as multipart: Python has nothing to fall back on',
  2: 'parts without a file name may be many and large',
  3: 'bodies may come in chunks, without a length',
  4: 'what /info says of encodings is decoded',
  5: 'zstd is among them: without it Python prints a warning at each start',
  6: '/info is there',
  7: 'its batch config has all six keys: with some of them Python sends nothing and flush never returns',
  8: 'an end as a number is in milliseconds',
  9: 'null in an update says nothing',
  10: 'post and patch of a run in one body are one run',
  11: 'an update may come before its create',
  12: 'a child may come before its parent, or without it',
  13: 'siblings are in the order of their dotted orders',
  14: 'times in dotted orders have any number of digits',
  15: 'ids are of any version',
  16: 'what is sent again is taken again',
  17: 'who shall wait is told for how long',
  18: 'a project is made by its first run',
  19: 'there is a project before the first run',
  20: 'a project has a tenant, and says that it has no dataset',
  21: 'feedback says its run and its trace, or that it has none',
  22: 'a v1 run has no key named attachments',
  23: 'costs are strings in v1 and numbers in v2',
  24: 'a limit above a hundred is no error',
  25: 'an empty page leads to no other',
  26: 'a key and a value in a filter are of one pair',
  27: 'runs are found by their thread',
  28: 'the routes are under every prefix that clients use, and v2 is there',
  29: 'spans are not lost in silence at /otel, with which Python ends its address',
  30: 'JSON is read whatever type the request says it is',
  31: 'a run that is not shared is no error',
  32: 'a project keeps what a change does not say',
  33: 'attachments are read without a key, by an address that nobody can guess',
  34: 'no tokens are 0, and feedback is summed up in its shape',
  35: 'what was acknowledged is read at once',
};

const folders = ['packages/server/src', 'e2e'];

test('every row has a test that bears its number', () => {
  const tested = new Set(folders.flatMap(testFiles).flatMap(numbersIn));
  expect([...tested].toSorted((a, b) => a - b)).toEqual(Object.keys(rows).map(Number));
});

function testFiles(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.test.ts') && !path.includes('node_modules'))
    .map((path) => join(ROOT, folder, path));
}

/** Numbers of the rows in titles: `'row 1, row 10: multipart …'`. */
function numbersIn(file: string): number[] {
  const titles = readFileSync(file, 'utf8').match(/(?<=^\s*(?:test[^'\n]*\()?)'(?:row \d+(?:, |: ))+/gmu) ?? [];
  return titles.flatMap((title) => [...title.matchAll(/row (\d+)/gu)].map(([, digits]) => Number(digits)));
}
