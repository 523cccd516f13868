import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rowsOf, shapeOfRows } from '../rows.fixture.js';
import { type TraceShape } from '../trace-shape.js';
import { compareRows, nextDifference, rowIndexOf, type CompareRows } from './compare-rows.js';
import { compareTraces, differenceAt, lineId, lineOf, withContents, type Comparison } from './compare-traces.js';
import { differenceWords, summaryWords } from './compare-words.js';

/** A trace from an outline of `name` or `name:type` or `name!` (failed), two spaces for a level. */
function shape(outline: string, side = 'a'): TraceShape {
  const rows = rowsOf(outline.replaceAll(/^( *)(.*)$/gmu, '$1$2 0-1')).map((row, index) => {
    const [name = '', type] = row.name.replace('!', '').split(':');
    const status = row.name.endsWith('!') ? ('error' as const) : ('success' as const);
    return { ...row, id: `${side}${index}`, name, run_type: type ?? 'chain', status };
  });
  return shapeOfRows(rows);
}

const marks = {
  same: ' ',
  figures: '≈',
  contents: '=',
  changed: '~',
  renamed: 'r',
  moved: 'm',
  away: 'x',
  added: '+',
  removed: '-',
};

function drawn(comparison: Comparison): string[] {
  return Array.from({ length: comparison.lineCount }, (_, line) => {
    const [a, b] = [comparison.a.rows[comparison.rowA[line]!], comparison.b.rows[comparison.rowB[line]!]];
    const name = a !== undefined && b !== undefined && a.name !== b.name ? `${a.name}>${b.name}` : (b ?? a)?.name;
    return `${marks[differenceAt(comparison, line)]} ${'  '.repeat(comparison.depth[line]!)}${name}`;
  });
}

function compared(a: string, b: string): string[] {
  return drawn(compareTraces(shape(a, 'a'), shape(b, 'b')));
}

describe('two traces as one tree', () => {
  test('a step that only one has stands between its neighbours', () => {
    expect(compared('agent\n  plan\n  answer', 'agent\n  plan\n  search\n  answer')).toEqual([
      '  agent',
      '    plan',
      '+   search',
      '    answer',
    ]);
  });

  test('in a loop the rounds that are the same are partners', () => {
    const a = 'agent\n  round\n    llm:llm\n    search:tool\n  round\n    llm:llm\n    mail:tool\n  round\n    llm:llm';
    const b = 'agent\n  round\n    llm:llm\n    mail:tool\n  round\n    llm:llm';
    expect(compared(a, b)).toEqual([
      '  agent',
      '-   round',
      '-     llm',
      '-     search',
      '    round',
      '      llm',
      '      mail',
      '    round',
      '      llm',
    ]);
  });

  test('a retry: the attempt that succeeded is the partner of the only one', () => {
    expect(compared('job\n  call!\n  call', 'job\n  call')).toEqual(['  job', '-   call', '    call']);
  });

  test('another name at the same place, of the same type', () => {
    expect(compared('a\n  ChatOpenAI:llm\n  parse', 'a\n  ChatAnthropic:llm\n  parse')).toEqual([
      '  a',
      'r   ChatOpenAI>ChatAnthropic',
      '    parse',
    ]);
  });

  test('another type or state', () => {
    expect(compared('a\n  x:chain\n  y', 'a\n  x:tool\n  y!')).toEqual(['  a', '~   x', '~   y']);
  });

  test('what stands below another run has moved, and leaves its place', () => {
    const a = 'agent\n  lookup\n    get:tool\n    parse\n  answer';
    const b = 'agent\n  retry\n    lookup\n      get:tool\n      parse\n  answer';
    expect(compared(a, b)).toEqual([
      '  agent',
      'x   lookup',
      '+   retry',
      'm     lookup',
      '        get',
      '        parse',
      '    answer',
    ]);
  });

  test('two agents are partners whatever they are called; two bags of roots by name', () => {
    expect(compared('old\n  x', 'new:tool\n  x')).toEqual(['r old>new', '    x']);
    expect(compared('p\nq', 'q\np')).toHaveLength(3);
  });

  test('the same rounds many times, in bounded work', () => {
    const rounds = (count: number, name: string): string => `agent${`\n  round\n    ${name}`.repeat(count)}`;
    const { counts } = compareTraces(shape(rounds(3000, 'x')), shape(rounds(3010, 'y'), 'b'));
    expect(counts).toMatchObject({ renamed: 3000, added: 20, removed: 0 });
  });
});

/** Small trees with few names, so that much is alike. */
const outlines = fc
  .array(fc.tuple(fc.nat(3), fc.constantFrom('a', 'b', 'c:tool', 'd!')), { maxLength: 14 })
  .map((lines) => {
    let depth = 0;
    return ['root', ...lines.map(([level, name]) => `${'  '.repeat((depth = 1 + Math.min(level, depth)))}${name}`)];
  });

