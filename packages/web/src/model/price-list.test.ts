import { priceTable } from '@tracenest/tree';
import { describe, expect, test } from 'vitest';
import { OWN_SOURCE, priceLines, priceProblems, readPrices, withOwnPrice, type PriceFile } from './price-list.js';

const file: PriceFile = {
  version: 1,
  lists: [
    {
      providers: ['openai', 'azure'],
      source: 'https://openai.example/pricing',
      read: '2026-09-07',
      models: [
        { names: ['gpt-5'], patterns: ['gpt-5-20*'], input: '1.25', cache_read: '0.125', output: '10.00' },
        {
          names: ['gpt-9'],
          from: '2026-10-01',
          input: '2',
          output: '4',
          cache_write: '3',
          up_to: 272_000,
          above: [{ over: 128_000, input: '4', output: '8' }],
          source: 'https://elsewhere.example',
          read: '2026-10-02',
          via: 'https://record.example',
        },
      ],
    },
  ],
};
const own = { provider: 'openai', name: 'my-model', input: '1', output: '2', cacheRead: '' };

describe('lines', () => {
  test('say the price, what it depends on, who says so and when', () => {
    expect(priceLines(file, '')).toEqual([
      {
        list: 0,
        model: 0,
        provider: 'openai',
        names: 'gpt-5, gpt-5-20*',
        input: '1.25',
        output: '10.00',
        cacheRead: '0.125',
        notes: '',
        source: 'https://openai.example/pricing',
        read: '2026-09-07',
      },
      {
        list: 0,
        model: 1,
        provider: 'openai',
        names: 'gpt-9',
        input: '2',
        output: '4',
        cacheRead: '',
        notes:
          'from 2026-10-01 · written to cache 3 · for inputs of at most 272k tokens · 4 in, 8 out above 128k tokens',
        source: 'https://elsewhere.example',
        read: '2026-10-02',
      },
    ]);
  });

  test('are found by provider and by name', () => {
    expect(priceLines(file, ' GPT-9 ').map(({ names }) => names)).toEqual(['gpt-9']);
    expect(priceLines(file, 'openai')).toHaveLength(2);
    expect(priceLines(file, 'nothing')).toEqual([]);
  });

  test('all of the prices that come along can be read', () => {
    const read = readPrices(JSON.parse(JSON.stringify(priceTable)));
    expect(read === null ? 0 : priceLines(read, '').length).toBe(
      priceTable.lists.reduce((sum, list) => sum + list.models.length, 0),
    );
    expect(readPrices({ version: 2 })).toBeNull();
  });
});

describe('an own price', () => {
  test('of a new model goes before all others', () => {
    const changed = withOwnPrice(file, { ...own, name: ' my-model ' }, null, '2026-11-21');
    expect(changed.lists[0]).toEqual({
      providers: ['openai'],
      source: OWN_SOURCE,
      read: '2026-11-21',
      models: [{ names: ['my-model'], input: '1', output: '2' }],
    });
    expect(changed.lists[1]).toEqual(file.lists[0]);
    expect(readPrices(JSON.parse(JSON.stringify(changed)))).toEqual(changed);
  });

  test('takes the place of one that there is, and leaves the rest of it and of the file', () => {
    const [first, second] = priceLines(file, '');
    const changed = withOwnPrice(file, { ...own, cacheRead: '0.5' }, second ?? null, '2026-11-21');
    expect(changed.lists[0]?.models[0]).toEqual(file.lists[0]?.models[0]);
    expect(changed.lists[0]?.models[1]).toEqual({
      names: ['gpt-9'],
      from: '2026-10-01',
      input: '1',
      output: '2',
      cache_read: '0.5',
      cache_write: '3',
      up_to: 272_000,
      above: [{ over: 128_000, input: '4', output: '8' }],
      source: OWN_SOURCE,
      read: '2026-11-21',
    });
    const plain = withOwnPrice(file, own, first ?? null, '2026-11-21').lists[0]?.models[0];
    expect(plain).not.toHaveProperty('cache_read');
  });

  test('is refused field by field', () => {
    expect(priceProblems(own)).toEqual({});
    expect(priceProblems({ ...own, cacheRead: '0.125' })).toEqual({});
    const all = { provider: ' ', name: '', input: '-1', output: '1,5', cacheRead: 'x' };
    expect(Object.keys(priceProblems(all))).toEqual(Object.keys(all));
  });
});
