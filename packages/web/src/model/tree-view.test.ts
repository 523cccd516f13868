import { describe, expect, test } from 'vitest';
import { isCall } from './kept-rows.js';
import { rowsOf, shapeOfRows } from './rows.fixture.js';
import { foundWords, hitFrom, hitsOf, hitWords } from './tree-search.js';
import { changeToSeek, changeToShow, keptBy } from './tree-view.js';
import { typeAhead } from './type-ahead.js';
import { readView, type View } from './view.js';
import { visibleRows } from './visible-rows.js';

const types: Readonly<Record<string, string>> = { ask: 'llm', fetch: 'tool' };
const rows = rowsOf(`
agent 0-100
  plan 0-30
    ask 0-20
    check 20-30
  fetch 30-60
  Format 60-90
end 100-110`).map((row) => ({ ...row, run_type: types[row.name] ?? 'chain' }));
const shape = shapeOfRows(rows);
const view = (search = ''): View => readView(search);
const found = (sought: string, ids: string[] = []) => hitsOf(shape, sought, ids);
const names = (indices: Iterable<number>) => [...indices].map((index) => shape.rows[index]?.name);

describe('search', () => {
  test('by name whatever the case, by the whole id, and by contents as the server says', () => {
    expect(names(found('f', ['ask']).indices)).toEqual(['ask', 'fetch', 'Format']);
    expect(names(found('  FETCH ').indices)).toEqual(['fetch']);
    expect(names(found('nothing', ['not-in-this-trace']).indices)).toEqual([]);
  });

  test('next and previous go around the ends', () => {
    const hits = found('f');
    expect([0, 4, 5].map((current) => hitFrom(hits, current, 1))).toEqual([4, 5, 4]);
    expect([0, 4, 5].map((current) => hitFrom(hits, current, -1))).toEqual([5, 5, 4]);
    expect(hitFrom(found('nothing'), 0, 1)).toBeNull();
  });

  test('is told in words', () => {
    const hits = found('f', ['ask', 'fetch']);
    expect([hitWords(hits, 4), hitWords(hits, 0), hitWords(found('nothing'), 0)]).toEqual([
      '2 of 3',
      '3 runs',
      'no run',
    ]);
    expect([foundWords(hits), foundWords(found('f'))]).toEqual(['2 by name, 1 by contents alone', '2 by name']);
  });

  test('opens everything when it begins, and only then', () => {
    expect(changeToSeek(view('?level=1&toggled=plan'), 'f')).toEqual({ sought: 'f', level: null, toggled: new Set() });
    expect(changeToSeek(view('?q=f&level=1'), 'fo')).toEqual({ sought: 'fo' });
  });
});

describe('what is kept', () => {
  const keptNames = (isCallsOnly: boolean, sought: string) => {
    const kept = keptBy(shape, isCallsOnly, sought === '' ? null : found(sought));
    const visible = visibleRows(shape, view(), kept);
    return Array.from({ length: visible.count }, (_, at) => {
      const line = visible.line(at);
      return `${line?.row.name}${line?.foldedCount ? `+${line.foldedCount}` : ''}`;
    }).join(' ');
  };

  test('calls of models and tools with all above them, and the tops of the trace', () => {
    expect(keptNames(true, '')).toBe('agent+1 plan+1 ask fetch end');
    expect(isCall({ run_type: 'chain', status: 'error' })).toBe(true);
  });

  test('what was found with all above it; both together', () => {
    expect(keptNames(false, 'check')).toBe('agent+2 plan+1 check end');
    expect(keptNames(true, 'check')).toBe('agent+5 end');
  });

  test('a search that finds nothing folds nothing away', () => {
    expect(keptBy(shape, false, found('nothing'))).toBeNull();
  });

  test('siblings that are folded away keep their places, a row without kept children has none to open', () => {
    const visible = visibleRows(shape, view(), keptBy(shape, true, found('fetch')));
    expect(visible.line(1)).toMatchObject({ position: 2, siblingCount: 3, hasChildren: false });
    expect(visible.line(0)).toMatchObject({ hasChildren: true, isExpanded: true });
  });
});

test('a run that is to be shown is: what collapses or folds it away ends', () => {
  const collapsed = view('?toggled=plan&calls=1');
  const kept = keptBy(shape, true, null);
  expect(changeToShow(shape, collapsed, kept, 'ask')).toEqual({ run: 'ask', toggled: new Set() });
  expect(changeToShow(shape, collapsed, kept, 'check')).toEqual({
    run: 'check',
    toggled: new Set(),
    sought: '',
    isCallsOnly: false,
  });
  expect(changeToShow(shape, collapsed, kept, 'elsewhere')).toEqual({ run: 'elsewhere', toggled: collapsed.toggled });
});

describe('letters typed in the tree', () => {
  const visible = visibleRows(shape, view());
  test.each([
    [0, 'f', 4],
    [4, 'f', 5],
    [5, 'ff', 4],
    [4, 'fo', 5],
    [5, 'fo', 5],
    [0, 'a', 2],
    [3, 'E', 6],
    [0, 'x', -1],
    [0, '', -1],
  ])('from %i by %j to %i', (current, typed, place) => {
    expect(typeAhead(visible, current, typed)).toBe(place);
  });
});
