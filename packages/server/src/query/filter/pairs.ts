/**
 * Which conditions of one `and` speak of the same pair of key and value. A `neq` of a key says
 * that no pair has it; beside a key that is there, a `neq` of a value says that the pair has
 * another one; alone, that no pair has this value. Where several keys are asked for, each value
 * goes with the key before it.
 */
import type { Filter, PairCondition, PairName, PairTest } from './syntax.js';

export interface LoosePair extends PairTest {
  kind: 'loose-pair';
  pair: PairName;
}

/** The pair conditions of one `and`, in the order in which they were written. */
export function bindPairs(loose: readonly LoosePair[]): Filter[] {
  const names = [...new Set(loose.map((test) => test.pair))];
  return names.flatMap((pair) =>
    bindOne(
      pair,
      loose.filter((test) => test.pair === pair),
    ),
  );
}

function bindOne(pair: PairName, tests: readonly LoosePair[]): PairCondition[] {
  const none = tests.filter((test) => test.part === 'key' && test.comparator === 'neq').map(positive);
  const bound = tests.filter((test) => !(test.part === 'key' && test.comparator === 'neq'));
  const groups = groupByKey(bound);
  const conditions: PairCondition[] = groups.map((some) => ({ kind: 'pair', pair, some: some.map(testOf), none: [] }));
  if (groups.length === 0) {
    const values = bound.filter((test) => test.comparator !== 'neq').map(testOf);
    const absent = bound.filter((test) => test.comparator === 'neq').map(positive);
    if (values.length > 0) conditions.push({ kind: 'pair', pair, some: values, none: [] });
    none.push(...absent);
  }
  if (none.length > 0) conditions.push({ kind: 'pair', pair, some: [], none });
  return conditions;
}

/** One group for each key that is asked for; empty where none is. Values before the first key go with it. */
function groupByKey(tests: readonly LoosePair[]): LoosePair[][] {
  if (!tests.some((test) => test.part === 'key')) return [];
  const groups: LoosePair[][] = [[]];
  for (const test of tests) {
    const current = groups.at(-1)!;
    if (test.part === 'key' && current.some((other) => other.part === 'key')) groups.push([test]);
    else current.push(test);
  }
  return groups;
}

function positive(test: LoosePair): PairTest {
  return { ...testOf(test), comparator: 'eq' };
}

function testOf({ part, comparator, values }: LoosePair): PairTest {
  return { part, comparator, values };
}
