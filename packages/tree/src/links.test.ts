import { describe, expect, test } from 'vitest';
import type { TracenestExtra } from 'tracenest/wire';

import { assemble } from './assemble.js';
import { runId, skeleton } from './runs.fixture.js';

const facts = { now: Date.parse('2026-11-20T12:00:00Z') };

function linking(links: unknown): TracenestExtra {
  return { v: 1, placement: 'context', links } as TracenestExtra;
}

describe('links between runs', () => {
  test('are shown both ways, inside of a trace and across', () => {
    const runs = [
      skeleton({ id: runId(0), trace_id: runId(0) }),
      skeleton({
        id: runId(1),
        trace_id: runId(0),
        parent_run_id: runId(0),
        tracenest: linking([
          { run_id: runId(2).toUpperCase(), trace_id: runId(0), kind: 'batch' },
          { run_id: runId(9), trace_id: runId(8), kind: 'queue' },
        ]),
      }),
      skeleton({ id: runId(2), trace_id: runId(0), parent_run_id: runId(0) }),
    ];
    const from = { run_id: runId(7), trace_id: runId(6), kind: 'retry' };
    const { rows } = assemble(runs, { ...facts, linkedFrom: { [runId(2)]: [from], [runId(5)]: [from] } });
    expect(rows.map(({ links, linked_from }) => [links, linked_from])).toEqual([
      [[], []],
      [
        [
          { run_id: runId(2), trace_id: runId(0), kind: 'batch', row: 2 },
          { run_id: runId(9), trace_id: runId(8), kind: 'queue', row: -1 },
        ],
        [],
      ],
      [
        [],
        [
          { run_id: runId(1), trace_id: runId(0), kind: 'batch', row: 1 },
          { ...from, row: -1 },
        ],
      ],
    ]);
  });

  test('what cannot be read as a link is passed over', () => {
    for (const sent of [null, 'x', [null, 7, {}, { run_id: 'x', trace_id: runId(0) }, { run_id: runId(1) }]]) {
      expect(assemble([skeleton({ id: runId(0), tracenest: linking(sent) })], facts).rows[0]?.links).toEqual([]);
    }
  });
});

describe('depth', () => {
  test('beyond 100,000 levels it is said, once', () => {
    const chain = (levels: number): ReturnType<typeof assemble> =>
      assemble(
        Array.from({ length: levels }, (_, n) =>
          skeleton({ id: runId(n), parent_run_id: n === 0 ? null : runId(n - 1) }),
        ),
        facts,
      );
    expect(chain(100_001).findings).toEqual([
      { code: 'too-deep', severity: 'hint', evidence: { depth: 100_001, limit: 100_000 }, run_id: runId(0) },
    ]);
  });
});
