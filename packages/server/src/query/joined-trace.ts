/** A trace with those that hang below it as one tree, and what else seems to belong to it. */
import { joinRuns } from '@tracenest/tree';
import { mergeTrace } from 'tracenest/wire';
import type { MergedRun, RunLink } from 'tracenest/wire';
import { readProcesses } from '../store/processes.js';
import { readTraceRecords } from '../store/records.js';
import type { Reader } from '../store/store.js';
import { glanceAt } from './glance.js';
import { assembleRuns, type AssembledTrace } from './get-trace.js';
import { skeletonsOf } from './merge-skeletons.js';
import { readLinksIn } from './read-links.js';
import { joinsBelow, readSplits, type Beside, type SplitRow } from './read-splits.js';

/** What other traces say of one. Values that JSON can tell apart. */
export interface Around {
  traceId: string;
  splits: SplitRow[];
  below: Awaited<ReturnType<typeof joinsBelow>>;
  /** By the runs they lead to. */
  linksIn: [runId: string, links: RunLink[]][];
}

/** `isAlone`: of a glance at it. */
export async function readAround(reader: Reader, traceId: string, isAlone: boolean): Promise<Around> {
  if (isAlone) {
    return { traceId, splits: [], below: { traceIds: [traceId], joins: [] }, linksIn: [] };
  }
  const [splits, below, linksIn] = await Promise.all([
    readSplits(reader, [traceId]),
    joinsBelow(reader, traceId),
    readLinksIn(reader, traceId),
  ]);
  return { traceId, splits, below, linksIn: [...linksIn] };
}

/** The same of a trace at which nobody glanced yet. */
export async function lookAround(reader: Reader, traceId: string): Promise<Around> {
  return readAround(reader, traceId, (await glanceAt(reader, traceId)).isAlone);
}

/** `join`: false shows the trace alone. */
export async function withJoined(
  reader: Reader,
  alone: AssembledTrace,
  asked: Around,
  join: boolean,
  nowMs: number,
): Promise<{ assembled: AssembledTrace; beside: Beside }> {
  // A trace may be shown under another id than it was asked for.
  const { splits, below, linksIn } =
    asked.traceId === alone.trace_id ? asked : await lookAround(reader, alone.trace_id);
  const others = join ? below.traceIds.filter((id) => id !== alone.trace_id) : [];
  const beside: Beside = {
    splits,
    joins: join ? below.joins : below.joins.filter(({ trace_id }) => trace_id === alone.trace_id),
    joinedIds: new Set(others),
    linksIn: new Map(linksIn),
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
