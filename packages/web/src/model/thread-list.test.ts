import { THREAD_SORTS } from 'tracenest/wire';
import { expect, test } from 'vitest';
import { readThreadSort, sortedThreadsUrl, threadColumns, turnsWords } from './thread-list.js';

test('every order has a column and an address that is read back', () => {
  for (const sort of THREAD_SORTS) {
    expect(threadColumns.some((column) => column.sort === sort)).toBe(true);
    const url = new URL(sortedThreadsUrl('a/b', sort), 'http://localhost');
    expect(url.pathname).toBe('/project/a%2Fb/threads');
    expect(readThreadSort(url.search)).toBe(sort);
  }
});

test('an unknown order is the usual one, whose address is the shortest', () => {
  expect(readThreadSort('?sort=age')).toBe('active');
  expect(sortedThreadsUrl('shop', 'active')).toBe('/project/shop/threads');
});

test('turns in words', () => {
  expect(turnsWords({ turn_count: 1, error_count: 0 })).toBe('1 turn');
  expect(turnsWords({ turn_count: 7, error_count: 2 })).toBe('7 turns, 2 failed');
});
