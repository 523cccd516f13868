import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SkeletonRun } from 'tracenest/wire';

import { assemble } from './assemble.js';
import { outlineJson, outlineText } from './outline.js';
import { runId, skeleton } from './runs.fixture.js';

const facts = { now: Date.parse('2026-11-20T12:00:00Z') };
const root = skeleton({
  id: runId(0),
  name: 'refund for order 4711',
  start_time: '2026-11-20T10:00:00Z',
  end_time: '2026-11-20T10:00:04.21Z',
});
const call = skeleton({
  id: runId(1),
  parent_run_id: runId(0),
  name: 'ChatOpenAI',
  run_type: 'llm',
  start_time: '2026-11-20T10:00:01Z',
  end_time: '2026-11-20T10:00:01.0123Z',
  usage: { prompt: 12_000, completion: 400, total: 12_400 },
});
const open = skeleton({
  id: runId(2),
  parent_run_id: runId(9),
  name: 'lookup',
  run_type: 'tool',
  status: 'pending',
  start_time: '2026-11-20T10:00:02Z',
  end_time: null,
});

function lines(...runs: SkeletonRun[]): string[] {
  return outlineText(assemble(runs, facts)).split('\n');
}

describe('as text', () => {
  test('a line for the trace, then one for each row', () => {
    const tree = assemble([root, call, open], facts);
    expect(outlineText(tree, { tokens: { prompt: 12_000, completion: 400, total: 12_400 } })).toBe(
      [
        'refund for order 4711 · success · 4.21 s · 12.4k tokens · 3 runs · 1 finding',
        'refund for order 4711 · chain · success · 4.21 s',
        '  ChatOpenAI · llm · success · 12.3 ms · 12.4k tokens',
        `(not received) · ${runId(9)}`,
        '  lookup · tool · pending · [missing-parent]',
        '',
      ].join('\n'),
    );
  });

  test('a trace whose root was not received is named after its first run', () => {
    expect(lines(open)[0]).toBe('lookup · pending · 1 run · 1 finding');
    expect(lines()[0]).toBe('0 runs · 0 findings');
  });

  test.each([
    ['a\nb', String.raw`a\nb`],
    ['a\r\tb\u0000\u001b[2J', String.raw`a\r\tb\u0000\u001b[2J`],
    ['a\u2028b\u0085c\u2029', String.raw`a\u2028b\u0085c\u2029`],
    ['  child', String.raw`\u0020\u0020child`],
    ['a · success', String.raw`a \u00b7 success`],
    ['a ·', String.raw`a \u00b7`],
    ['· a', String.raw`\u00b7 a`],
    ['\u202egnp.exe', String.raw`\u202egnp.exe`],
    ['col·lecció', 'col·lecció'],
    ['日本 👩‍🚀', '日本 👩‍🚀'],
    ['', '(unnamed)'],
  ])('the name %j is written %s', (name, written) => {
    expect(lines({ ...root, name })[1]).toBe(`${written} · chain · success · 4.21 s`);
  });

  test('no name, type or code can forge a line, a level or a field', () => {
    const hostile = fc.oneof(
      fc.string({ unit: fc.constantFrom(' ', '·', '\n', '\r', '\t', '\u2028', '\u00a0', '\u3000', '[', 'a', '\\') }),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(hostile, hostile, hostile, (name, run_type, code) => {
        const tracenest = {
          v: 1 as const,
          placement: 'root' as const,
          findings: [{ code, severity: 'hint' as const }],
        };
        const tree = assemble([{ ...root, name, run_type, tracenest }, call], facts);
        const text = outlineText(tree);
        expect(text.split(/[\n\r\u0085\u2028\u2029]/).length).toBe(tree.rows.length + 2);
        const [, first = '', second = ''] = text.split('\n');
        expect(first).toMatch(/^\S/);
        const fields = 3 + Number(run_type !== '') + Number(code !== '');
        expect(first.split(' · ').length).toBe(fields);
        expect(second).toBe('  ChatOpenAI · llm · success · 12.3 ms · 12.4k tokens');
      }),
      { numRuns: 300 },
    );
  });

  test('beyond 500 levels the depth is written instead of indented', () => {
    const deep = Array.from({ length: 600 }, (_, n) =>
      skeleton({ id: runId(n), parent_run_id: n === 0 ? null : runId(n - 1), name: 'step' }),
    );
    const text = lines(...deep);
    expect(text[501]).toMatch(/^ {1000}step · /);
    expect(text[502]).toMatch(/^ {1000}level 501 · step · /);
    expect(text[600]).toMatch(/^ {1000}level 599 · step · /);
  });
});

test('as JSON', () => {
  const json = outlineJson(assemble([root, open], facts), runId(0));
  expect(json).toEqual({
    trace_id: runId(0),
    rows: [
      {
        id: runId(0),
        placeholder: null,
        name: 'refund for order 4711',
        depth: 0,
        run_type: 'chain',
        status: 'success',
        start_time: '2026-11-20T10:00:00Z',
        end_time: '2026-11-20T10:00:04.21Z',
        findings: [],
      },
      {
        id: runId(9),
        placeholder: 'missing',
        name: '(not received)',
        depth: 0,
        run_type: null,
        status: null,
        start_time: '2026-11-20T10:00:02Z',
        end_time: null,
        findings: [],
      },
      {
        id: runId(2),
        placeholder: null,
        name: 'lookup',
        depth: 1,
        run_type: 'tool',
        status: 'pending',
        start_time: '2026-11-20T10:00:02Z',
        end_time: null,
        findings: ['missing-parent'],
      },
    ],
    findings: [
      {
        code: 'missing-parent',
        severity: 'warning',
        run_id: runId(2),
        evidence: { parent_id: runId(9), elsewhere: null },
      },
    ],
  });
});
