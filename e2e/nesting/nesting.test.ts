/**
 * Our SDK over the whole corpus. What it does not get right yet stands in known-wrong.json, each with
 * its reason; a program that becomes right must be taken off the list.
 */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { CLASSES, listPrograms } from './corpus.js';
import { judge, parseTree, type Recorded } from './judge.js';
import { runCorpus } from './run-corpus.js';
import type { Result } from './run-program.js';

const programs = listPrograms();
const knownWrong = JSON.parse(readFileSync(new URL('known-wrong.json', import.meta.url), 'utf8')) as Record<
  string,
  string
>;

describe('the corpus', () => {
  let results: Map<string, Result>;

  beforeAll(async () => {
    results = new Map((await runCorpus(['ours'])).map((result) => [result.program.id, result]));
  });

  test.each(programs)('$id', ({ id }) => {
    const result = results.get(id);
    const { tree, isRight, why } = result ?? { tree: '', isRight: false, why: 'it was not run' };
    const reason = knownWrong[id];
    const asExpected = reason === undefined ? 'right' : 'wrong';
    const account = `expected ${result?.expected.tree}, recorded ${tree}, ${why}; known-wrong.json says: ${reason ?? 'nothing'}`;
    expect(isRight ? 'right' : 'wrong', account).toBe(asExpected);
  });

  test('has programs in every class, a hundred and more in all', () => {
    for (const kind of Object.keys(CLASSES))
      expect(programs.filter((program) => program.kind === kind).length).toBeGreaterThan(4);
    expect(programs.length).toBeGreaterThan(100);
  });

  test('what is known to be wrong names programs that are there, each with a reason', () => {
    const ids = programs.map(({ id }) => id);
    for (const [id, reason] of Object.entries(knownWrong)) {
      expect(ids).toContain(id);
      expect(reason).toMatch(/\w.*\.$/);
    }
  });
});

describe('the judge', () => {
  const run = (name: string, parent: string | null, more: Partial<Recorded> = {}): Recorded => ({
    ...{ id: name, parent, name, start: name, endMs: 2, findings: [] },
    ...more,
  });
  const pair = [run('a', null), run('b', 'a')];
  const warned = [run('a', null), run('b', 'a', { findings: [{ code: 'stale-parent', severity: 'warning' }] })];
  const judged = (expected: Parameters<typeof judge>[1], runs: readonly Recorded[], failure?: string) =>
    judge('ours', expected, { runs, begunTwice: [], failure });

  test.each([
    ['the very tree is right', { is: 'automatic', tree: 'a(b)' }, pair, ''],
    ['another place is wrong', { is: 'automatic', tree: 'a b' }, pair, 'another tree'],
    [
      'an open run is wrong',
      { is: 'automatic', tree: 'a(b)' },
      [run('a', null), run('b', 'a', { endMs: null })],
      'another tree',
    ],
    ['an absent parent is wrong', { is: 'automatic', tree: 'b' }, [run('b', 'a')], 'another tree'],
    ['a warning is a false alarm', { is: 'automatic', tree: 'a(b)' }, warned, 'false alarm: stale-parent'],
    ['a finding explains', { is: 'explained', tree: 'a(b)', finding: 'stale-parent' }, warned, ''],
    [
      'another finding does not',
      { is: 'explained', tree: 'a(b)', finding: 'bad-parent' },
      warned,
      'no finding bad-parent',
    ],
    [
      'the end of the parent counts',
      { is: 'automatic', tree: 'a(b)', ends: ['b', 'a'] },
      [run('a', null, { endMs: 1 }), run('b', 'a')],
      'does not end in the order b, a',
    ],
  ] as const)('%s', (_, expected, runs, why) => {
    const verdict = judged(expected, runs);
    expect(verdict.why).toBe(why);
    expect(verdict.isRight).toBe(why === '');
  });

  test('a program that fails is wrong, and so is a run that begins twice', () => {
    expect(judged({ is: 'automatic', tree: 'a(b)' }, pair, 'Error: no').why).toBe('Error: no');
    expect(
      judge('ours', { is: 'automatic', tree: 'a(b)' }, { runs: pair, begunTwice: ['a'], failure: undefined }).isRight,
    ).toBe(false);
  });

  test('the order of siblings counts for ours only', () => {
    const runs = [run('r', null), run('b', 'r', { start: '1' }), run('c', 'r', { start: '2' })];
    const expected = { is: 'automatic', tree: 'r(c,b)' } as const;
    expect(judged(expected, runs).isRight).toBe(false);
    expect(judge('langsmith', expected, { runs, begunTwice: [], failure: undefined }).isRight).toBe(true);
  });

  test('a tree is read as it is written', () => {
    expect(parseTree('a(b(c),d?) missing:e')).toEqual([
      {
        text: 'a',
        children: [
          { text: 'b', children: [{ text: 'c', children: [] }] },
          { text: 'd?', children: [] },
        ],
      },
      { text: 'missing:e', children: [] },
    ]);
  });
});
