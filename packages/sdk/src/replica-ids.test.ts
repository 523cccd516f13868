import fc from 'fast-check';
import { computeRunIdForSecondaryReplica as officialId, uuid7 } from 'langsmith';
import { describe, expect, test } from 'vitest';
import { computeRunIdForSecondaryReplica } from './replica-ids.js';

describe('the id of a run in a replica', () => {
  test('is the one that the official package says, for projects of any name', () => {
    const names = fc.string({ minLength: 1, maxLength: 300, unit: 'binary' });
    fc.assert(
      fc.property(names, (project) => {
        const id = uuid7();
        expect(computeRunIdForSecondaryReplica(id, project)).toBe(officialId(id, project));
      }),
      { numRuns: 300 },
    );
  });

  test.each([1, 91, 92, 202, 203, 204, 260, 986, 987, 988, 2100, 5000])('also for a name of %i bytes', (length) => {
    const id = '01a1fab1-0263-7000-8000-03dc7cfd3782';
    const project = 'ab'.repeat(length).slice(0, length);
    expect(computeRunIdForSecondaryReplica(id, project)).toBe(officialId(id, project));
    expect(computeRunIdForSecondaryReplica(id.toUpperCase(), project)).toBe(officialId(id, project));
  });

  test('cannot be made of an id without a time, nor for no project', () => {
    const id = '01a1fab1-0263-7000-8000-03dc7cfd3782';
    expect(() => computeRunIdForSecondaryReplica(id, '')).toThrow('projectName is ""');
    expect(() => computeRunIdForSecondaryReplica(id.replace('-7000', '-4000'), 'b')).toThrow('a UUID version 7');
    expect(() => computeRunIdForSecondaryReplica('nothing', 'b')).toThrow('a UUID version 7');
  });
});
