import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TraceRowAnswer } from 'tracenest/wire';
import type { ExplainedFinding, TraceAnswer } from './answers.js';
import { answerOf, rowsOf } from './rows.fixture.js';
import { MOST_ROWS, traceOutline } from './trace-outline.js';
import { shapeOf } from './trace-shape.js';

function answer(rows: TraceRowAnswer[], change: Partial<TraceAnswer> = {}): TraceAnswer {
  return {
    trace_id: 't',
    project: 'shop',
    now: '2026-01-01T00:00:00Z',
    is_live: false,
    ...answerOf(rows),
    findings: [],
    status: 'success',
    tokens: { prompt: 0, completion: 0, total: 0 },
    cost: { prompt: 0, completion: 0, total: 0, unpriced_tokens: 0 },
    prices_version: '1',
    processes: [],
    splits: [],
    joins: [],
    left_out: null,
    ...change,
  };
}

function outline(of: TraceAnswer) {
  const head = { name: 'agent', durationMs: 400, runCount: of.rows.length, href: 'http://localhost:1984/trace/t' };
  return traceOutline(of, shapeOf(of), head);
}

function finding(code: string, runId: string | null, change: Partial<ExplainedFinding> = {}): ExplainedFinding {
  return {
    code,
    severity: 'warning',
    run_id: runId,
    sentence: `${code} happened.`,
    remedy: 'Do this:\n\nwithParent(run);',
    ...change,
  };
}

describe('the outline of a trace', () => {
  test('has its figures, its tree, and each kind of finding once with its remedy', () => {
    const rows = rowsOf('agent 0-400\n  plan 10-90\n  gone ?\n    lost 50-60');
    const found = [finding('missing-parent', 'lost'), finding('missing-parent', 'plan')];
    expect(outline(answer(rows, { findings: found })).text).toBe(
      [
        'Trace: agent (project shop)',
        'http://localhost:1984/trace/t',
        'success · 400 ms · 4 runs · 2 findings',
        '',
        'agent · chain · success · 400 ms',
        '  plan · chain · success · 80.0 ms',
        '  (not received) · gone',
        '    lost · chain · success · 10.0 ms',
        '',
        'Findings',
        '- missing-parent (warning), 2 ×: missing-parent happened.',
        '  Runs: lost (lost), plan (plan)',
        '  Remedy:',
        '    Do this:',
        '    ',
        '    withParent(run);',
        '',
      ].join('\n'),
    );
  });

  test('says what is joined', () => {
    const [row] = rowsOf('agent 0-400');
    const joins = [{ run_id: 'r', trace_id: 'u', parent_id: 'p', parent_trace_id: 't', by: 'reader' as const }];
    const { text } = outline(answer([{ ...row, joined_from: 'u' } as TraceRowAnswer], { joins }));
    expect(text).toContain('agent · chain · success · 400 ms · joined from trace u\n');
    expect(text).toContain('- r of trace u is shown below p of trace t (by reader)');
  });
});

describe('a trace that is too large', () => {
  const many = (count: number) =>
    ['agent 0-400', ...Array.from({ length: count }, (_, index) => `  step${index} 1-2\n    inner${index} 1-2`)].join(
      '\n',
    );

  test('says in a sentence and in each place how many runs are left out', () => {
    const { text, leftOut } = outline(answer(rowsOf(many(1000))));
    expect(leftOut).toMatch(/^1,401 of 2,001 runs are left out: /u);
    expect(text.split('\n')).toContain('    … 1 run left out');
    expect(text.split('\n').filter((line) => / · chain · /u.test(line))).toHaveLength(MOST_ROWS);
  });

  test('keeps errors and what is above them, wherever they are', () => {
    const rows = rowsOf(many(1000)).map((row) =>
      row.name === 'inner987' ? { ...row, status: 'error' as const } : row,
    );
    const { text } = outline(answer(rows));
    expect(text).toContain('  step987 · chain · success · 1.00 ms\n    inner987 · chain · error · 1.00 ms');
  });
});

test('nothing that a program sends makes a line of its own, and the text is bounded', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 100 }), (name) => {
      const [row] = rowsOf('agent 0-400');
      const of = answer([{ ...row, name } as TraceRowAnswer], { project: name });
      const { text } = traceOutline(of, shapeOf(of), { name, durationMs: 1, runCount: 1, href: 'h' });
      expect(text.split(/\r\n|[\n\r\u2028\u2029\u0085]/u)).toHaveLength(6);
    }),
  );
});
