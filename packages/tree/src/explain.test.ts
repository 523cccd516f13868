import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Finding, Json } from 'tracenest/wire';

import { assemble } from './assemble.js';
import { explain } from './explain.js';
import { findingTable } from './findings.js';
import { runId, skeleton } from './runs.fixture.js';

const table: unknown = JSON.parse(
  readFileSync(new URL('../../../fixtures/contract/findings.json', import.meta.url), 'utf8'),
);

function finding(code: string, evidence: Record<string, Json>): Finding {
  return { code, severity: 'hint', evidence };
}

describe('the table of findings', () => {
  test('is that of the contract', () => {
    expect(findingTable).toEqual(table);
  });

  test('has each code once', () => {
    expect(new Set(findingTable.map(({ code }) => code)).size).toBe(findingTable.length);
  });
});

describe('in words', () => {
  test.each(findingTable)('$code: nothing is left unfilled without evidence', ({ code, severity }) => {
    const { sentence, remedy } = explain({ code, severity });
    for (const text of [sentence, remedy]) {
      expect(text).toMatch(/^\S.*\S$/);
      expect(text).not.toMatch(/\{\w+\}|undefined|null|NaN|\[object/);
    }
  });

  test('nothing is left unfilled, whatever the evidence', () => {
    const names = findingTable.flatMap(({ sentence, remedy }) => `${sentence}${remedy}`.match(/\w+(?=\})/g) ?? []);
    const value = fc.jsonValue() as fc.Arbitrary<Json>;
    const evidence = fc.dictionary(fc.constantFrom(...names, 'offset_ms', 'silent_ms', 'age_ms'), value);
    fc.assert(
      fc.property(fc.constantFrom(...findingTable), evidence, ({ code }, said) => {
        const texts = Object.values(explain(finding(code, said)));
        // Braces may come from the evidence; names of the table in braces must not.
        const sent = JSON.stringify(said);
        for (const text of texts) {
          for (const name of names) expect(!text.includes(`{${name}}`) || sent.includes(`{${name}}`)).toBe(true);
        }
      }),
    );
  });

  test.each([
    [
      finding('missing-parent', { parent_id: runId(7), elsewhere: 'other-trace' }),
      'The parent of “charge” was never received.',
      /^It was received in another trace\. If the parent's process/,
    ],
    [
      finding('missing-parent', { elsewhere: null }),
      'The parent of “charge” was never received.',
      /^Nothing is known of it here\. /,
    ],
    [
      finding('ambiguous-parent', { n: 2 }),
      '2 runs of this trace carry the span id that “charge” names as its parent.',
      /^Use random run ids/,
    ],
    [
      finding('cycle', { n: 7, runs: ['a', { id: runId(1), name: 'b' }] }),
      '“a”, “b” and 5 more name each other as parents.',
      /the parent handed over at the place where it was called\.$/,
    ],
    [
      finding('two-roots', { n: 2, runs: [{ id: runId(1), name: null }, 'b'] }),
      `The trace has 2 runs without a parent: ${runId(1)} and “b”.`,
      /give it the root as parent/,
    ],
    [
      finding('late-child', { ms: 4210, parent: { id: 'x', name: 'shop' } }),
      '“charge” began 4.21 s after its parent “shop” had ended.',
      /await it/,
    ],
    [
      finding('clock-skew', { service: 'stock', offset_ms: 4900 }),
      'The clock of “stock” is 4.90 s off; its runs are shown shifted.',
      /Synchronise/,
    ],
    [
      finding('other-project', { project: 'beta', other: 'alpha' }),
      '“charge” is filed under project “beta”, its parent under “alpha”.',
      /LANGSMITH_PROJECT/,
    ],
    [
      finding('unfinished', { reason: 'process-gone' }),
      '“charge” has no end. Its process has ended.',
      /^Call shutdown\(\)/,
    ],
    ...(
      [
        ['killed', null, 'Its process ended by SIGKILL or a crash at about 14:03:22 UTC.'],
        ['finished', 0, 'Its process ended normally at 14:03:22 UTC without ending this run.'],
        ['exit', 3, 'Its process was ended by process.exit() (exit code 3) at 14:03:22 UTC while this run was open.'],
        ['uncaught-error', 1, 'Its process ended by an uncaught error (exit code 1) at 14:03:22 UTC.'],
        ['by magic', 1, 'Its process has ended.'],
      ] as const
    ).map(([how, exit_code, words]): [Finding, string, RegExp] => [
      finding('unfinished', { reason: 'process-gone', how, exit_code, last_sign_of_life: '2026-11-20T14:03:22.417Z' }),
      `“charge” has no end. ${words}`,
      /^Call shutdown\(\)/,
    ]),
    [
      finding('unfinished', { reason: 'silent', silent_ms: 900_000 }),
      '“charge” has no end. Nothing has arrived for the trace for 15 m 00 s.',
      /flush\(\)/,
    ],
    [
      finding('unfinished', { reason: 'old', age_ms: 90_000_000 }),
      '“charge” has no end. It began 1 d 01 h ago, and nothing in its trace began since yesterday.',
      /end\(\)/,
    ],
    [
      finding('bad-header', { header: 'langsmith-trace', reason: 'no id' }),
      'The header langsmith-trace could not be read: no id.',
      /guide/,
    ],
    [
      finding('placement-changed', { field: 'parent' }),
      'An update of “charge” names another parent than its beginning did.',
      /first value stands/,
    ],
    [
      finding('made-in-the-future', {}),
      'The program that was traced reports “made-in-the-future”, which this version does not know.',
      /Update/,
    ],
  ])('%j', (one, sentence, remedy) => {
    const words = explain(one, { name: 'charge' });
    expect(words.sentence).toBe(sentence);
    expect(words.remedy).toMatch(remedy);
  });

  test('the run is found in its tree; its name is no template', () => {
    const tree = assemble([skeleton({ id: runId(1), name: '{remedy} {run}', parent_run_id: runId(2) })], {
      now: Date.now(),
    });
    expect(tree.findings.map((one) => explain(one, tree).sentence)).toEqual([
      'The parent of “{remedy} {run}” was never received.',
    ]);
    expect(explain({ code: 'self-parent', severity: 'hint', run_id: runId(9) }, tree).sentence).toContain(runId(9));
  });

  test('a split is told of its root on both sides, and only an id makes it sure', () => {
    const split = finding('split-trace', {
      run: { id: runId(1), name: 'inner' },
      parent: { id: runId(2), name: 'outer' },
      evidence: ['both ran in the same process'],
    });
    for (const name of ['inner', 'outer']) {
      expect(explain(split, { name }).sentence).toBe(
        '“inner” became a trace of its own, but seems to belong below “outer”: both ran in the same process.',
      );
    }
    expect(explain({ ...split, severity: 'warning' }).sentence).toContain(
      '“inner” became a trace of its own, but belongs',
    );
  });

  test('long names are shortened', () => {
    const { sentence } = explain(finding('other-project', { project: 'x'.repeat(10_000) }), {
      name: 'y'.repeat(10_000),
    });
    expect(sentence.length).toBeLessThan(400);
  });

  test('keys of Object.prototype are no reasons', () => {
    expect(explain(finding('unfinished', { reason: 'constructor' })).sentence).toBe('This run has no end. constructor');
    expect(explain(finding('missing-parent', { elsewhere: 'toString' })).remedy).toMatch(/^Nothing is known/);
  });
});
