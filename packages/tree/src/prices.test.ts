import { describe, expect, test } from 'vitest';
import { NO_TOKENS, plainReport } from 'tracenest/wire';
import type { TokenKinds, UsageReport } from 'tracenest/wire';

import { PriceFileError, readPriceFile, type ModelPrice, type PriceFile } from './price-file.js';
import { priceTable } from './price-table.js';
import { costOfTokens, priceFinder } from './prices.js';

const day = (text: string): number => Date.parse(text);

function report(model: string | null, tokens: Partial<TokenKinds> = {}, more: Partial<UsageReport> = {}): UsageReport {
  const plain = plainReport({ prompt: 1_000_000, completion: 0, total: 1_000_000 });
  return { ...plain, model, tokens: { ...plain.tokens, ...tokens }, ...more };
}

function file(models: ModelPrice[], providers = ['maker']): PriceFile {
  return { version: 1, lists: [{ providers, source: 'https://example.test', read: '2026-11-01', models }] };
}

/** Nano-dollars of a million input tokens; else why there is no price. */
function priceOf(prices: PriceFile, asked: UsageReport, at = day('2026-11-20')): number | string | null {
  const found = priceFinder(prices)(asked, at);
  return found.rates === null ? found.unpriced : costOfTokens(asked.tokens, found.rates).total;
}

describe('finding a price', () => {
  const prices = file([
    { names: ['gpt-x'], patterns: ['gpt-x-*'], input: '1', output: '0' },
    { names: ['gpt-x-mini'], patterns: ['gpt-x-mini-*'], input: '2', output: '0' },
    { names: ['gpt-x-2024'], input: '3', output: '0' },
  ]);

  test.each([
    ['gpt-x', 1e9],
    ['GPT-X', 1e9],
    ['gpt-x-2026-01-01', 1e9],
    ['gpt-x-2024', 3e9],
    ['gpt-x-mini', 2e9],
    ['gpt-x-mini-2026', 2e9],
    ['maker/gpt-x', 1e9],
    ['models/gpt-x', 1e9],
    ['other/gpt-x', 'other-provider'],
    ['gpt-xx', 'unknown-model'],
    ['', 'unknown-model'],
    [null, 'no-model'],
  ])('%s', (model, wanted) => {
    expect(priceOf(prices, report(model))).toBe(wanted);
  });

  test('the provider that the run names decides', () => {
    expect(priceOf(prices, report('gpt-x', {}, { provider: 'Maker' }))).toBe(1e9);
    expect(priceOf(prices, report('gpt-x', {}, { provider: 'reseller' }))).toBe('other-provider');
  });

  test('a price holds from its day on', () => {
    const dated = file([
      { names: ['m'], from: '2026-03-01', input: '2', output: '0' },
      { names: ['m'], from: '2026-09-01', input: '1', output: '0' },
    ]);
    expect(priceOf(dated, report('m'), day('2026-02-28T23:59:59Z'))).toBe('not-yet');
    expect(priceOf(dated, report('m'), day('2026-03-01'))).toBe(2e9);
    expect(priceOf(dated, report('m'), day('2026-09-01'))).toBe(1e9);
    expect(priceOf(dated, report('m'), Number.NaN)).toBe(1e9);
  });

  test('long inputs, tiers and kinds that have prices of their own', () => {
    const banded = file([
      {
        names: ['m'],
        input: '1',
        output: '0',
        above: [{ over: 2_000_000, input: '3', output: '0' }],
        up_to: 4_000_000,
      },
    ]);
    expect(priceOf(banded, report('m', { prompt: 2_000_000 }))).toBe(2e9);
    expect(priceOf(banded, report('m', { prompt: 3_000_000 }))).toBe(9e9);
    expect(priceOf(banded, report('m', { prompt: 5_000_000 }))).toBe('too-long');
    expect(priceOf(banded, report('m', {}, { tier: 'flex' }))).toBe('tier');
    expect(priceOf(banded, report('m', { audio_in: 1 }))).toBe('kind');
  });

  test('no name makes the look-up slow', () => {
    const find = priceFinder(file([{ names: [], patterns: ['a*a*a*a*a*b'], input: '1', output: '1' }]));
    expect(find(report('a'.repeat(200)), 0).unpriced).toBe('unknown-model');
  });
});

