/** What the search for split traces finds in recorded programs, held against their labels. */
import { findSplits, splitFactsOf, splitFinding, type Split } from '@tracenest/tree';
import { mergeTrace, type MergedRun } from 'tracenest/wire';
import type { Recording } from './recording.js';

export interface Found {
  split: Split;
  severity: string;
  isRight: boolean;
}

export interface Judged {
  recording: Recording;
  /** Roots that belong below another run, and roots that do not. */
  split: MergedRun[];
  healthy: MergedRun[];
  found: Found[];
}

export function judge(recording: Recording): Judged {
  const runs = mergeTrace(recording.records.map((record, received) => ({ record, received })));
  const byId = new Map(runs.map((run) => [run.id, run]));
  const { roots, candidates } = splitFactsOf(runs);
  const isSplit = ({ name }: { name: string | null }): boolean => Object.hasOwn(recording.splits, name ?? '');
  const merged = roots.flatMap(({ id }) => byId.get(id) ?? []);
  return {
    recording,
    split: merged.filter(isSplit),
    healthy: merged.filter((run) => !isSplit(run)),
    found: findSplits(roots, candidates).map((split) => ({
      split,
      severity: splitFinding(split).severity,
      isRight:
        isSplit(split.root) &&
        recording.splits[split.root.name ?? ''] === split.parent.name &&
        isForTheSame(byId.get(split.root.id), byId.get(split.parent.id)),
    })),
  };
}

/** Programs pass whose work it is as the first text of a run's inputs. */
function isForTheSame(root: MergedRun | undefined, parent: MergedRun | undefined): boolean {
  const [a, b] = [root, parent].map((run) => (run?.inputs as { request?: string } | null)?.request);
  return a === undefined || b === undefined || a === b;
}

export interface Measured {
  programs: number;
  splitTraces: number;
  /** Roots of programs that split nothing. */
  lookAlikes: number;
  /** Roots of programs that split something, which stand where they belong. */
  others: number;
  warnings: Score;
  hints: Score;
}

export interface Score {
  right: number;
  wrong: number;
}

export function measure(judged: readonly Judged[]): Measured {
  const found = judged.flatMap((each) => each.found);
  const score = (severity: string): Score => ({
    right: found.filter((each) => each.severity === severity && each.isRight).length,
    wrong: found.filter((each) => each.severity === severity && !each.isRight).length,
  });
  const isWhole = ({ split }: Judged): boolean => split.length === 0;
  return {
    programs: judged.length,
    splitTraces: sum(judged, ({ split }) => split.length),
    lookAlikes: sum(judged.filter(isWhole), ({ healthy }) => healthy.length),
    others: sum(
      judged.filter((each) => !isWhole(each)),
      ({ healthy }) => healthy.length,
    ),
    warnings: score('warning'),
    hints: score('hint'),
  };
}

function sum(judged: readonly Judged[], numberOf: (each: Judged) => number): number {
  return judged.reduce((total, each) => total + numberOf(each), 0);
}
