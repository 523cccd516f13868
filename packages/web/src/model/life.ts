/** What is known of the processes behind a trace: still at work, or ended and how. */
import { timeToMs } from 'tracenest/wire';
import type { ExplainedFinding, ProcessAnswer } from './answers.js';

/** Why a run has no end and will have none; null: it is not unfinished. */
export function unfinishedWords(findings: readonly ExplainedFinding[] | undefined): string | null {
  return findings?.find((finding) => finding.code === 'unfinished')?.sentence ?? null;
}

/**
 * `still working, last sign of life 2 s ago`: of the process that was heard last; null: none is
 * known to be alive.
 *
 * @param nowMs the server's clock
 */
export function signOfLife(processes: readonly ProcessAnswer[], nowMs: number): string | null {
  let lastMs = Number.NEGATIVE_INFINITY;
  for (const { state, last_seen } of processes) {
    if (state === 'alive' && last_seen !== null) lastMs = Math.max(lastMs, timeToMs(last_seen));
  }
  if (lastMs === Number.NEGATIVE_INFINITY) return null;
  const seconds = Math.max(0, Math.floor((nowMs - lastMs) / 1000));
  return `still working, last sign of life ${seconds === 0 ? 'just now' : `${seconds} s ago`}`;
}

/** How a process stands: `alive`, `exited with code 1`, `gone without a word`, `nothing heard of it`. */
export function processWords({ state, ended }: ProcessAnswer): string {
  if (ended !== null) return endWords[ended.reason](ended.code);
  if (state === 'alive') return 'alive';
  return state === 'gone' ? 'gone without a word: killed, or crashed' : 'nothing heard of it';
}

const endWords = {
  finished: () => 'ended: nothing was left to do',
  exit: (code: number) => `ended by the program, with code ${code}`,
  'uncaught-error': () => 'ended by an error that nobody caught',
} satisfies Record<string, (code: number) => string>;
