import { expect, test } from 'vitest';
import { inOrder, picksIn, withPick } from './picks.js';

test('two are picked; a third takes the place of the first, and a pick can be taken back', () => {
  const search = (url: string): string => url.split('?')[1] ?? '';
  const one = withPick('/project/p', [], 'a');
  expect(one).toBe('/project/p?pick=a');
  const two = withPick('/project/p', picksIn(search(one)), 'b');
  expect(picksIn(search(two))).toEqual(['a', 'b']);
  const third = withPick('/project/p', picksIn(search(two)), 'c');
  expect(picksIn(search(third))).toEqual(['b', 'c']);
  expect(withPick('/project/p', ['b'], 'b')).toBe('/project/p');
  expect(picksIn('?pick=a,a,,b')).toEqual(['a', 'b']);
});

test('the earlier one is the first', () => {
  const starts: Record<string, string | null> = { a: '2026-02-01', b: '2026-01-01', c: null };
  expect(inOrder(['a', 'b'], (id) => starts[id])).toEqual(['b', 'a']);
  expect(inOrder(['a', 'c'], (id) => starts[id])).toEqual(['a', 'c']);
});
