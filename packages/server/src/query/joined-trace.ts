/** A trace with those that hang below it as one tree, and what else seems to belong to it. */
import { joinRuns } from '@tracenest/tree';
import { mergeTrace } from 'tracenest/wire';
import type { MergedRun } from 'tracenest/wire';
import { readProcesses } from '../store/processes.js';
import { readTraceRecords } from '../store/records.js';
import type { Reader } from '../store/store.js';
import { assembleRuns, type AssembledTrace } from './get-trace.js';
import { skeletonsOf } from './merge-skeletons.js';
import { readLinksIn } from './read-links.js';
import { joinsBelow, readSplits, type Beside } from './read-splits.js';

/** `join`: false shows the trace alone. */
export async function withJoined(
  reader: Reader,
  alone: AssembledTrace,
  join: boolean,
  nowMs: number,
): Promise<{ assembled: AssembledTrace; beside: Beside }> {
  const [splits, below, linksIn] = await Promise.all([
    readSplits(reader, [alone.trace_id]),
    joinsBelow(reader, alone.trace_id),
    readLinksIn(reader, alone.trace_id),
  ]);
  const others = join ? below.traceIds.filter((id) => id !== alone.trace_id) : [];
  const beside: Beside = {
    splits,
    joins: join ? below.joins : below.joins.filter(({ trace_id }) => trace_id === alone.trace_id),
    joinedIds: new Set(others),
    linksIn,
  };
  if (others.length === 0) return { assembled: alone, beside };
  const joined: MergedRun[] = [];
  // One by one: span ids of two traces may be equal.
  for (const id of others) joined.push(...mergeTrace(await readTraceRecords(reader, id, { payloads: false })));
  const said = skeletonsOf(joined);
  const runs = joinRuns(
    [...alone.tree.rows.flatMap(({ run }) => run ?? []), ...said.runs],
    below.joins.filter(({ trace_id }) => beside.joinedIds.has(trace_id)),
  );
  const reports = new Map([...alone.reports, ...said.reports]);
  const languages = new Map([...alone.languages, ...said.languages]);
  const lookUp = (instances: readonly string[]): ReturnType<typeof readProcesses> => readProcesses(reader, instances);
  return { assembled: await assembleRuns(reader, alone.trace_id, { runs, reports, languages }, nowMs, lookUp), beside };
}
