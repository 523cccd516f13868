import { describe, expect, test } from 'vitest';
import { rowsOf, shapeOfRows } from './rows.fixture.js';
import { treeAction, treeKeyNotes } from './tree-keys.js';
import { visibleRows } from './visible-rows.js';

const shape = shapeOfRows(rowsOf('a 0-9\n  b 1-5\n    c 2-3\n  d 6-9'));
const all = visibleRows(shape, { level: null, toggled: new Set() });
const bCollapsed = visibleRows(shape, { level: null, toggled: new Set(['b']) });

describe('keys of the tree', () => {
  test.each([
    ['ArrowDown', 0, { do: 'select', index: 1 }],
    ['ArrowDown', 3, { do: 'select', index: 3 }],
    ['ArrowUp', 2, { do: 'select', index: 1 }],
    ['ArrowUp', 0, { do: 'select', index: 0 }],
    ['PageDown', 0, { do: 'select', index: 3 }],
    ['PageUp', 3, { do: 'select', index: 0 }],
    ['Home', 2, { do: 'select', index: 0 }],
    ['End', 0, { do: 'select', index: 3 }],
    ['ArrowRight', 0, { do: 'select', index: 1 }],
    ['ArrowRight', 2, null],
    ['ArrowLeft', 0, { do: 'collapse', id: 'a' }],
    ['ArrowLeft', 2, { do: 'select', index: 1 }],
    ['ArrowLeft', 3, { do: 'select', index: 0 }],
    [' ', 1, { do: 'collapse', id: 'b' }],
    [' ', 2, null],
    ['*', 2, { do: 'expand-beside', index: 2 }],
    ['Enter', 2, { do: 'open' }],
    ['x', 2, null],
    ['ArrowDown', -1, { do: 'select', index: 0 }],
    ['Enter', -1, null],
  ])('%j at row %i', (key, current, action) => {
    expect(treeAction(all, current, key)).toEqual(action);
  });

  test('a collapsed row is expanded before it is entered', () => {
    expect(treeAction(bCollapsed, 1, 'ArrowRight')).toEqual({ do: 'expand', id: 'b' });
    expect(treeAction(bCollapsed, 1, ' ')).toEqual({ do: 'expand', id: 'b' });
    expect(treeAction(bCollapsed, 1, 'ArrowLeft')).toEqual({ do: 'select', index: 0 });
  });

  test('at the top there is nowhere further out', () => {
    const collapsed = visibleRows(shape, { level: null, toggled: new Set(['a']) });
    expect(treeAction(collapsed, 0, 'ArrowLeft')).toBeNull();
  });

  test('what is told of them is what they are: each does something somewhere, and no other one does', () => {
    const printable = Array.from({ length: 95 }, (_, code) => String.fromCharCode(32 + code));
    const named = ['ArrowDown', 'ArrowUp', 'ArrowLeft', 'ArrowRight', 'Home', 'End', 'PageDown', 'PageUp'];
    const others = ['Enter', 'Tab', 'Escape', 'Backspace', 'Delete', 'F1'];
    const working = [...printable, ...named, ...others].filter((key) =>
      [0, 1, 2, 3].some((current) => treeAction(all, current, key) !== null),
    );
    expect(working.toSorted()).toEqual(treeKeyNotes.map(({ key }) => key).toSorted());
  });

  test('an empty tree has no keys', () => {
    expect(treeAction(visibleRows(shapeOfRows([]), { level: null, toggled: new Set() }), -1, 'ArrowDown')).toBeNull();
  });
});
