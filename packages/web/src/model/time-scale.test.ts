import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isoAt, rowsOf, shapeOfRows } from './rows.fixture.js';
import { fractionOf, ticksOf, timeScaleOf } from './time-scale.js';

const epochMs = Date.parse(isoAt(0));
const scaleOf = (outline: string, nowMs: number | null = null) => timeScaleOf(shapeOfRows(rowsOf(outline)), nowMs);
const durations = (durationMs: number, most = 5) =>
  ticksOf({ startMs: 0, durationMs, originMs: 0, untilMs: durationMs }, most).list.map((tick) => tick.ms);

describe('axis', () => {
  test('reaches from the first beginning to the last end', () => {
    const scale = scaleOf('a 100-300\n  b 150-500');
    expect(scale).toEqual({
      startMs: epochMs + 100,
      durationMs: 400,
      originMs: epochMs + 100,
      untilMs: epochMs + 500,
    });
    expect(fractionOf(scale, epochMs + 200)).toBe(0.25);
  });

  test('grows with the clock while something runs, and never shrinks below what is known', () => {
    expect(scaleOf('a 0-', epochMs + 900).durationMs).toBe(900);
    expect(scaleOf('a 0-500', epochMs + 100).durationMs).toBe(500);
  });

  test('has a length even where the trace has none', () => {
    expect(scaleOf('a 5-5').durationMs).toBeGreaterThan(0);
    expect(scaleOf('a !').durationMs).toBeGreaterThan(0);
  });
});

describe('labels', () => {
  test.each([
    [4210, [0, 1000, 2000, 3000, 4000]],
    [1000, [0, 200, 400, 600, 800, 1000]],
    [0.5, [0, 0.1, 0.2, 0.3, 0.4, 0.5]],
    [192_000, [0, 60_000, 120_000, 180_000]],
    [7_200_000, [0, 1_800_000, 3_600_000, 5_400_000, 7_200_000]],
    [100 * 3_600_000, [0, 100_000_000, 200_000_000, 300_000_000]],
  ])('of %d ms', (durationMs, ms) => {
    expect(durations(durationMs)).toHaveLength(ms.length);
    durations(durationMs).forEach((tick, n) => expect(tick).toBeCloseTo(ms[n] ?? Number.NaN, 6));
  });

  test('of a part count from the beginning of the trace', () => {
    const part = { startMs: 5300, durationMs: 500, originMs: 5000, untilMs: 9000 };
    expect(ticksOf(part, 5)).toEqual({
      stepMs: 100,
      list: [0, 0.2, 0.4, 0.6, 0.8, 1].map((fraction, n) => ({ ms: 300 + n * 100, fraction })),
    });
  });

  test('are at most as many as asked for beside the first, and all on the axis', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.001, max: 1e9, noNaN: true }),
        fc.double({ min: 0, max: 1e9, noNaN: true }),
        fc.integer({ min: 1, max: 20 }),
        (durationMs, startMs, most) => {
          const { list } = ticksOf({ startMs, durationMs, originMs: 0, untilMs: 2e9 }, most);
          expect(list.length).toBeLessThanOrEqual(most + 1);
          for (const tick of list) {
            expect(tick.fraction).toBeGreaterThanOrEqual(-1e-6);
            expect(tick.fraction).toBeLessThanOrEqual(1 + 1e-6);
          }
        },
      ),
    );
  });
});
