/** Two JSON values compared: at once where they are small, else in a thread of its own. */
import { useEffect, useMemo, useState } from 'react';
import { jsonDiff, type DiffSide, type JsonDiff } from '../model/compare/json-diff.js';
import type { AskedDiff, AskedSide, ToldDiff } from './diff-worker.js';

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
  const [told, setTold] = useState<{ of: AskedDiff; answer: ToldDiff } | null>(null);
  useEffect(() => {
    if (isHere) return undefined;
    const worker = new Worker(new URL('./diff-worker.ts', import.meta.url), { type: 'module' });
    const take = (answer: ToldDiff): void => setTold({ of: asked, answer });
    worker.addEventListener('message', ({ data }: MessageEvent<ToldDiff>) => take(data));
    worker.addEventListener('error', () => take({ problem: 'the thread that compares them ended' }));
    worker.postMessage(asked);
    return () => worker.terminate();
  }, [isHere, asked]);
  if (isHere) return { diff: here, problem: null };
  if (told?.of !== asked) return { diff: undefined, problem: null };
  return 'diff' in told.answer
    ? { diff: told.answer.diff, problem: null }
    : { diff: undefined, problem: told.answer.problem };
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
