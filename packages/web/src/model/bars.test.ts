import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { barOf, childParts } from './bars.js';
import { isoAt, rowsOf, shapeOfRows } from './rows.fixture.js';
import { timeScaleOf } from './time-scale.js';
import type { TraceRowAnswer } from 'tracenest/wire';

function drawn(
  outline: string,
  change: (row: TraceRowAnswer) => Partial<TraceRowAnswer> = () => ({}),
  nowMs: number | null = null,
) {
  const shape = shapeOfRows(rowsOf(outline).map((row) => ({ ...row, ...change(row) })));
  const scale = timeScaleOf(shape, nowMs === null ? null : Date.parse(isoAt(nowMs)));
  return {
    bar: (index: number) => barOf(shape, index, scale),
    parts: (index: number) => childParts(shape, index, scale),
  };
}

describe('bar of a run', () => {
  test('lies where the run was', () => {
    const { bar } = drawn('a 0-400\n  b 100-300');
    expect(bar(0)).toEqual({ left: 0, width: 1, end: 'ended', firstToken: null });
    expect(bar(1)).toEqual({ left: 0.25, width: 0.5, end: 'ended', firstToken: null });
  });

  test('says how the run ended', () => {
    expect(drawn('a 0-1', () => ({ status: 'error' })).bar(0)?.end).toBe('failed');
    expect(drawn('a 0-').bar(0)?.end).toBe('running');
    expect(drawn('a 0-1', () => ({ placeholder: 'pending' })).bar(0)?.end).toBe('placeholder');
  });

  test('of a running one reaches to the end of the axis', () => {
    expect(drawn('a 0-100\n  b 50-', undefined, 200).bar(1)).toMatchObject({ left: 0.25, width: 0.75 });
  });

  test('of a placeholder covers what is below it', () => {
    const missing = (row: TraceRowAnswer): Partial<TraceRowAnswer> =>
      row.name === '(not received)' ? { start_time: isoAt(100) } : {};
    expect(drawn('a 0-400\n  gone ?\n    b 100-200\n    c 150-300', missing).bar(1)).toMatchObject({
      left: 0.25,
      width: 0.5,
    });
    expect(drawn('a 0-400\n  gone ?\n    b 100-', missing).bar(1)).toMatchObject({ left: 0.25, width: 0.75 });
  });

  test('has no place without a beginning, and never a negative width', () => {
    expect(drawn('a !').bar(0)).toBeNull();
    expect(drawn('a 0-100\n  b 50-20').bar(1)?.width).toBe(0);
    expect(drawn('a 0-1').bar(7)).toBeNull();
  });

  test('marks the first token inside the run only', () => {
    const token = (ms: number) => drawn('a 0-400', () => ({ first_token_time: isoAt(ms) })).bar(0)?.firstToken;
    expect(token(100)).toBe(0.25);
    expect(token(500)).toBeNull();
    expect(drawn('a 5-5', () => ({ first_token_time: isoAt(5) })).bar(0)?.firstToken).toBeNull();
    expect(drawn('a 0-400', () => ({ first_token_time: isoAt(200), offset_ms: 50 })).bar(0)?.firstToken).toBe(0.5);
  });
});

describe('of a part of the time', () => {
  const shape = shapeOfRows(rowsOf('a 0-1000\n  b 100-300\n  c 600-900\n  d 500-'));
  const epochMs = Date.parse(isoAt(0));
  const part = { startMs: epochMs + 400, durationMs: 200, originMs: epochMs, untilMs: epochMs + 1000 };

  test('bars are cut a little beyond it, and what lies outside has none', () => {
    expect(barOf(shape, 0, part)?.left).toBeCloseTo(-0.02);
    expect(barOf(shape, 0, part)?.width).toBeCloseTo(1.04);
    expect(barOf(shape, 1, part)).toBeNull();
    expect(barOf(shape, 2, part)?.left).toBeCloseTo(1);
    expect(barOf(shape, 3, part)).toMatchObject({ left: 0.5, end: 'running' });
    expect(barOf(shape, 3, part)?.width).toBeCloseTo(0.52);
  });

  test('parts are those of what is drawn', () => {
    const [only, ...others] = childParts(shape, 0, part);
    expect(others).toEqual([]);
    expect(only?.from).toBeCloseTo(0.5);
    expect(only?.to).toBe(1);
  });

  test('an unfinished run is not drawn as one that runs', () => {
    expect(drawn('a 0-', () => ({ findings: ['unfinished'] })).bar(0)?.end).toBe('unfinished');
  });
});

describe('parts in which children ran', () => {
  test('are the same where the children stand the other way around, and hold each of them', () => {
    const child = fc.tuple(fc.nat(1000), fc.nat(120)).map(([from, length]) => `  c ${from}-${from + length}`);
    const children = fc.array(child, { maxLength: 40 });
    fc.assert(
      fc.property(children, (lines) => {
        const parts = drawn(['a 0-1200', ...lines].join('\n')).parts(0);
        expect(drawn(['a 0-1200', ...lines.toReversed()].join('\n')).parts(0)).toEqual(parts);
        for (const line of lines) {
          const [from = 0, to = 0] = (line.split(' ').at(-1) ?? '').split('-').map((ms) => Number(ms) / 1200);
          if (from < to) expect(parts.some((part) => part.from <= from && to <= part.to)).toBe(true);
        }
      }),
    );
  });

  test('are merged where they overlap or touch', () => {
    expect(drawn('a 0-100\n  b 10-30\n  c 20-40\n  d 60-80').parts(0)).toEqual([
      { from: 0.1, to: 0.4 },
      { from: 0.6, to: 0.8 },
    ]);
    expect(drawn('a 0-1000\n  b 0-500\n  c 501-1000').parts(0)).toEqual([{ from: 0, to: 1 }]);
  });

  test('are cut to the bar; what ran outside of it or at no time is left out', () => {
    expect(drawn('a 100-200\n  b 50-120\n  c 180-400\n  d 300-400\n  e !').parts(0)).toEqual([
      { from: 0, to: 0.2 },
      { from: 0.8, to: 1 },
    ]);
  });

  test('a running child runs to the end of the bar', () => {
    expect(drawn('a 0-\n  b 50-', undefined, 100).parts(0)).toEqual([{ from: 0.5, to: 1 }]);
  });

  test('a bar of no length has no parts', () => {
    expect(drawn('a 5-5\n  b 5-6').parts(0)).toEqual([]);
    expect(drawn('a !').parts(0)).toEqual([]);
  });

  test('are in order and apart, however the children lie', () => {
    const times = fc.array(fc.tuple(fc.nat(1000), fc.nat(1000)), { maxLength: 30 });
    fc.assert(
      fc.property(times, (children) => {
        const lines = children.map(([from, length], n) => `  c${n} ${from}-${from + length}`);
        const parts = drawn(['a 0-1000', ...lines].join('\n')).parts(0);
        parts.forEach((part, n) => {
          expect(part.from).toBeLessThan(part.to);
          expect(part.from).toBeGreaterThan(parts[n - 1]?.to ?? -1);
        });
      }),
    );
  });
});