describe('for any traces', () => {
  test('a trace and itself do not differ', () => {
    fc.assert(
      fc.property(outlines, (lines) => {
        const comparison = compareTraces(shape(lines.join('\n')), shape(lines.join('\n'), 'b'));
        expect(comparison.counts.same).toBe(lines.length);
        expect(comparison.lineCount).toBe(lines.length);
      }),
    );
  });

  test('one run more is one line added', () => {
    fc.assert(
      fc.property(outlines, fc.nat(), fc.nat(3), fc.constantFrom('a', 'b', 'new'), (lines, place, level, name) => {
        const index = 1 + (place % lines.length);
        const depthBefore = (lines[index - 1]!.length - lines[index - 1]!.trimStart().length) / 2;
        const depthAfter = lines[index] === undefined ? 1 : (lines[index].length - lines[index].trimStart().length) / 2;
        // A leaf: not above the depth of the line behind it, so that this one keeps its parent.
        const depth = Math.max(depthAfter, Math.min(depthBefore + 1, 1 + level));
        const more = lines.toSpliced(index, 0, `${'  '.repeat(depth)}${name}`);
        const { counts } = compareTraces(shape(lines.join('\n')), shape(more.join('\n'), 'b'));
        expect(counts).toEqual({
          same: lines.length,
          figures: 0,
          contents: 0,
          added: 1,
          removed: 0,
          moved: 0,
          away: 0,
          renamed: 0,
          changed: 0,
        });
      }),
    );
  });

  test('the other way round the partners are the same, and added is removed', () => {
    fc.assert(
      fc.property(outlines, outlines, (left, right) => {
        const [a, b] = [shape(left.join('\n')), shape(right.join('\n'), 'b')];
        const [there, back] = [compareTraces(a, b), compareTraces(b, a)];
        const pairs = ({ rowA, rowB, lineCount }: Comparison, isBack: boolean): string[] =>
          Array.from({ length: lineCount }, (_, line) =>
            isBack ? `${rowB[line]}-${rowA[line]}` : `${rowA[line]}-${rowB[line]}`,
          ).filter((pair) => !pair.includes('-1'));
        expect(new Set(pairs(back, true))).toEqual(new Set(pairs(there, false)));
        expect(back.counts).toEqual({
          ...there.counts,
          added: there.counts.removed,
          removed: there.counts.added,
        });
      }),
    );
  });

  test('every run stands in one line, and both traces keep their order', () => {
    fc.assert(
      fc.property(outlines, outlines, (left, right) => {
        const comparison = compareTraces(shape(left.join('\n')), shape(right.join('\n'), 'b'));
        const lines = Array.from({ length: comparison.lineCount }, (_, line) => line);
        const rowsB = lines.map((line) => comparison.rowB[line]!).filter((row) => row >= 0);
        expect(rowsB).toEqual(right.map((_, index) => index));
        const placed = lines.filter((line) => differenceAt(comparison, line) !== 'away');
        const rowsA = placed.map((line) => comparison.rowA[line]!).filter((row) => row >= 0);
        expect(rowsA.toSorted((x, y) => x - y)).toEqual(left.map((_, index) => index));
        if (comparison.counts.moved === 0) expect(rowsA).toEqual(left.map((_, index) => index));
      }),
    );
  });
});

describe('lines on screen', () => {
  const comparison = compareTraces(
    shape('agent\n  plan\n    a\n    b\n  act\n    c', 'a'),
    shape('agent\n  plan\n    a\n    b\n  act\n    c\n    d', 'b'),
  );

  const idsOf = (rows: CompareRows): unknown[] =>
    Array.from({ length: rows.count }, (_, position) => rows.line(position)?.row.id);

  test('all, those below collapsed ones left out', () => {
    expect(compareRows(comparison, new Set(), false).count).toBe(7);
    const rows = compareRows(comparison, new Set(['b4']), false);
    expect(idsOf(rows)).toEqual(['b0', 'b1', 'b2', 'b3', 'b4']);
    expect(rows.line(4)).toMatchObject({ hiddenCount: 2, hiddenDiffering: 1, isExpanded: false });
    expect(rowIndexOf(comparison, rows, lineOf(comparison, 'b6'))).toBe(4);
  });

  test('only what differs, with what is above it', () => {
    const rows = compareRows(comparison, new Set(), true);
    expect(idsOf(rows)).toEqual(['b0', 'b4', 'b6']);
    expect(rowIndexOf(comparison, rows, lineOf(comparison, 'b2'))).toBe(-1);
    expect(compareRows(comparison, new Set(['b4']), true).line(1)).toMatchObject({ hiddenDiffering: 1 });
  });

  test('from one difference to the next, round and round', () => {
    const [only] = [lineOf(comparison, 'b6')];
    expect(nextDifference(comparison, -1, 1)).toBe(only);
    expect(nextDifference(comparison, only, 1)).toBe(only);
    expect(nextDifference(comparison, 0, -1)).toBe(only);
    expect(lineId(comparison, lineOf(comparison, 'a5'))).toBe('b5');
  });
});

