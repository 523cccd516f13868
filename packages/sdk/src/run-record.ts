/**
 * A run → the records that say its beginning and its end. Values are copied here, at the moment
 * of the call; what a record repeats of the run's place lets either of the two stand alone.
 */
import { capture, captureMap, CAPTURE_LIMITS, type Captured } from './capture.js';
import type { Client } from './client.js';
import { processRecord } from './process-state.js';
import { factsOf } from './run-like.js';
import { SDK_VERSION } from './version.js';
import type { Attachment, Finding, Json, RunEvent, RunExtra, RunRecord, TracenestExtra } from './wire/record.js';
import { formatUs } from './wire/time.js';

/** What of a run its records are made from. */
export interface RecordedRun {
  id: string;
  name: string;
  run_type: string;
  project_name: string;
  trace_id: string;
  dotted_order: string;
  parent_run_id: string | undefined;
  /** Milliseconds since 1970. */
  start_time: number;
  end_time: number | undefined;
  extra: Record<PropertyKey, unknown>;
  tags: string[];
  error: string | undefined;
  events: Record<string, unknown>[] | undefined;
  serialized: object | undefined;
  reference_example_id: string | undefined;
  client: Client;
}

export interface SizedRecord {
  record: RunRecord;
  /** About how many bytes its payloads have. */
  size: number;
}

/** Which payloads go into a record. */
export interface Payloads {
  inputs?: Captured | undefined;
  outputs?: Captured | undefined;
  attachments?: Attachment[] | undefined;
}

/**
 * The record of a run: its beginning, its end, or both if it has ended by now.
 *
 * @param client whose rules say what may leave.
 */
export function recordRun(
  op: RunRecord['op'],
  run: RecordedRun,
  payloads: Payloads,
  client: Client = run.client,
): SizedRecord {
  const record = identity(op, run);
  const findings: Finding[] = [];
  let size = 0;
  const keep = (field: string, captured: Captured): Json => {
    size += captured.size;
    if (captured.cut !== null) findings.push(cutFinding(run.name, field, captured.cut));
    return captured.json;
  };
  for (const field of ['inputs', 'outputs'] as const) {
    const payload = payloads[field];
    if (payload === undefined) continue;
    record[field] = client.mask(field, keep(field, payload) as Record<string, Json>);
  }
  if (payloads.attachments !== undefined && payloads.attachments.length > 0) {
    record.attachments = payloads.attachments;
    for (const { data } of payloads.attachments) size += data.length;
  }
  if (run.error !== undefined) record.error = keep('error', capture(run.error)) as string;
  if (run.events !== undefined && run.events.length > 0)
    record.events = keep('events', capture(run.events)) as RunEvent[];
  if (run.serialized !== undefined) record.serialized = keep('serialized', capture(run.serialized));
  const extra = keep('extra', captureMap(run.extra)) as RunExtra;
  record.extra = {
    ...extra,
    ...(client.namesRuntime ? { runtime: runtimeRecord() } : {}),
    tracenest: tracenestExtra(run, findings),
  };
  return { record, size };
}

/** Null says nothing: fields that are always there make records cheap. */
function identity(op: RunRecord['op'], run: RecordedRun): RunRecord {
  const { spanId, parentSpanId } = factsOf(run);
  return {
    op,
    id: run.id,
    trace_id: run.trace_id,
    parent_run_id: run.parent_run_id ?? null,
    span_id: spanId ?? null,
    parent_span_id: parentSpanId ?? null,
    dotted_order: run.dotted_order,
    name: run.name,
    run_type: run.run_type,
    start_time: formatMs(run.start_time),
    end_time: run.end_time === undefined ? null : formatMs(run.end_time),
    tags: run.tags,
    session_name: run.project_name,
    reference_example_id: run.reference_example_id ?? null,
  };
}

/** Times are kept in milliseconds with the microseconds as fraction. */
function formatMs(ms: number): string {
  return formatUs(Math.round(ms * 1000));
}

function tracenestExtra(run: RecordedRun, cuts: Finding[]): TracenestExtra {
  const { placement, ancestry, remote, findings, links, namesProcess } = factsOf(run);
  const extra: TracenestExtra = { v: 1, placement };
  if (ancestry !== undefined) extra.ancestry = ancestry;
  if (remote !== undefined) extra.remote = remote;
  if (findings !== undefined || cuts.length > 0) extra.findings = [...(findings ?? []), ...cuts];
  if (links !== undefined) extra.links = links;
  if (namesProcess === true) extra.process = processRecord();
  return extra;
}

function cutFinding(run: string, field: string, cut: keyof typeof CAPTURE_LIMITS): Finding {
  const unit = { depth: 'levels', size: 'characters', count: 'values' }[cut];
  return { code: 'cut', severity: 'info', evidence: { run, field, limit: `${CAPTURE_LIMITS[cut]} ${unit}` } };
}

let runtime: Record<string, Json> | undefined;

function runtimeRecord(): Record<string, Json> {
  runtime ??= describeRuntime();
  return runtime;
}

interface Globals {
  process?: { versions?: Record<string, string | undefined>; platform?: string };
  navigator?: { userAgent?: string };
}

function describeRuntime(): Record<string, Json> {
  const { process, navigator } = globalThis as Globals;
  // With `nodejs_compat` Cloudflare's runtime says it is Node.js.
  const isWorkerd = navigator?.userAgent === 'Cloudflare-Workers';
  const named = ['bun', 'deno', 'node'].find((known) => process?.versions?.[known] !== undefined) ?? 'other';
  const name = isWorkerd ? 'workerd' : named;
  const version = isWorkerd ? undefined : (process?.versions?.[name] ?? navigator?.userAgent);
  return {
    sdk: 'tracenest-js',
    sdk_version: SDK_VERSION,
    library: 'tracenest',
    runtime: name,
    ...(version === undefined ? {} : { runtime_version: version }),
    ...(process?.platform === undefined ? {} : { platform: process.platform }),
  };
}
