/** Traces that seem to be one with the trace that is read, and those that are shown as one with it. */
import type { JoinAnswer, SplitAnswer, TraceAnswer } from './answers.js';

/** Which side of the two is read: the one that went astray, or the one where it belongs. */
export type Side = 'astray' | 'home';

export function sideOf(split: Pick<SplitAnswer, 'trace_id'>, traceId: string): Side {
  return split.trace_id === traceId ? 'astray' : 'home';
}

/** What the server is asked to show as one. */
export function wishOf({ run_id, trace_id, parent_id, parent_trace_id }: SplitAnswer): Omit<JoinAnswer, 'by'> {
  return { run_id, trace_id, parent_id, parent_trace_id };
}

/** What to tell of one side of the trace: suspicions that are not acted on, and joins that are. */
export interface SplitNews {
  /** Not shown as one: certain ones first. */
  suspected: readonly SplitAnswer[];
  joined: readonly JoinAnswer[];
}

export function splitNews({ splits, joins }: Pick<TraceAnswer, 'splits' | 'joins'>): SplitNews {
  const open = splits.filter((split) => !split.is_joined);
  return {
    suspected: [...open.filter(isCertain), ...open.filter((split) => !isCertain(split))],
    joined: joins,
  };
}

function isCertain({ severity }: SplitAnswer): boolean {
  return severity === 'warning';
}
