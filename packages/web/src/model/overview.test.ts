import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { overviewOf, steadyScale } from './overview.js';
import { rowsOf, shapeOfRows } from './rows.fixture.js';
import { timeScaleOf } from './time-scale.js';

const drawn = (outline: string, columns = 10) => {
  const rows = rowsOf(outline).map((row) => ({
    ...row,
    run_type: row.name.startsWith('ask') ? 'llm' : 'chain',
    status: row.name.endsWith('!') ? ('error' as const) : row.status,
  }));
  const shape = shapeOfRows(rows);
  return overviewOf(shape, timeScaleOf(shape, null), columns);
};

describe('a trace in one line', () => {
  test('is as high as its calls are deep, in the tone of the deepest', () => {
    expect(drawn('a 0-100\n  b 20-79\n    ask 40-59')).toEqual({
      columns: 10,
      levels: 3,
      blocks: [
        { from: 0, to: 2, height: 1, tone: 'chain' },
        { from: 2, to: 4, height: 2, tone: 'chain' },
        { from: 4, to: 6, height: 3, tone: 'llm' },
        { from: 6, to: 8, height: 2, tone: 'chain' },
        { from: 8, to: 10, height: 1, tone: 'chain' },
      ],
      failed: [],
    });
  });

  test('marks where runs failed, leaves gaps where nothing ran, and needs no times', () => {
    expect(drawn('a! 0-25\nb 80-100')).toMatchObject({
      failed: [2],
      blocks: [
        { from: 0, to: 3 },
        { from: 8, to: 10 },
      ],
    });
    expect(drawn('a !')).toEqual({ columns: 10, levels: 1, blocks: [], failed: [] });
  });

  test('of a trace that grows is painted seldom, and never too short', () => {
    const grown = Array.from({ length: 1000 }, (_, n) => ({
      startMs: 50,
      durationMs: 1000 + n,
      originMs: 50,
      untilMs: 0,
    }));
    const axes = grown.map(steadyScale);
    expect(new Set(axes.map(({ durationMs }) => durationMs)).size).toBeLessThan(20);
    axes.forEach(({ durationMs, untilMs }, n) => {
      expect(durationMs).toBeGreaterThanOrEqual(1000 + n);
      expect(durationMs).toBeLessThanOrEqual((1000 + n) * (1 + 1 / 16));
      expect(untilMs).toBe(50 + durationMs);
    });
  });

  test('of any trace is what looking at every column would find', () => {
    const run = fc.tuple(fc.nat(), fc.nat(999), fc.nat(999));
    fc.assert(
      fc.property(fc.array(run, { minLength: 1, maxLength: 30 }), (picks) => {
        let depth = -1;
        const outline = picks.map(([pick, start, length], index) => {
          depth = pick % (depth + 2);
          return `${'  '.repeat(depth)}r${index} ${start}-${start + length}`;
        });
        const shape = shapeOfRows(rowsOf(outline.join('\n')));
        const scale = timeScaleOf(shape, null);
        const { blocks } = overviewOf(shape, scale, 40);
        const heights = Array.from({ length: 40 }, (_, column) => {
          const covering = shape.rows.filter((_row, index) => {
            const columnOf = (ms: number) => Math.min(39, Math.floor(((ms - scale.startMs) / scale.durationMs) * 40));
            return columnOf(shape.startMs[index] ?? 0) <= column && column <= columnOf(shape.endMs[index] ?? 0);
          });
          return Math.max(0, ...covering.map((row) => row.depth + 1));
        });
        const painted = heights.map(
          (_, column) => blocks.find(({ from, to }) => from <= column && column < to)?.height ?? 0,
        );
        expect(painted).toEqual(heights);
      }),
    );
  });
});
