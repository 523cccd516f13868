/**
 * Records of a trace, cut, → its runs without payloads. Nearly every run of a large trace is told by
 * a create and an update that contradict nothing, and what they say beside its place and its times
 * (metadata, tokens, placement) is the same for thousands of runs: that is merged once for each
 * wording. All other runs are merged one by one, and the result is what `mergeTrace` gives.
 */
import { languageOf, type Language } from '@tracenest/tree';
import { isPaddedSpanId, mergeRecords, mergeTrace, toSkeleton, usageReportOf } from 'tracenest/wire';
import type { MergedRun, RunRecord, SkeletonRun, UsageReport } from 'tracenest/wire';
import type { CutRecord } from '../store/narrow-record.js';

export interface SkeletonRuns {
  runs: SkeletonRun[];
  /** What runs report of model calls, by their ids. */
  reports: ReadonlyMap<string, UsageReport>;
  /** What runs say of the language of their program, by their ids; most leave it to an ancestor. */
  languages: ReadonlyMap<string, Language>;
}

/** The runs of a trace, and what they say beside their place. Records in the order of their arrival. */
export function mergeSkeletons(received: readonly CutRecord[]): SkeletonRuns {
  const groups = groupPlain(received);
  return groups === null ? skeletonsOf(mergeTrace(received)) : new Merging().merge(groups);
}

/** Merged runs as skeletons. */
export function skeletonsOf(merged: readonly MergedRun[]): SkeletonRuns {
  const reports = new Map<string, UsageReport>();
  const languages = new Map<string, Language>();
  for (const run of merged) {
    const { report, language } = besideOf(run);
    if (report !== null) reports.set(run.id, report);
    if (language !== null) languages.set(run.id, language);
  }
  return { runs: merged.map(toSkeleton), reports, languages };
}

/** The records of each run; null where one run may have come under two ids. */
function groupPlain(received: readonly CutRecord[]): Iterable<CutRecord[]> | null {
  const groups = new Map<string, CutRecord[]>();
  for (const item of received) {
    const { id, span_id } = item.record;
    if (span_id != null || isPaddedSpanId(id)) return null;
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [item]);
    else group.push(item);
  }
  return groups.values();
}

/** What records say beside place, name, times and error. */
interface Beside extends Pick<SkeletonRun, 'tracenest' | 'service' | 'usage' | 'first_token_time'> {
  report: UsageReport | null;
  language: Language | null;
}

/** Stands for the update of a run that has none. */
const noUpdate = Symbol('no update');

class Merging {
  /** By what the create says, then by what the update says. */
  readonly #known = new Map<string, Map<string | typeof noUpdate, Beside>>();

  merge(groups: Iterable<CutRecord[]>): SkeletonRuns {
    const runs: SkeletonRun[] = [];
    const reports = new Map<string, UsageReport>();
    const languages = new Map<string, Language>();
    for (const group of groups) {
      const { run, report, language } = this.#run(group);
      runs.push(run);
      if (report !== null) reports.set(run.id, report);
      if (language !== null) languages.set(run.id, language);
    }
    return { runs, reports, languages };
  }

  #run(group: readonly CutRecord[]): { run: SkeletonRun; report: UsageReport | null; language: Language | null } {
    const [first, second] = group;
    const [create, update] = first?.record.op === 'update' ? [second, first] : [first, second];
    if (group.length > 2 || create === undefined || !isPlain(create, update)) {
      const merged = mergeRecords(group);
      return { run: toSkeleton(merged), ...besideOf(merged) };
    }
    const beside = this.#beside(create, update);
    return { run: skeletonOf(create, update, beside), report: beside.report, language: beside.language };
  }

  #beside(create: CutRecord, update: CutRecord | undefined): Beside {
    const created = create.said ?? '';
    const updated = update === undefined ? noUpdate : (update.said ?? '');
    const byUpdate = this.#known.get(created) ?? new Map<string | typeof noUpdate, Beside>();
    const known = byUpdate.get(updated);
    if (known !== undefined) return known;
    const { tracenest, service, usage, first_token_time, ...run } = mergeRecords(
      update === undefined ? [create] : [create, update],
    );
    const beside = { tracenest, service, usage, first_token_time, ...besideOf({ tracenest, ...run }) };
    this.#known.set(created, byUpdate.set(updated, beside));
    return beside;
  }
}

/** Whether two records are one create and at most one update of it, and agree on where the run is. */
function isPlain({ record: create, said }: CutRecord, update: CutRecord | undefined): boolean {
  if (create.op !== 'create' || create.dialect === 'otlp' || said === undefined) return false;
  if (update === undefined) return true;
  const { record } = update;
  if (record.op !== 'update' || record.dialect === 'otlp' || update.said === undefined) return false;
  if (hasParent(create) && !hasParent(record) && saysNoParent(record)) return false;
  return placeFields.every((field) => record[field] == null || record[field] === create[field]);
}

function hasParent({ parent_run_id, parent_span_id }: RunRecord): boolean {
  return parent_run_id != null || parent_span_id != null;
}

/** By its trace, or by an order of one segment. */
function saysNoParent({ id, trace_id, dotted_order }: RunRecord): boolean {
  return trace_id === id || (dotted_order != null && !dotted_order.includes('.'));
}

const placeFields = [
  'trace_id',
  'parent_run_id',
  'parent_span_id',
  'dotted_order',
  'start_time',
  'session_name',
  'session_id',
] as const satisfies (keyof RunRecord)[];

/** Fields of cut records are in normal form already. */
function skeletonOf(
  { record: create, received: begun }: CutRecord,
  updated: CutRecord | undefined,
  { tracenest, service, usage, first_token_time }: Beside,
): SkeletonRun {
  const update = updated?.record;
  const error = update?.error ?? create.error ?? null;
  const end = textOf(update?.end_time) ?? textOf(create.end_time);
  const also = updated?.received ?? begun;
  return {
    id: create.id,
    trace_id: create.trace_id ?? null,
    parent_run_id: create.parent_run_id ?? null,
    span_id: null,
    parent_span_id: create.parent_span_id ?? null,
    dotted_order: create.dotted_order ?? null,
    name: update?.name ?? create.name ?? null,
    run_type: update?.run_type ?? create.run_type ?? null,
    status: error !== null && error !== '' ? 'error' : end === null ? 'pending' : 'success',
    start_time: textOf(create.start_time),
    end_time: end,
    project: textOf(create.session_name) ?? textOf(create.session_id),
    dialect: 'langsmith',
    first_received: Math.min(begun, also),
    last_received: Math.max(begun, also),
    tracenest,
    service,
    usage,
    first_token_time,
    aliases: [],
    findings: [],
  };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function besideOf(run: Pick<MergedRun, 'outputs' | 'extra' | 'tracenest'>): Pick<Beside, 'report' | 'language'> {
  return {
    report: usageReportOf(run),
    language: languageOf({ tracenest: run.tracenest, runtime: run.extra.runtime ?? null }),
  };
}
