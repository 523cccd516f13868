/** Traces that seem to be one with the trace that is read, and those that are shown as one with it. */
import type { JoinAnswer, SplitAnswer, TraceAnswer } from './answers.js';
import type { TraceShape } from './trace-shape.js';

/** Which side of the two is read: the one that went astray, or the one where it belongs. */
export type Side = 'astray' | 'home';

export function sideOf(split: Pick<SplitAnswer, 'trace_id'>, traceId: string): Side {
  return split.trace_id === traceId ? 'astray' : 'home';
}

/** What the server is asked to show as one. */
export function wishOf({ run_id, trace_id, parent_id, parent_trace_id }: SplitAnswer): Omit<JoinAnswer, 'by'> {
  return { run_id, trace_id, parent_id, parent_trace_id };
}

/** What is told as one, as the calls of a pool of threads are: of one place and with one reason. At least one. */
type Group<Item> = readonly [Item, ...Item[]];
export type SplitGroup = Group<SplitAnswer>;
export type JoinGroup = Group<JoinAnswer>;

/** What to tell of one side of the trace: suspicions that are not acted on, and joins that are. */
export interface SplitNews {
  /** Not shown as one: certain ones first. Those of which the same is to be said are told as one. */
  suspected: readonly SplitGroup[];
  joined: readonly JoinGroup[];
}

export function splitNews({ splits, joins }: Pick<TraceAnswer, 'splits' | 'joins'>): SplitNews {
  const open = splits.filter((split) => !split.is_joined);
  return {
    suspected: inGroups(
      [...open.filter(isCertain), ...open.filter((split) => !isCertain(split))],
      ({ parent_id, run_name, severity, evidence, remedy }) => [parent_id, run_name, severity, remedy, ...evidence],
    ),
    joined: inGroups(joins, ({ parent_id, by }) => [parent_id, by]),
  };
}

function inGroups<Item>(items: readonly Item[], keyOf: (item: Item) => string[]): Group<Item>[] {
  const groups = new Map<string, [Item, ...Item[]]>();
  for (const item of items) {
    const key = JSON.stringify(keyOf(item));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return [...groups.values()];
}

function isCertain({ severity }: SplitAnswer): boolean {
  return severity === 'warning';
}

/** Name of the run below which a joined trace is shown, if the evidence tells it; else its id. */
export function otherSide({ splits }: Pick<TraceAnswer, 'splits'>, { run_id, parent_id }: JoinAnswer): string {
  return splits.find((split) => split.run_id === run_id && split.parent_id === parent_id)?.parent_name ?? parent_id;
}

/** Whether the row is the top of what came in another trace; rows below it are marked by it. */
export function isTopOfJoined({ rows }: Pick<TraceShape, 'rows'>, index: number): boolean {
  const row = rows[index];
  return row?.joined_from !== undefined && rows[row.parent]?.joined_from !== row.joined_from;
}
