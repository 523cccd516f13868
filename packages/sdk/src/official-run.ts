/**
 * Runs as the official package's run trees hand them to a client, in live values → records. Only
 * fields that are known travel; child runs and replicas do not. A run tree that was sent with its
 * beginning and its end gives its attachments twice: they are the same bytes under the same name.
 */
import { copyAttachments } from './attachments.js';
import { capture, captureMap } from './capture.js';
import { report } from './diag.js';
import { normalizeId } from './wire/ids.js';
import type { Json, RunRecord } from './wire/record.js';

/** What the official client takes as RunCreate and RunUpdate. */
export interface OfficialRun {
  id?: string;
  [field: string]: unknown;
}

/** What of a client LangChain's tracer and the official run trees use. */
export interface LangSmithTracingClientInterface {
  createRun(run: OfficialRun): Promise<void>;
  updateRun(runId: string, run: OfficialRun): Promise<void>;
}

const TEXT_FIELDS = [
  'trace_id',
  'parent_run_id',
  'dotted_order',
  'name',
  'run_type',
  'error',
  'session_name',
  'session_id',
  'reference_example_id',
] as const;
const TIME_FIELDS = ['start_time', 'end_time'] as const;
const JSON_FIELDS = ['events', 'tags', 'extra', 'serialized'] as const;
const MAP_FIELDS = ['inputs', 'outputs'] as const;

/** The record, and about how many bytes its payloads have; null without a readable id. */
export function readOfficialRun(op: RunRecord['op'], run: OfficialRun): { record: RunRecord; size: number } | null {
  const id = normalizeId(run.id);
  if (id === null) {
    report('warn', 'bad-run-id', `a run was not recorded: its id is ${typeof run.id}, expected a UUID.`);
    return null;
  }
  const fields: Record<string, Json> = {};
  let size = 0;
  const keep = (field: string, captured: { json: Json; size: number }): void => {
    fields[field] = captured.json;
    size += captured.size;
  };
  for (const field of TEXT_FIELDS) if (typeof run[field] === 'string') fields[field] = run[field];
  // What programs call it that speak to the client themselves.
  if (typeof run['project_name'] === 'string') fields['session_name'] ??= run['project_name'];
  for (const field of TIME_FIELDS) {
    const time = run[field];
    if (typeof time === 'string' || typeof time === 'number') fields[field] = time;
  }
  for (const field of JSON_FIELDS) if (isSaid(run[field])) keep(field, capture(run[field]));
  for (const field of MAP_FIELDS) if (isSaid(run[field])) keep(field, captureMap(run[field]));
  if (op === 'create') fields['start_time'] ??= Date.now();
  const record: RunRecord = { ...fields, op, id };
  const attachments = copyAttachments(typeof run['name'] === 'string' ? run['name'] : id, run['attachments']);
  for (const { data } of attachments) size += data.length;
  return { record: attachments.length === 0 ? record : { ...record, attachments }, size };
}

function isSaid(value: unknown): boolean {
  return value !== undefined && value !== null;
}
