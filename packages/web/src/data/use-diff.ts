/** Two JSON values compared: at once where they are small, else in a thread of its own. */
import { useMemo } from 'react';
import { jsonDiff, type DiffSide, type JsonDiff } from '../model/compare/json-diff.js';
import type { AskedDiff, AskedSide } from './diff-worker.js';
import { useThread } from './use-thread.js';

export interface Diff {
  /** Undefined: it is on its way. */
  diff: JsonDiff | undefined;
  problem: string | null;
}

/** @param isWhole what is the same is told, too */
export function useDiff(before: AskedSide, after: AskedSide, isWhole: boolean): Diff {
  const [valueA, urlA, valueB, urlB] = [before.value, before.url, after.value, after.url];
  const isHere = useMemo(
    () => urlA === null && urlB === null && weigh(valueA) + weigh(valueB) < HEAVY,
    [valueA, urlA, valueB, urlB],
  );
  const here = useMemo(
    () => (isHere ? jsonDiff(valueA, valueB, isWhole) : undefined),
    [isHere, valueA, valueB, isWhole],
  );
  const asked = useMemo(
    (): AskedDiff => ({
      sides: [
        { value: urlA === null ? valueA : null, url: absolute(urlA) },
        { value: urlB === null ? valueB : null, url: absolute(urlB) },
      ],
      isWhole,
    }),
    [valueA, urlA, valueB, urlB, isWhole],
  );
  const last = useThread<AskedDiff, JsonDiff>(beginThread, isHere ? null : asked, itself);
  if (isHere) return { diff: here, problem: null };
  if (last?.of !== asked) return { diff: undefined, problem: null };
  return 'answer' in last.told
    ? { diff: last.told.answer, problem: null }
    : { diff: undefined, problem: last.told.problem };
}

function beginThread(): Worker {
  return new Worker(new URL('./diff-worker.ts', import.meta.url), { type: 'module' });
}

function itself(asked: AskedDiff): AskedDiff {
  return asked;
}

/** Characters and entries that are compared before the next frame is drawn. */
const HEAVY = 20_000;

/** About how much there is to compare; counting ends where that is clear. */
function weigh(value: DiffSide): number {
  let weight = 0;
  const open: unknown[] = [value];
  while (open.length > 0 && weight < HEAVY) {
    const next = open.pop();
    const children = next !== null && typeof next === 'object' ? Object.values(next) : [];
    weight += (typeof next === 'string' ? next.length : 1) + children.length;
    if (weight < HEAVY) open.push(...children);
  }
  return weight;
}

function absolute(url: string | null): string | null {
  return url === null ? null : new URL(url, location.href).href;
}