describe('time and tokens', () => {
  const withFigures = (side: string, all: [selfMs: number | undefined, tokens: number][]): TraceShape => {
    const one = shape('agent\n  plan\n  act', side);
    const rows = one.rows.map((row, index) => {
      const [self_ms, total] = all[index] ?? [undefined, 0];
      const { self_ms: _, ...rest } = row;
      const tokens = total === 0 ? null : { prompt: total, completion: 0, total };
      return { ...rest, ...(self_ms === undefined ? {} : { self_ms }), tokens };
    });
    return { ...one, rows };
  };
  const between = (a: [number | undefined, number][], b: [number | undefined, number][]) =>
    compareTraces(withFigures('a', a), withFigures('b', b));

  test('a run that took half as long again and 100 ms more, or other tokens, differs', () => {
    const comparison = between(
      [
        [5, 0],
        [200, 30],
        [1000, 30],
      ],
      [
        [104, 0],
        [300, 30],
        [900, 31],
      ],
    );
    expect(drawn(comparison)).toEqual(['  agent', '≈   plan', '≈   act']);
    expect(differenceWords(comparison, 1)).toBe('own time 200 ms → 300 ms');
    expect(differenceWords(comparison, 2)).toBe('tokens 30 → 31');
    expect(summaryWords(comparison)).toBe('2 of other time or tokens; 1 the same');
    expect(nextDifference(comparison, 0, 1)).toBe(1);
  });

  test('noise, and a run of which a time is not known, do not differ', () => {
    const comparison = between(
      [
        [1, 0],
        [1000, 0],
        [undefined, 0],
      ],
      [
        [99, 0],
        [1499, 0],
        [9000, 0],
      ],
    );
    expect(comparison.counts.same).toBe(3);
  });

  test('other contents say more than other figures, and both are said', () => {
    const structure = between(
      [
        [1, 0],
        [100, 0],
        [1, 0],
      ],
      [
        [1, 0],
        [300, 0],
        [1, 0],
      ],
    );
    const of = (id: string, number: number) => ({ inputs: new Map([[id, number]]), outputs: new Map() });
    const known = withContents(structure, of('a1', 1), of('b1', 2));
    expect(drawn(known)).toEqual(['  agent', '=   plan', '    act']);
    expect(differenceWords(known, 1)).toBe('other input; own time 100 ms → 300 ms');
  });
});

describe('contents', () => {
  const [a, b] = [shape('agent\n  plan\n  act', 'a'), shape('agent\n  plan\n  act!\n  more', 'b')];
  const contents = (inputs: Record<string, number>, outputs: Record<string, number>) => ({
    inputs: new Map(Object.entries(inputs)),
    outputs: new Map(Object.entries(outputs)),
  });

  test('partners that took or gave something else differ, and are the next difference', () => {
    const structure = compareTraces(a, b);
    const known = withContents(structure, contents({ a1: 5, a2: 7 }, { a1: 1 }), contents({ b1: 5, b2: 8 }, {}));
    expect(drawn(known)).toEqual(['  agent', '=   plan', '~   act', '+   more']);
    expect(differenceWords(known, 1)).toBe('other output');
    expect(differenceWords(known, 2)).toBe('success → error; other input');
    expect(summaryWords(known)).toBe('1 only in B, 1 of another state or type, 1 of other contents; 1 the same');
    expect(nextDifference(known, 0, 1)).toBe(1);
    expect(nextDifference(structure, 0, 1)).toBe(2);
    expect(compareRows(known, new Set(), true).count).toBe(4);
  });

  test('whatever the contents are, each line is counted once, and the structure stays as it is', () => {
    const numbers = fc.array(fc.nat(1), { minLength: 15, maxLength: 15 });
    fc.assert(
      fc.property(outlines, outlines, numbers, numbers, (left, right, ofA, ofB) => {
        const [one, other] = [shape(left.join('\n')), shape(right.join('\n'), 'b')];
        const structure = compareTraces(one, other);
        const of = (side: string, list: number[]) =>
          contents(Object.fromEntries(list.map((number, index) => [`${side}${index}`, number])), {});
        const known = withContents(structure, of('a', ofA), of('b', ofB));
        const sum = Object.values(known.counts).reduce((all, count) => all + count, 0);
        expect(sum).toBe(known.lineCount);
        expect(known.counts.same + known.counts.contents).toBe(structure.counts.same);
        for (let line = 0; line < known.lineCount; line += 1) {
          const [rowA, rowB] = [known.rowA[line]!, known.rowB[line]!];
          const isOther = rowA >= 0 && rowB >= 0 && ofA[rowA] !== ofB[rowB];
          expect(known.contents?.[line]).toBe(isOther ? 1 : 0);
        }
        expect(known.end).toEqual(structure.end);
      }),
    );
  });
});
