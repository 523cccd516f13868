import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pageOf } from './page-url.js';
import { emptySearch, readSearchView, searchUrl } from './search-view.js';

test('every search survives its own address', () => {
  const text = fc.string({ unit: 'grapheme' });
  const view = fc.record({
    q: text,
    project: fc.option(fc.string({ unit: 'grapheme', minLength: 1 })),
    isRoot: fc.boolean(),
    hasError: fc.boolean(),
  });
  fc.assert(
    fc.property(view, (searched) => {
      const url = new URL(searchUrl(searched), 'http://localhost');
      expect(readSearchView(url.search)).toEqual(searched);
      expect(pageOf(url.pathname)).toEqual({ kind: 'search' });
    }),
  );
});

test('nothing searched for has the shortest address', () => {
  expect(searchUrl()).toBe('/search');
  expect(readSearchView('')).toEqual(emptySearch);
});
