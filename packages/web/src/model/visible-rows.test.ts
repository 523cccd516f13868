import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rowsOf, shapeOfRows } from './rows.fixture.js';
import { keptRows } from './kept-rows.js';
import {
  toggledToOpenBeside,
  toggledToShow,
  toggledWith,
  visibleIndexOf,
  visibleRows,
  type Fold,
  type VisibleRow,
  type VisibleRows,
} from './visible-rows.js';

const shape = shapeOfRows(
  rowsOf(`
a 0-100
  b 10-50
    c 20-30
  d 60-90
e 200-300`),
);
const fold = (toggled: string[] = [], level: number | null = null): Fold => ({ level, toggled: new Set(toggled) });
const linesOf = (rows: VisibleRows): VisibleRow[] =>
  Array.from({ length: rows.count }, (_, position) => rows.line(position)).filter((line) => line !== undefined);
const names = (some: Fold) => linesOf(visibleRows(shape, some)).map((line) => line.row.name);

describe('visible rows', () => {
  test('nothing collapsed shows everything', () => {
    expect(names(fold())).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  test('a collapsed row hides what is below it and says how much', () => {
    expect(names(fold(['b']))).toEqual(['a', 'b', 'd', 'e']);
    const a = visibleRows(shape, fold(['a'])).line(0);
    expect(a).toMatchObject({ isExpanded: false, hiddenCount: 3, position: 1, siblingCount: 2 });
  });

  test('so many levels are open; a row may be otherwise', () => {
    expect(names(fold([], 1))).toEqual(['a', 'e']);
    expect(names(fold([], 2))).toEqual(['a', 'b', 'd', 'e']);
    expect(names(fold(['a'], 1))).toEqual(['a', 'b', 'd', 'e']);
    expect(names(fold(['a'], 2))).toEqual(['a', 'e']);
    expect(names(fold([], 9))).toEqual(names(fold()));
  });

  test('a row without children is never collapsed', () => {
    const e = visibleRows(shape, fold(['e'])).line(4);
    expect(e).toMatchObject({ hasChildren: false, isExpanded: false, hiddenCount: 0 });
  });

  test('a line is one object as long as the rows are, and none lies outside', () => {
    const rows = visibleRows(shape, fold());
    expect(rows.line(1)).toBe(rows.line(1));
    expect([rows.line(-1), rows.line(5), rows.indexAt(-1), rows.indexAt(5)]).toEqual([undefined, undefined, -1, -1]);
  });

  test('a hidden run is found at what is collapsed over it', () => {
    const collapsed = visibleRows(shape, fold(['a', 'b']));
    expect(visibleIndexOf(shape, collapsed, 'c')).toBe(0);
    expect(visibleIndexOf(shape, collapsed, 'e')).toBe(1);
    expect(visibleIndexOf(shape, collapsed, 'nobody')).toBe(-1);
  });

  test('making a run visible expands what is over it and nothing else', () => {
    const collapsed = fold(['a', 'b', 'e']);
    expect([...toggledToShow(shape, collapsed, 'c')]).toEqual(['e']);
    expect(toggledToShow(shape, collapsed, 'e')).toBe(collapsed.toggled);
    expect(toggledToShow(shape, collapsed, 'nobody')).toBe(collapsed.toggled);
  });

  test('opening a row opens those beside it', () => {
    expect([...toggledToOpenBeside(shape, fold(['a', 'b']), 0)]).toEqual(['b']);
    expect([...toggledToOpenBeside(shape, fold(['b']), 3)]).toEqual([]);
    const open = fold();
    expect(toggledToOpenBeside(shape, open, 0)).toBe(open.toggled);
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
    return shapeOfRows(rowsOf(lines.join('\n')));
  });
  const idsAmong = fc.array(fc.nat(39)).map((picks) => picks.map((pick) => `r${pick}`));
  const chosen = fc.record({
    any: trace,
    some: fc.tuple(idsAmong, fc.option(fc.integer({ min: 1, max: 9 }))).map(([ids, level]) => fold(ids, level)),
    wanted: fc.option(idsAmong.map((ids) => new Set(ids))),
  });

  test('each row is visible, or counted in exactly one visible row above it', () => {
    fc.assert(
      fc.property(chosen, ({ any, some, wanted }) => {
        const kept = wanted === null ? null : keptRows(any, (index) => wanted.has(any.rows[index]?.id ?? ''));
        const visible = visibleRows(any, some, kept);
        const unseen = linesOf(visible).reduce((sum, line) => sum + line.hiddenCount + line.foldedCount, 0);
        expect(visible.count + unseen).toBe(any.rows.length);
        for (const row of any.rows) {
          const line = visible.line(visibleIndexOf(any, visible, row.id));
          const end = any.subtreeEnd[line?.index ?? -1] ?? -1;
          const index = any.indexById.get(row.id) ?? -1;
          expect((line?.index ?? Infinity) <= index && index < end).toBe(true);
        }
      }),
    );
  });

  test('a run that has been made visible is', () => {
    fc.assert(
      fc.property(chosen, fc.nat(), ({ any, some }, pick) => {
        const id = any.rows[pick % any.rows.length]?.id ?? '';
        const lines = linesOf(visibleRows(any, { ...some, toggled: toggledToShow(any, some, id) }));
        expect(lines.map((line) => line.row.id)).toContain(id);
      }),
    );
  });

  test('toggling twice changes nothing', () => {
    fc.assert(
      fc.property(chosen, idsAmong, ({ some }, ids) => {
        expect(toggledWith(toggledWith(some.toggled, ids), ids)).toEqual(some.toggled);
      }),
    );
  });
});
