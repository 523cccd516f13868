/** One run, whole: what it said, how it came to its place, and what is wrong with it. */
import { jsonText, mergeTrace } from 'tracenest/wire';
import type { Json, MergedRun, RunDetail, RunExtra } from 'tracenest/wire';
import type { Reader } from '../store/store.js';
import { readRunRecords } from '../store/records.js';
import { projectName } from './find-project.js';
import { explainFinding } from './get-trace.js';
import { placementSentence } from './placement-words.js';
import { readHeads } from './trace-heads.js';
import type { TreeCache } from './tree-cache.js';

/** What of a run is asked for. `head`: without an input or output of more than {@link LARGE}. */
export type RunPart = 'whole' | 'head' | 'inputs' | 'outputs';

/** Characters of JSON. */
const LARGE = 1_000_000;

export interface RunAsk {
  runId: string;
  /** Where the caller knows it: spares a look-up. */
  traceId: string | null;
}

/** The part of a run that is asked for. */
export function partOfRun(detail: RunDetail, part: RunPart): RunDetail | Json {
  if (part === 'whole') return detail;
  if (part !== 'head') return detail[part] ?? null;
  const inputs = jsonText(detail.inputs ?? null).length;
  const outputs = jsonText(detail.outputs ?? null).length;
  if (inputs <= LARGE && outputs <= LARGE) return detail;
  return {
    ...detail,
    ...(inputs > LARGE && { inputs: null }),
    ...(outputs > LARGE && { outputs: null }),
    large: { ...(inputs > LARGE && { inputs }), ...(outputs > LARGE && { outputs }) },
  };
}

/** Null if no record of it was received. `nowMs`: milliseconds since 1970. */
export async function getRun(
  reader: Reader,
  trees: TreeCache,
  { runId, traceId }: RunAsk,
  nowMs: number,
): Promise<RunDetail | null> {
  const found = await readRunRecords(reader, runId, traceId ?? undefined);
  const run = found === null ? null : mergedRun(found.records, runId);
  if (found === null || run === null) return null;
  const isNamed = run.project !== null && run.name !== null && run.name !== '';
  const isKnown = isNamed && (await hasNoFindings(reader, found.traceId));
  const assembled = isKnown ? null : await trees.get(found.traceId, nowMs);
  const project = assembled?.project ?? run.project ?? 'default';
  const row = assembled?.tree.rows.find((candidate) => candidate.id === run.id || run.aliases.includes(candidate.id));
  return {
    id: run.id,
    trace_id: found.traceId,
    parent_run_id: run.parent_run_id,
    dotted_order: run.dotted_order,
    project: run.project === null ? project : await projectName(reader, run.project),
    name: row?.name ?? run.name ?? run.id,
    run_type: run.run_type,
    status: run.status,
    start_time: run.start_time,
    end_time: run.end_time,
    first_token_time: run.first_token_time,
    inputs: run.inputs,
    outputs: run.outputs,
    error: run.error,
    events: run.events,
    tags: run.tags,
    metadata: run.extra.metadata ?? {},
    runtime: run.extra.runtime ?? {},
    extra: otherExtra(run.extra),
    serialized: run.serialized,
    tokens: run.usage,
    placement: {
      kind: run.tracenest?.placement ?? null,
      sentence: placementSentence(run),
      ancestry: run.tracenest?.ancestry ?? null,
      remote: run.tracenest?.remote ?? null,
      process: run.tracenest?.process ?? null,
      links: run.tracenest?.links ?? [],
    },
    findings:
      assembled === null || row === undefined
        ? []
        : row.findings.map((finding) => explainFinding({ ...finding, run_id: row.id }, assembled)),
    first_received: run.first_received,
    last_received: run.last_received,
  };
}

/** It was counted to the last and nothing is wrong with it, nor will be: the tree would tell nothing more. */
async function hasNoFindings(reader: Reader, traceId: string): Promise<boolean> {
  const head = (await readHeads(reader, [traceId])).get(traceId);
  return head !== undefined && head.due === 0 && head.findings === 0;
}

/** Records that were asked for by one id merge into one run, whatever else came under that id. */
function mergedRun(received: Parameters<typeof mergeTrace>[0], runId: string): MergedRun | null {
  const runs = mergeTrace(received);
  return runs.find((run) => run.id === runId || run.aliases.includes(runId)) ?? null;
}

function otherExtra(extra: RunExtra): Record<string, Json> {
  const known = new Set(['metadata', 'runtime', 'tracenest']);
  const rest = Object.entries(extra).filter(([key, value]) => !known.has(key) && value !== undefined);
  return Object.fromEntries(rest) as Record<string, Json>;
}
