import { describe, expect, test } from 'vitest';
import { readView, writeView, type View } from './view.js';

const view = (change: Partial<View>): View => ({
  run: null,
  tab: null,
  find: '',
  hit: 0,
  form: 'tree',
  isWrapped: true,
  level: null,
  toggled: new Set(),
  sought: '',
  isCallsOnly: false,
  zoom: null,
  isCritical: false,
  isAlone: false,
  isReading: false,
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
    view({ isCritical: true, isAlone: true, isReading: true, root: 'r2' }),
    view({ level: 2, toggled: new Set(['a', 'b']) }),
    view({ sought: 'a & b', isCallsOnly: true, zoom: { fromMs: 1767225600000.5, toMs: 1767225601234.567 } }),
    view({ run: 'x y&z', tab: 'events', toggled: new Set(['a%']) }),
  ])('is read back as it was written: %o', (chosen) => {
    expect(readView(writeView(chosen))).toEqual(chosen);
  });

  test('an unknown tab or form is none, an empty run is none, a hit is a number', () => {
    expect(readView('?run=&tab=nonsense&form=html&hit=-4&level=0&zoom=9-3')).toEqual(view({}));
  });

  test('few rows that were toggled are written, many are not', () => {
    const ids = (n: number) => new Set(Array.from({ length: n }, (_, index) => `id${index}`));
    expect(writeView(view({ toggled: ids(50) }))).toContain('id49');
    expect(writeView(view({ toggled: ids(51), run: 'r' }))).toBe('?run=r');
  });
});
