import fc from 'fast-check';
import { expect, test } from 'vitest';
import { existingRows, rowWindow, scrolledToShow } from './row-window.js';

const list = fc.record({
  count: fc.nat(200_000),
  rowHeight: fc.integer({ min: 1, max: 60 }),
  height: fc.integer({ min: 1, max: 3000 }),
  part: fc.double({ min: 0, max: 1, noNaN: true }),
});

test('every row of which something is in the window exists, and few others', () => {
  fc.assert(
    fc.property(list, ({ count, rowHeight, height, part }) => {
      const scrollTop = part * Math.max(0, count * rowHeight - height);
      const [from, to] = existingRows(count, rowWindow(scrollTop, height, rowHeight));
      expect(from).toBeLessThanOrEqual(Math.floor(scrollTop / rowHeight));
      expect(to).toBeGreaterThanOrEqual(Math.min(count, Math.ceil((scrollTop + height) / rowHeight)));
      expect(to - from).toBeLessThanOrEqual(height / rowHeight + 12);
    }),
  );
});

test('a list that became shorter shows its end, one that has no height nothing, one pulled beyond its beginning its first rows', () => {
  expect(existingRows(30, rowWindow(100_000, 280, 28))).toEqual([14, 30]);
  expect(existingRows(0, rowWindow(100_000, 280, 28))).toEqual([0, 0]);
  expect(existingRows(30, rowWindow(0, 0, 28))).toEqual([0, 0]);
  expect(existingRows(30, rowWindow(-50, 280, 28))).toEqual([0, 16]);
});

test('a row is brought into the window below what stays above the rows, and not moved where it is in it', () => {
  fc.assert(
    fc.property(list, fc.nat(), fc.nat(40), ({ count, rowHeight, height, part }, wish, head) => {
      fc.pre(count > 0 && height >= rowHeight + head);
      const index = wish % count;
      const scrollTop = Math.floor(part * Math.max(0, count * rowHeight + head - height));
      const to = scrolledToShow(index, { scrollTop, height, head, rowHeight });
      const isIn = (place: number): boolean =>
        index * rowHeight >= place && head + (index + 1) * rowHeight <= place + height;
      expect(isIn(to)).toBe(true);
      if (isIn(scrollTop)) expect(to).toBe(scrollTop);
    }),
  );
});

test('elements keep their rows where most stay in the window, and their order where few do', () => {
  const before = rowWindow(28 * 100, 280, 28);
  expect(rowWindow(28 * 100, 280, 28, before)).toBe(before);
  // By 3 of 11 rows: row 103 is drawn where it was.
  expect(rowWindow(28 * 103, 280, 28, before)).toEqual({ first: 103, rows: 11, shift: before.shift });
  fc.assert(
    fc.property(fc.array(fc.nat(5000), { minLength: 1 }), (places) => {
      let window = before;
      for (const place of places) {
        const next = rowWindow(28 * place, 280, 28, window);
        const isFar = Math.abs(next.first - window.first) > 4;
        expect(next.first + next.shift - (window.first + window.shift)).toBe(isFar ? 0 : next.first - window.first);
        window = next;
      }
    }),
  );
});
