/** The search for split traces on recorded programs: what it finds stays right, and the page says what was measured. */
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { judge, measure } from './measure.js';
import { readRecordings } from './recording.js';
import { pageFile, pageWith } from './report.js';

const recordings = readRecordings();
const judged = recordings.map(judge);

test('the corpus is large enough to say something', () => {
  const { splitTraces, lookAlikes } = measure(judged);
  expect(splitTraces).toBeGreaterThanOrEqual(60);
  expect(lookAlikes).toBeGreaterThanOrEqual(60);
});

describe('what is found', () => {
  test('no warning on a healthy trace, and none that names the wrong parent', () => {
    const warnings = judged.flatMap(({ found }) => found.filter(({ severity }) => severity === 'warning'));
    expect(warnings.length).toBeGreaterThan(0);
    expect(warnings.filter(({ isRight }) => !isRight)).toEqual([]);
  });

  test('of ten hints nine are right, and two of three split traces are found', () => {
    const { hints, warnings, splitTraces } = measure(judged);
    expect(hints.right / (hints.right + hints.wrong)).toBeGreaterThan(0.9);
    expect((hints.right + warnings.right) / splitTraces).toBeGreaterThan(0.66);
  });

  test('the order in which records came, and how often, changes nothing', () => {
    const idsOf = (records: (typeof recordings)[number]['records'], of: (typeof recordings)[number]): string[] =>
      judge({ ...of, records })
        .found.map(({ split: { root, parent, cause } }) => `${root.id} ${parent.id} ${cause}`)
        .toSorted();
    fc.assert(
      fc.property(
        fc.constantFrom(...recordings).chain((recording) => {
          const { records } = recording;
          const shuffled = fc.shuffledSubarray([...records, ...records], {
            minLength: records.length * 2,
            maxLength: records.length * 2,
          });
          return fc.record({ recording: fc.constant(recording), shuffled });
        }),
        ({ recording, shuffled }) => {
          expect(idsOf(shuffled, recording)).toEqual(idsOf(recording.records, recording));
        },
      ),
      { numRuns: 200 },
    );
  });
});

test('docs/split-traces.md says what was measured', () => {
  const page = readFileSync(pageFile, 'utf8');
  expect(pageWith(page, judged), 'run npm run split-corpus -- write').toBe(page);
});
