/** Two traces compared: at once where they are small, else aligned in a thread of its own. */
import { useMemo } from 'react';
import type { CompareLines } from '../model/compare/compare-lines.js';
import { comparisonOf, compareTraces, type Comparison } from '../model/compare/compare-traces.js';
import { columnsOf, type TwoTrees } from '../model/compare/tree-columns.js';
import { useThread } from './use-thread.js';
import type { LoadedTrace } from './use-trace.js';

export interface ComparedTraces {
  /** Of the same traces as they were before, while newer ones are aligned; undefined: it is on its way. */
  comparison: Comparison | undefined;
  problem: string | null;
}

interface Question {
  a: LoadedTrace;
  b: LoadedTrace;
}

/** Runs of both traces that are aligned before the next frame is drawn. */
const MOST_AT_ONCE = 5000;

export function useComparison(a: LoadedTrace, b: LoadedTrace): ComparedTraces {
  const isHere = a.shape.rows.length + b.shape.rows.length <= MOST_AT_ONCE;
  const here = useMemo(() => (isHere ? compareTraces(a.shape, b.shape) : undefined), [isHere, a.shape, b.shape]);
  const question = useMemo((): Question | null => (isHere ? null : { a, b }), [isHere, a, b]);
  const last = useThread<Question, CompareLines>(beginThread, question, treesOf);
  const isOfThese =
    last !== null && last.of.a.answer.trace_id === a.answer.trace_id && last.of.b.answer.trace_id === b.answer.trace_id;
  const known = isOfThese && !isHere ? last : null;
  const aligned = useMemo(
    () =>
      known !== null && 'answer' in known.told
        ? comparisonOf(known.of.a.shape, known.of.b.shape, known.told.answer)
        : undefined,
    [known],
  );
  return {
    comparison: here ?? aligned,
    problem: known !== null && 'problem' in known.told ? known.told.problem : null,
  };
}

function beginThread(): Worker {
  return new Worker(new URL('./compare-worker.ts', import.meta.url), { type: 'module' });
}

function treesOf({ a, b }: Question): TwoTrees {
  return columnsOf(a.shape, b.shape);
}
