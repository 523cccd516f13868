import { describe, expect, test } from 'vitest';
import { isoAt, rowsOf, shapeOfRows } from './rows.fixture.js';
import { ancestorsOf, childrenOf, rootIndexOf } from './trace-shape.js';

const shape = shapeOfRows(
  rowsOf(`
a 0-100
  b 10-50
    c 20-30
  d 60-
e 200-300`),
);

describe('shape of a trace', () => {
  test('knows where subtrees end and who is whose sibling', () => {
    expect([...shape.subtreeEnd]).toEqual([4, 3, 3, 4, 5]);
    expect([...shape.position]).toEqual([1, 1, 1, 2, 2]);
    expect([...shape.siblingCount]).toEqual([2, 2, 1, 2, 2]);
    expect([...shape.childCount]).toEqual([2, 1, 0, 0, 0]);
    expect([...childrenOf(shape, 0)]).toEqual([1, 3]);
    expect([...childrenOf(shape, 2)]).toEqual([]);
    expect([...ancestorsOf(shape, 2)]).toEqual([1, 0]);
    expect(shape.indexById.get('d')).toBe(3);
  });

  test('knows the first and the last moment', () => {
    expect([shape.firstMs, shape.lastMs]).toEqual([Date.parse(isoAt(0)), Date.parse(isoAt(300))]);
  });

  test('shifts a row whose clock is off', () => {
    const rows = rowsOf('a 0-100').map((row) => ({ ...row, offset_ms: -40 }));
    expect(shapeOfRows(rows).firstMs).toBe(Date.parse(isoAt(-40)));
  });

  test('a trace without rows or times has no moments', () => {
    expect(shapeOfRows([]).firstMs).toBeNaN();
    expect(shapeOfRows(rowsOf('a !')).lastMs).toBeNaN();
  });

  test('the root is the first received run at the top', () => {
    expect(rootIndexOf(shapeOfRows(rowsOf('gone ?\n  a 0-1\nb 0-1')))).toBe(2);
    expect(rootIndexOf(shapeOfRows(rowsOf('gone ?\n  a 0-1')))).toBe(0);
  });

  test('100,000 rows in a chain or side by side', () => {
    const row = rowsOf('a 0-1')[0];
    if (row === undefined) throw new Error('no row');
    const deep = Array.from({ length: 100_000 }, (_, index) => ({
      ...row,
      id: `${index}`,
      parent: index - 1,
      depth: index,
    }));
    const wide = Array.from({ length: 100_000 }, (_, index) => ({
      ...row,
      id: `${index}`,
      parent: index === 0 ? -1 : 0,
    }));
    expect(shapeOfRows(deep).subtreeEnd[0]).toBe(100_000);
    expect(shapeOfRows(wide).childCount[0]).toBe(99_999);
    expect([...ancestorsOf(shapeOfRows(deep), 99_999)]).toHaveLength(99_999);
  });
});
