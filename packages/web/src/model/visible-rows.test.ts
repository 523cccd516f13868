import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rowsOf } from './rows.fixture.js';
import { shapeOf } from './trace-shape.js';
import { collapsedWithout, collapsibleIds, visibleIndexOf, visibleRows } from './visible-rows.js';

const shape = shapeOf({
  rows: rowsOf(`
a 0-100
  b 10-50
    c 20-30
  d 60-90
e 200-300`),
});
const names = (collapsed: string[]) => visibleRows(shape, new Set(collapsed)).map((line) => line.row.name);

describe('visible rows', () => {
  test('nothing collapsed shows everything', () => {
    expect(names([])).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  test('a collapsed row hides what is below it and says how much', () => {
    expect(names(['b'])).toEqual(['a', 'b', 'd', 'e']);
    const [a] = visibleRows(shape, new Set(['a']));
    expect(a).toMatchObject({ isExpanded: false, hiddenCount: 3, position: 1, siblingCount: 2 });
  });

  test('a row without children is never collapsed', () => {
    expect(visibleRows(shape, new Set(['e']))[4]).toMatchObject({
      hasChildren: false,
      isExpanded: false,
      hiddenCount: 0,
    });
  });

  test('a hidden run is found at what is collapsed over it', () => {
    const collapsed = visibleRows(shape, new Set(['a', 'b']));
    expect(visibleIndexOf(shape, collapsed, 'c')).toBe(0);
    expect(visibleIndexOf(shape, collapsed, 'e')).toBe(1);
    expect(visibleIndexOf(shape, collapsed, 'nobody')).toBe(-1);
  });

  test('making a run visible expands what is over it and nothing else', () => {
    const collapsed = new Set(['a', 'b', 'e']);
    expect([...collapsedWithout(shape, collapsed, 'c')]).toEqual(['e']);
    expect(collapsedWithout(shape, collapsed, 'e')).toBe(collapsed);
    expect(collapsedWithout(shape, collapsed, 'nobody')).toBe(collapsed);
  });

  test('collapsible are the rows with children', () => {
    expect([...collapsibleIds(shape)]).toEqual(['a', 'b']);
  });
});

describe('any tree and any choice', () => {
  const trace = fc.array(fc.nat(), { minLength: 1, maxLength: 40 }).map((picks) => {
    // Depth-first rows: each one's depth is at most one more than its predecessor's.
    let depth = -1;
    const lines = picks.map((pick, index) => {
      depth = pick % (depth + 2);
      return `${'  '.repeat(depth)}r${index} 0-1`;
    });
    return shapeOf({ rows: rowsOf(lines.join('\n')) });
  });
  const chosen = fc
    .tuple(trace, fc.array(fc.nat(39)))
    .map(([any, picks]) => ({ any, collapsed: new Set(picks.map((pick) => `r${pick}`)) }));

  test('each row is visible, or hidden under exactly one visible row that counts it', () => {
    fc.assert(
      fc.property(chosen, ({ any, collapsed }) => {
        const visible = visibleRows(any, collapsed);
        const hidden = visible.reduce((sum, line) => sum + line.hiddenCount, 0);
        expect(visible.length + hidden).toBe(any.rows.length);
        any.rows.forEach((row, index) => {
          const line = visible[visibleIndexOf(any, visible, row.id)];
          expect(line === undefined ? -1 : line.index).toBeLessThanOrEqual(index);
          expect((line?.index ?? 0) + (line?.hiddenCount ?? 0)).toBeGreaterThanOrEqual(index);
        });
      }),
    );
  });

  test('a run that has been made visible is', () => {
    fc.assert(
      fc.property(chosen, fc.nat(), ({ any, collapsed }, pick) => {
        const row = any.rows[pick % any.rows.length];
        const lines = visibleRows(any, collapsedWithout(any, collapsed, row?.id ?? ''));
        expect(lines.map((line) => line.row.id)).toContain(row?.id);
      }),
    );
  });
});
