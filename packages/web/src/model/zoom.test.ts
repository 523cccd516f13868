import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TimeScale } from './time-scale.js';
import {
  edgeByKey,
  readZoom,
  withEdge,
  writeZoom,
  zoomByKey,
  zoomedScale,
  zoomKeyNotes,
  zoomWithin,
  zoomWords,
} from './zoom.js';

const whole: TimeScale = { startMs: 1000, durationMs: 4000, originMs: 1000, untilMs: 5000 };
const zoom = { fromMs: 2000, toMs: 3000 };

describe('zoom', () => {
  test('stays within the trace; as long as the trace it is none', () => {
    expect(zoomWithin(whole, { fromMs: 0, toMs: 500 })).toEqual({ fromMs: 1000, toMs: 1500 });
    expect(zoomWithin(whole, { fromMs: 4900, toMs: 5900 })).toEqual({ fromMs: 4000, toMs: 5000 });
    expect(zoomWithin(whole, { fromMs: 0, toMs: 9000 })).toBeNull();
  });

  test('is an axis whose labels count from the beginning of the trace', () => {
    expect(zoomedScale(whole, zoom)).toEqual({ startMs: 2000, durationMs: 1000, originMs: 1000, untilMs: 5000 });
    expect(zoomedScale(whole, null)).toBe(whole);
  });

  test.each([
    ['ArrowRight', { fromMs: 2100, toMs: 3100 }],
    ['ArrowLeft', { fromMs: 1900, toMs: 2900 }],
    ['Home', { fromMs: 1000, toMs: 2000 }],
    ['End', { fromMs: 4000, toMs: 5000 }],
    ['0', null],
    ['a', undefined],
  ])('by key %s', (key, then) => {
    expect(zoomByKey(whole, zoom, key)).toEqual(then);
  });

  test('comes closer and goes back', () => {
    const closer = zoomByKey(whole, zoom, '+');
    expect((closer?.toMs ?? 0) - (closer?.fromMs ?? 0)).toBeCloseTo(1000 / 1.5);
    const back = zoomByKey(whole, closer ?? null, '-');
    expect(back?.fromMs).toBeCloseTo(zoom.fromMs);
    expect(back?.toMs).toBeCloseTo(zoom.toMs);
  });

  test('every key that is told of does something', () => {
    for (const { key } of zoomKeyNotes) expect(zoomByKey(whole, zoom, key)).not.toBeUndefined();
  });

  test('its edges move one at a time, not beyond each other or the trace', () => {
    expect(withEdge(whole, zoom, 'from', 2500)).toEqual({ fromMs: 2500, toMs: 3000 });
    expect(withEdge(whole, zoom, 'to', 9000)).toEqual({ fromMs: 2000, toMs: 5000 });
    expect(withEdge(whole, null, 'from', 3000)).toEqual({ fromMs: 3000, toMs: 5000 });
    const crossed = withEdge(whole, zoom, 'from', 4000);
    expect(crossed?.fromMs).toBeLessThan(3000);
    expect(crossed?.toMs).toBeCloseTo(3000);
    expect([edgeByKey(whole, zoom, 'from', 'ArrowRight'), edgeByKey(whole, zoom, 'to', 'Home')]).toEqual([2020, 1000]);
    expect(edgeByKey(whole, zoom, 'to', 'x')).toBeUndefined();
  });

  test('is told from the beginning of the trace', () => {
    expect(zoomWords(whole, zoom)).toBe('1 s to 2 s of 4.00 s');
    expect(zoomWords(whole, { fromMs: 2000, toMs: 2000.02 })).toBe('1,000,000 µs to 1,000,020 µs of 4.00 s');
    expect(zoomWords(whole, null)).toBe('all of 4.00 s');
  });

  test('is read from an address as it was written, to the microsecond; what is none is none', () => {
    expect(readZoom(writeZoom({ fromMs: 1767225600000.25, toMs: 1767225600001 }))).toEqual({
      fromMs: 1767225600000.25,
      toMs: 1767225600001,
    });
    expect(['', null, 'a-b', '5-5', '7-3', '-1-3'].map(readZoom)).toEqual([null, null, null, null, null, null]);
  });

  test('whatever is pressed, it is a part of the trace', () => {
    const keys = fc.array(fc.constantFrom(...zoomKeyNotes.map(({ key }) => key)), { maxLength: 60 });
    fc.assert(
      fc.property(keys, (pressed) => {
        let now = zoomWithin(whole, zoom);
        for (const key of pressed) now = zoomByKey(whole, now, key) ?? null;
        const { startMs, durationMs } = zoomedScale(whole, now);
        expect(startMs).toBeGreaterThanOrEqual(1000);
        expect(durationMs).toBeGreaterThan(0);
        expect(startMs + durationMs).toBeLessThanOrEqual(5000 + 1e-6);
      }),
    );
  });
});
