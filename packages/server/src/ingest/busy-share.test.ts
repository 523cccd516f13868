/** Busy is who was at work for most of the last seconds, however the work was cut up. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BusyShare } from './busy-share.js';

describe('the share of the last seconds', () => {
  test('rises while at work, falls while idle, by half in a second', () => {
    let now = 0;
    const busy = new BusyShare(() => now);
    expect(busy.share).toBe(0);
    busy.begin();
    now = 1_000;
    expect(busy.share).toBeCloseTo(0.5);
    now = 20_000;
    expect(busy.share).toBeCloseTo(1);
    busy.end();
    now = 22_000;
    expect(busy.share).toBeCloseTo(0.25);
  });

  test('work of ten milliseconds in every hundred is a tenth', () => {
    let now = 0;
    const busy = new BusyShare(() => now);
    for (let turn = 0; turn < 100; turn++) {
      busy.begin();
      now += 10;
      busy.end();
      now += 90;
    }
    expect(busy.share).toBeCloseTo(0.1, 1);
  });

  test('asking between, however often, changes nothing', () => {
    const spans = fc.array(fc.record({ ms: fc.nat(3_000), isAtWork: fc.boolean(), asks: fc.nat(4) }), {
      maxLength: 20,
    });
    fc.assert(
      fc.property(spans, (each) => {
        let now = 0;
        const asked = new BusyShare(() => now);
        const silent = new BusyShare(() => now);
        for (const { ms, isAtWork, asks } of each) {
          for (const busy of [asked, silent]) {
            if (isAtWork) busy.begin();
            else busy.end();
          }
          const from = now;
          for (let i = 1; i <= asks; i++) {
            now = from + (ms * i) / (asks + 1);
            expect(asked.share).toBeGreaterThanOrEqual(0);
          }
          now = from + ms;
        }
        expect(asked.share).toBeCloseTo(silent.share, 9);
      }),
    );
  });
});
