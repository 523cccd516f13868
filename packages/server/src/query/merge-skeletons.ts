/**
 * Records of a trace, cut, → its runs without payloads. Nearly every run of a large trace is told by
 * a create and an update that contradict nothing, and what they say beside its place and its times
 * (metadata, tokens, placement) is the same for thousands of runs: that is merged once for each
 * wording. All other runs are merged one by one, and the result is what `mergeTrace` gives.
 */
import { languageOf, type Language } from '@tracenest/tree';
import { isPaddedSpanId, mergeRecords, mergeTrace, toSkeleton, usageReportOf } from 'tracenest/wire';
import type { MergedRun, ReceivedRecord, RunRecord, SkeletonRun, UsageReport } from 'tracenest/wire';
import type { CutRecord, Wording } from '../store/narrow-record.js';
import type { PlainRun } from '../store/plain-runs.js';

export interface SkeletonRuns {
  runs: SkeletonRun[];
  /** What runs report of model calls, by their ids. */
  reports: ReadonlyMap<string, UsageReport>;
  /** What runs say of the language of their program, by their ids; most leave it to an ancestor. */
  languages: ReadonlyMap<string, Language>;
}

/**
 * The runs of a trace, and what they say beside their place. Records in the order of their arrival;
 * `plain`: runs that are put together already, and that no record is of.
 */
export function mergeSkeletons(received: readonly CutRecord[], plain: readonly PlainRun[] = []): SkeletonRuns {
  const groups = groupPlain(received);
  const merging = new Merging();
  if (groups === null) return skeletonsOf(mergeTrace(received));
  for (const group of groups) merging.addRecords(group);
  for (const run of plain) merging.addPlain(run);
  return merging.said;
}

/** Merged runs as skeletons. */
export function skeletonsOf(merged: readonly MergedRun[]): SkeletonRuns {
  const merging = new Merging();
  for (const run of merged) merging.add(toSkeleton(run), besideOf(run));
  return merging.said;
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
  readonly said = {
    runs: [] as SkeletonRun[],
    reports: new Map<string, UsageReport>(),
    languages: new Map<string, Language>(),
  } satisfies SkeletonRuns;
  /** By what the create says, then by what the update says. */
  readonly #known = new Map<string, Map<string | typeof noUpdate, Beside>>();

  add(run: SkeletonRun, { report, language }: Pick<Beside, 'report' | 'language'>): void {
    this.said.runs.push(run);
    if (report !== null) this.said.reports.set(run.id, report);
    if (language !== null) this.said.languages.set(run.id, language);
  }

  /** All records of one run. */
  addRecords(group: readonly CutRecord[]): void {
    const plain = plainRunOf(group);
    if (plain !== null) return this.addPlain(plain);
    const merged = mergeRecords(group);
    this.add(toSkeleton(merged), besideOf(merged));
  }

  addPlain(run: PlainRun): void {
    const beside = this.#beside(run.created, run.updated);
    this.add(skeletonOf(run, beside), beside);
  }

  #beside(created: Wording, updated: Wording | null): Beside {
    const update = updated === null ? noUpdate : updated.said;
    const byUpdate = this.#known.get(created.said) ?? new Map<string | typeof noUpdate, Beside>();
    const known = byUpdate.get(update);
    if (known !== undefined) return known;
    const records = [recordOf('create', created), ...(updated === null ? [] : [recordOf('update', updated)])];
    const { tracenest, service, usage, first_token_time, ...run } = mergeRecords(records);
    const beside = { tracenest, service, usage, first_token_time, ...besideOf({ tracenest, ...run }) };
    this.#known.set(created.said, byUpdate.set(update, beside));
    return beside;
  }
}

/** What is worded so by some record of some run, as a record. */
function recordOf(op: RunRecord['op'], { said: _, ...wording }: Wording): ReceivedRecord {
  return { record: { op, id: anyId, ...wording }, received: 0 };
}

const anyId = '00000000-0000-7000-8000-000000000000';

/** The run, where its records are one create and at most one update of it, and agree on where it is. */
function plainRunOf(group: readonly CutRecord[]): PlainRun | null {
  const [first, second] = group;
  const [create, update] = first?.record.op === 'update' ? [second, first] : [first, second];
  if (group.length > 2 || create === undefined || !isPlain(create, update)) return null;
  const created = create.record;
  const updated = update?.record;
  const also = update?.received ?? create.received;
  return {
    id: created.id,
    trace_id: created.trace_id ?? null,
    parent_run_id: created.parent_run_id ?? null,
    parent_span_id: created.parent_span_id ?? null,
    dotted_order: created.dotted_order ?? null,
    name: updated?.name ?? created.name ?? null,
    run_type: updated?.run_type ?? created.run_type ?? null,
    start_time: textOf(created.start_time),
    end_time: textOf(updated?.end_time) ?? textOf(created.end_time),
    project: textOf(created.session_name) ?? textOf(created.session_id),
    first_received: Math.min(create.received, also),
    last_received: Math.max(create.received, also),
    error: updated?.error ?? created.error ?? null,
    created: wordingOf(create),
    updated: update === undefined ? null : wordingOf(update),
  };
}

function wordingOf({ record, said = '' }: CutRecord): Wording {
  const wording: Wording = { said, extra: record.extra ?? null };
  if (record.outputs !== undefined) wording.outputs = record.outputs;
  if (record.events !== undefined) wording.events = record.events;
  return wording;
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
function skeletonOf(run: PlainRun, { tracenest, service, usage, first_token_time }: Beside): SkeletonRun {
  const { error, end_time } = run;
  return {
    id: run.id,
    trace_id: run.trace_id,
    parent_run_id: run.parent_run_id,
    span_id: null,
    parent_span_id: run.parent_span_id,
    dotted_order: run.dotted_order,
    name: run.name,
    run_type: run.run_type,
    status: error !== null && error !== '' ? 'error' : end_time === null ? 'pending' : 'success',
    start_time: run.start_time,
    end_time,
    project: run.project,
    dialect: 'langsmith',
    first_received: run.first_received,
    last_received: run.last_received,
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
