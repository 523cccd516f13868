/**
 * RunRecord → rows: the narrow one that lists, trees and totals read, and the payload as JSON. Adds
 * nothing that the record does not say; a merge of rows must come out as the merge of the records.
 * Where a row is kept (trace, project) is decided later, in places.ts.
 */
import { createHash } from 'node:crypto';
import { toUSVString } from 'node:util';
import {
  jsonText,
  normalizeDottedOrder,
  normalizeId,
  normalizeSpanId,
  normalizeTime,
  parentIdInOrder,
  parseDottedOrder,
  usageOf,
} from 'tracenest/wire';
import type { Json, RunRecord, Tokens } from 'tracenest/wire';
import { columnTime } from '../store/column-time.js';
import { nilId, type PayloadRow, type RunRow } from '../store/rows.js';
import { gistOf } from './gist.js';
import { previewOf } from './preview.js';
import { isObject, textOf } from './values.js';

/** A record as rows, all but where and when. */
export interface NormalRecord {
  run: Omit<RunRow, 'trace_id' | 'project_id' | 'arrived'>;
  payload: Pick<PayloadRow, 'inputs' | 'outputs' | 'rest'>;
  /** The trace that the record itself tells; null where it has to be looked up. */
  traceId: string | null;
  /** The parent that the record itself tells, by id or dotted order. */
  parentId: string | null;
  /** When its trace began as far as the record tells; null if it tells no time. ISO 8601. */
  traceStart: string | null;
  /** Bytes that its rows take on their way into the store, near enough. */
  bytes: number;
}

const maxErrorLength = 300;
/** Longer names are cut in lists and trees; the run's details have them whole. */
const maxNameLength = 1_000;
const rowBytes = 600;

export function normalizeRecord(record: RunRecord): NormalRecord {
  const { inputs, outputs, ...rest } = record;
  const payload = { inputs: jsonText(inputs), outputs: jsonText(outputs), rest: jsonText(rest) };
  const said = readPlacement(record);
  const start = timeOf(record.start_time);
  const end = timeOf(record.end_time);
  const metadata = record.extra?.metadata;
  const gist = gistOf(record, said.isRoot);
  const usage = usageOf(record);
  return {
    run: {
      id: record.id,
      op: record.op,
      digest: digestOf(payload),
      dialect: record.dialect ?? 'langsmith',
      said_trace_id: said.traceId,
      parent_run_id: said.parentRunId,
      span_id: normalizeSpanId(record.span_id),
      parent_span_id: normalizeSpanId(record.parent_span_id),
      dotted_order: said.order,
      name: textOf(record.name, maxNameLength),
      run_type: textOf(record.run_type, maxNameLength),
      start_time: start,
      end_time: end,
      start_at: start === null ? null : columnTime(start),
      end_at: end === null ? null : columnTime(end),
      project: textOf(record.session_name),
      said_project_id: idOf(record.session_id),
      is_root: said.isRoot,
      error: typeof record.error === 'string' ? toUSVString(cutError(record.error)) : null,
      tracenest: record.extra?.tracenest === undefined ? null : jsonText(record.extra.tracenest),
      service: firstText(metadata, ['service_name']),
      thread_id: firstText(metadata, ['thread_id', 'session_id', 'conversation_id']),
      model: firstText(metadata, ['ls_model_name']) ?? modelIn(inputs),
      ...tokenColumns(usage),
      first_token_time: gist.events?.first_token_time ?? null,
      gist: Object.keys(gist).length === 0 ? '' : jsonText(gist),
      inputs_preview: preview(inputs, payload.inputs, 'user'),
      outputs_preview: preview(outputs, payload.outputs, 'assistant'),
    },
    payload,
    traceId: said.traceIdTold,
    parentId: said.parentId,
    traceStart: said.traceStart ?? start,
    bytes: rowBytes + payload.inputs.length + payload.outputs.length + payload.rest.length,
  };
}

interface SaidPlacement {
  traceId: string | null;
  parentRunId: string | null;
  order: string | null;
  isRoot: boolean;
  /** The trace id, or what stands for it: the first id of the order, a root's own id. */
  traceIdTold: string | null;
  parentId: string | null;
  traceStart: string | null;
}

function readPlacement(record: RunRecord): SaidPlacement {
  const traceId = idOf(record.trace_id);
  const parentRunId = idOf(record.parent_run_id);
  const order = normalizeDottedOrder(record.dotted_order, record.id);
  const segments = order === null ? null : parseDottedOrder(order);
  const tellsAncestors = record.extra?.tracenest?.ancestry !== 'partial';
  const parentInOrder = order === null || !tellsAncestors ? null : parentIdInOrder(order);
  const parentId = parentRunId ?? parentInOrder;
  const namesParent =
    parentId !== null || normalizeSpanId(record.parent_span_id) !== null || (segments?.length ?? 0) > 1;
  const isRoot = !namesParent;
  const first = segments?.[0];
  return {
    traceId,
    parentRunId,
    order,
    isRoot,
    // An update that names no parent may just leave it out; a create without one is a root.
    traceIdTold: traceId ?? first?.id ?? (isRoot && record.op === 'create' ? record.id : null),
    parentId,
    traceStart: tellsAncestors ? (first?.time ?? null) : null,
  };
}

function tokenColumns(usage: Tokens | null): Pick<RunRow, 'prompt_tokens' | 'completion_tokens' | 'total_tokens'> {
  const column = (count: number | undefined): number | null =>
    count === undefined || !(count >= 0 && count <= Number.MAX_SAFE_INTEGER) ? null : Math.round(count);
  return {
    prompt_tokens: column(usage?.prompt),
    completion_tokens: column(usage?.completion),
    total_tokens: column(usage?.total),
  };
}

function digestOf(payload: NormalRecord['payload']): string {
  const hash = createHash('sha256');
  for (const text of [payload.rest, '\n', payload.inputs, '\n', payload.outputs]) hash.update(text);
  return hash.digest().readBigUInt64BE(0).toString();
}

function preview(value: Json | undefined, json: string, prefers: 'user' | 'assistant'): string | null {
  const text = previewOf(value, json, prefers);
  return text === null ? null : toUSVString(text);
}

function cutError(error: string): string {
  return error.length <= maxErrorLength ? error : `${error.slice(0, maxErrorLength - 1)}…`;
}

/** The nil id and what is no id say nothing. */
function idOf(value: unknown): string | null {
  const id = normalizeId(value);
  return id === nilId ? null : id;
}

function firstText(metadata: Record<string, Json> | undefined, keys: readonly string[]): string | null {
  for (const key of keys) {
    if (!isObject(metadata) || !Object.hasOwn(metadata, key)) continue;
    const text = textOf(metadata[key], maxNameLength);
    if (text !== null && text !== '') return text;
  }
  return null;
}

function modelIn(inputs: Json | undefined): string | null {
  return isObject(inputs) ? firstText(inputs, ['model', 'model_name']) : null;
}

function timeOf(value: unknown): string | null {
  return value === null || value === undefined ? null : normalizeTime(value);
}
