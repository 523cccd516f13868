/** What is answered of a trace that is too large, and that its rows stay one tree. */
import { assemble, type TraceTree } from '@tracenest/tree';
import fc from 'fast-check';
import { mergeRecords, toSkeleton } from 'tracenest/wire';
import { expect, test } from 'vitest';
import { pickRows, renumbered, type PickedRows } from './pick-rows.js';
import { rowAnswer } from './row-answer.js';

const idOf = (index: number): string => `0192a000-0000-7000-8000-${String(index).padStart(12, '0')}`;
const nothing = { joinedIds: new Set<string>(), linksIn: new Map<string, never[]>() };

/** Runs below those before them; `failed` are errors. */
function treeOf(parents: readonly number[], failed: readonly number[] = []): TraceTree {
  const runs = parents.map((parent, index) => {
    const times = { start_time: 1_780_000_000_000 + index, end_time: 1_780_000_001_000 };
    const error = failed.includes(index) ? 'broke' : null;
    const parent_run_id = parent < 0 ? null : idOf(parent);
    const record = {
      op: 'create' as const,
      id: idOf(index),
      trace_id: idOf(0),
      name: 'run',
      parent_run_id,
      error,
      ...times,
    };
    return toSkeleton(mergeRecords([{ record, received: 1 }]));
  });
  return assemble(runs, { now: 1_780_000_100_000 });
}

const answersOf = ({ rows }: TraceTree, picked: PickedRows): ReturnType<typeof renumbered> => {
  const answers = picked.indices.flatMap((index) => {
    const row = rows[index];
    return row === undefined ? [] : [rowAnswer(row, undefined, undefined, nothing)];
  });
  return renumbered(answers, picked, rows);
};

test('a trace that fits is shown whole', () => {
  const { rows } = treeOf([-1, 0, 0]);
  expect(pickRows(rows, null, 3)).toMatchObject({ indices: [0, 1, 2], leftOut: null });
});

test('of one that does not, the uppermost levels and the way to each error', () => {
  // A root with 41 steps, of which one leads, two levels down, to an error.
  const tree = treeOf([-1, 0, 1, 2, ...Array.from({ length: 40 }, () => 0)], [3]);
  const picked = pickRows(tree.rows, null, 20) ?? expect.fail();
  const some = answersOf(tree, picked);
  expect(picked.leftOut).toMatchObject({ rows: 24, of: 44 });
  expect(some.map(({ depth, status }) => `${depth} ${status}`).slice(0, 5)).toEqual([
    '0 success',
    '1 success',
    '2 success',
    '3 error',
    '1 success',
  ]);
  expect(some).toHaveLength(20);
  expect(some[0]?.hidden).toBe(24);
});

test('a run and all below it', () => {
  const tree = treeOf([-1, 0, 1, 2, 0]);
  const picked = pickRows(tree.rows, idOf(1)) ?? expect.fail();
  expect(answersOf(tree, picked).map(({ id, parent, depth }) => [id, parent, depth])).toEqual([
    [idOf(1), -1, 0],
    [idOf(2), 0, 1],
    [idOf(3), 1, 2],
  ]);
  expect(picked.leftOut).toMatchObject({ rows: 2, of: 5 });
  expect(pickRows(tree.rows, idOf(9))).toBeNull();
});

test('whatever is left out, each row shown has its parent, and every row is shown or counted', () => {
  const parents = fc
    .array(fc.nat(), { minLength: 1, maxLength: 40 })
    .map((list) => list.map((n, i) => (i === 0 ? -1 : n % i)));
  fc.assert(
    fc.property(parents, fc.array(fc.nat(39)), fc.integer({ min: 1, max: 40 }), (list, failed, maxRows) => {
      const tree = treeOf(list, failed);
      const picked = pickRows(tree.rows, null, maxRows) ?? expect.fail();
      const shown = answersOf(tree, picked);
      expect(shown).toHaveLength(Math.min(maxRows, list.length));
      let hidden = 0;
      shown.forEach((row, index) => {
        hidden += row.hidden ?? 0;
        expect(row.parent).toBeLessThan(index);
        expect(row.depth).toBe(row.parent === -1 ? 0 : (shown[row.parent]?.depth ?? Number.NaN) + 1);
        expect(shown[row.parent]?.id ?? null).toBe(
          tree.rows[tree.rows[picked.indices[index] ?? -1]?.parent ?? -1]?.id ?? null,
        );
      });
      expect(shown.length + hidden).toBe(list.length);
    }),
  );
});