describe('what tokens cost', () => {
  const { rates } = priceFinder(
    file([{ names: ['m'], input: '2.5', cache_read: '0.0375', cache_write: '3.125', output: '10', audio_in: '40' }]),
  )(report('m'), 0);

  test('each kind at its rate, the rest as plain, exact', () => {
    const tokens = { ...report('m').tokens, prompt: 10, completion: 3, cache_read: 4, cache_write: 2, audio_in: 1 };
    // 4 × 37.5 + 2 × 3125 + 1 × 40,000 + 3 × 2500 nano-dollars, and 3 × 10,000.
    expect(costOfTokens(tokens, rates!)).toEqual({
      ...NO_TOKENS,
      ...{ prompt: 53_900, cache_read: 150, cache_write: 6_250, audio_in: 40_000 },
      ...{ completion: 30_000, total: 83_900 },
    });
  });

  test('more of a kind than there is in all is not charged', () => {
    const tokens = { ...report('m').tokens, prompt: 10, cache_read: 1e12 };
    expect(costOfTokens(tokens, rates!).total).toBe(375);
  });

  test('a million million tokens are still charged exactly', () => {
    expect(costOfTokens({ ...report('m').tokens, prompt: 1e12 }, rates!).total).toBe(2.5e15);
  });
});

describe('the table that comes with Tracenest', () => {
  test('is a price file, also as the JSON that one would edit', () => {
    expect(readPriceFile(JSON.parse(JSON.stringify(priceTable)))).toEqual(priceTable);
  });

  test('each list says where and when it was read', () => {
    for (const { source, read, via } of priceTable.lists) {
      expect(source).toMatch(/^https:\/\//);
      expect(via ?? source).toMatch(/^https:\/\//);
      expect(day(read)).toBeLessThanOrEqual(day('2026-11-21'));
    }
  });

  test('no name has two prices from one day on', () => {
    const seen = priceTable.lists.flatMap(({ providers, models }) =>
      models.flatMap(({ names, from }) => names.map((name) => `${providers[0]} ${name} ${from ?? ''}`)),
    );
    expect(seen.filter((one, i) => seen.indexOf(one) !== i)).toEqual([]);
  });

  test('a pattern speaks only of dated names of its model', () => {
    for (const { patterns = [], names } of priceTable.lists.flatMap(({ models }) => models)) {
      for (const pattern of patterns) {
        expect(names.some((name) => pattern.startsWith(name) || pattern.startsWith('claude-3-5-haiku'))).toBe(true);
        expect(pattern).toMatch(/-20\*$/);
      }
    }
  });

  test.each([
    ['gpt-5.4-mini', '2026-11-20', 750_000_000],
    ['gpt-4o-2024-05-13', '2026-11-20', 'unknown-model'],
    ['claude-sonnet-5-5', '2026-11-20', 2e9],
    ['claude-sonnet-4-5-20250929', '2026-11-20', 3e9],
    ['gemini-3.6-flash', '2027-02-01', 1.5e9],
    ['gpt-5.6-sol', '2026-08-01', 'too-long'],
  ])('%s on %s', (model, at, wanted) => {
    expect(priceOf(priceTable, report(model), day(at))).toBe(wanted);
  });
});

describe('a price file that cannot be read', () => {
  const model = { names: ['m'], input: '1', output: '1' };
  const list = { providers: ['p'], source: 's', read: '2026-01-01', models: [model] };
  test.each<[unknown, string]>([
    [null, 'the file'],
    [{ version: 2, lists: [] }, 'version'],
    [{ version: 1 }, 'lists'],
    [{ version: 1, lists: [{ ...list, read: 'yesterday' }] }, 'lists[0].read'],
    [{ version: 1, lists: [{ ...list, providers: [7] }] }, 'lists[0].providers'],
    [{ version: 1, lists: [{ ...list, models: [{ ...model, input: 0.5 }] }] }, 'lists[0].models[0].input'],
    [{ version: 1, lists: [{ ...list, models: [{ names: ['m'], input: '1' }] }] }, 'lists[0].models[0].output'],
    [
      { version: 1, lists: [{ ...list, models: [{ ...model, above: [{ ...model, over: -1 }] }] }] },
      'lists[0].models[0].above[0].over',
    ],
  ])('%j', (value, field) => {
    expect(() => readPriceFile(value)).toThrow(PriceFileError);
    expect(() => readPriceFile(value)).toThrow(`Price file, ${field}: expected `);
  });
});
