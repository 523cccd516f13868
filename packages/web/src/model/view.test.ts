import { describe, expect, test } from 'vitest';
import { readView, writeView, type View } from './view.js';

const view = (change: Partial<View>): View => ({
  run: null,
  tab: null,
  find: '',
  hit: 0,
  form: 'tree',
  isWrapped: true,
  collapsed: new Set(),
  isCritical: false,
  isAlone: false,
  root: null,
  ...change,
});

describe('view in the address', () => {
  test('what is chosen by default leaves no trace in the address', () => {
    expect(writeView(view({}))).toBe('');
    expect(readView('')).toEqual(view({}));
  });

  test.each([
    view({ run: 'r1' }),
    view({ tab: 'placement' }),
    view({ find: 'a & b', hit: 3, form: 'yaml', isWrapped: false }),
    view({ isCritical: true, isAlone: true, root: 'r2' }),
    view({ collapsed: new Set(['a', 'b']) }),
    view({ run: 'x y&z', tab: 'events', collapsed: new Set(['a%']) }),
  ])('is read back as it was written: %o', (chosen) => {
    expect(readView(writeView(chosen))).toEqual(chosen);
  });

  test('an unknown tab or form is none, an empty run is none, a hit is a number', () => {
    expect(readView('?run=&tab=nonsense&form=html&hit=-4')).toEqual(view({}));
  });

  test('few collapsed runs are written, many are not', () => {
    const ids = (n: number) => new Set(Array.from({ length: n }, (_, index) => `id${index}`));
    expect(writeView(view({ collapsed: ids(20) }))).toContain('id19');
    expect(writeView(view({ collapsed: ids(21), run: 'r' }))).toBe('?run=r');
  });
});
