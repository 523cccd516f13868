import { expect, test } from 'vitest';
import type { RefusedReason } from './answers.js';
import { refusedWords } from './refused.js';

const badId: RefusedReason = {
  code: 'bad-id',
  field: null,
  is_of_project: true,
  count: 1016,
  first: '2026-11-03T10:00:00.000Z',
  last: '2026-11-04T10:00:00.000Z',
  example: { run_id: 'x', message: 'The field id is "x".', remedy: 'Send a UUID.' },
};
const noPart: RefusedReason = { ...badId, code: 'missing-part', count: 1, first: '2026-11-02T10:00:00.000Z' };
const badTags: RefusedReason = {
  ...badId,
  code: 'bad-field',
  field: 'tags',
  count: 1,
  example: { run_id: null, message: 'The field tags is 5.', remedy: 'Send a list.' },
};

test('nothing refused, nothing said', () => {
  expect(refusedWords([], 'utc')).toBeNull();
});

test('how many, since when and why: the latest reason, and how many others', () => {
  expect(refusedWords([badId, noPart], 'utc')?.sentence).toBe(
    '1,017 runs of this project were refused since 2026-11-02 10:00:00.000 UTC: The field id is "x", and 1 other reason.',
  );
});

test('a run that lost a field only was not refused', () => {
  expect(refusedWords([badTags], 'utc')?.sentence).toBe(
    '1 run of this project was stored without a field that could not be read since 2026-11-03 10:00:00.000 UTC: The field tags is 5.',
  );
});

test('each reason has its count, its remedy and its doubt', () => {
  const [line] = refusedWords([{ ...badId, is_of_project: false }], 'utc')?.lines ?? [];
  expect(line).toMatchObject({ count: '1,016 ×', remedy: 'Send a UUID.', run: 'x' });
  expect(line?.what).toContain('it may be of another one');
});
