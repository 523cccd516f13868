import { describe, expect, test } from 'vitest';
import type { FoundThing } from './answers.js';
import { paletteEntries, type PaletteAsk } from './palette.js';
import { readPasted } from './pasted.js';
import type { Visit } from './recent.js';

const id = '018f2c5e-0000-7000-8000-00000000000a';
const runId = '018f2c5e-0001-7000-8000-00000000000b';
const visits: Visit[] = [
  { kind: 'trace', href: `/trace/${id}`, label: 'refund for order 4711', project: 'shop' },
  { kind: 'project', href: '/project/shop', label: 'shop', project: null },
];
const found: FoundThing[] = [
  { kind: 'thread', thread_id: 'refund-81', project: 'shop' },
  { kind: 'run', run_id: runId, trace_id: id, name: 'refund', run_type: 'llm', project: 'shop' },
  { kind: 'trace', trace_id: id, name: 'refund for order 4711', run_type: 'chain', project: 'shop' },
  { kind: 'project', name: 'refunds' },
];

function entries(text: string, ask: Partial<PaletteAsk> = {}) {
  return paletteEntries({ text, pasted: readPasted(text), found: undefined, visits, project: null, ...ask });
}

const shown = (text: string, ask?: Partial<PaletteAsk>): string[] =>
  entries(text, ask).map(({ group, label, to }) => `${group}: ${label} → ${'href' in to ? to.href : to.setting}`);

describe('choices', () => {
  test('of nothing typed: what was looked at, pages, settings', () => {
    const all = shown('');
    expect(all[0]).toBe(`Recent: refund for order 4711 → /trace/${id}`);
    expect(all).toContain('Go to: Search → /search');
    expect(all).toContain('Settings: Use the dark theme → dark');
    expect(all.some((line) => line.startsWith('Search:'))).toBe(false);
  });

  test('of words: what is known here, then what the server found, each place once', () => {
    expect(shown('refund', { found: { found, is_complete: true } })).toEqual([
      `Recent: refund for order 4711 → /trace/${id}`,
      'Projects: refunds → /project/refunds',
      `Runs: refund → /trace/${id}?run=${runId}`,
      'Threads: refund-81 → /project/shop/thread/refund-81',
      'Search: Search all runs for “refund” → /search?q=refund',
    ]);
  });

  test('all words must be said, in any order', () => {
    expect(shown('theme dark')[0]).toBe('Settings: Use the dark theme → dark');
    expect(shown('theme purple')).toEqual(['Search: Search all runs for “theme purple” → /search?q=theme+purple']);
  });

  test('in a project its pages and its runs come first', () => {
    expect(shown('', { project: 'shop' })).toContain('Go to: Findings → /project/shop/findings');
    expect(shown('4711', { project: 'shop' }).slice(-2)).toEqual([
      'Search: Search this project for “4711” → /search?q=4711&project=shop',
      'Search: Search all runs for “4711” → /search?q=4711',
    ]);
  });

  test('of an id only what the server says it is', () => {
    expect(shown(runId)).toEqual([]);
    const run = found.filter(({ kind }) => kind === 'run');
    expect(shown(runId, { found: { found: run, is_complete: true } })).toEqual([
      `Runs: refund → /trace/${id}?run=${runId}`,
    ]);
    const waiting: FoundThing = { kind: 'run', run_id: runId, trace_id: null, name: 'x', run_type: null, project: '' };
    expect(shown(runId, { found: { found: [waiting], is_complete: true } })).toEqual([`Runs: x → /run/${runId}`]);
  });

  test('of what says its own place no answer is waited for', () => {
    expect(shown(`20260131T140322117000Z${id}.20260131T140322118000Z${runId}`)).toEqual([
      `Pasted: Open this dotted order → /trace/${id}?run=${runId}`,
    ]);
    expect(shown(`00-${id.replaceAll('-', '')}-00f067aa0ba902b7-01`)).toEqual([
      `Pasted: Open the trace of this traceparent → /trace/${id}`,
    ]);
  });
});
