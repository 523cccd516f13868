/**
 * A run as LangSmith's v1 API answers it. Its clients do arithmetic on tokens and parse times
 * without a zone, so absent tokens are 0 and times carry no `Z`; a key `attachments` would break
 * Python's `Run` and never appears.
 */
import { padSpanId, parseDottedOrder } from 'tracenest/wire';
import type { Json, MergedRun } from 'tracenest/wire';
import type { Attachment } from '../../query/attachments.js';
import type { StatsByKey } from '../../query/feedback.js';
import type { StoredRun } from '../../query/list-runs.js';
import type { AttachmentUrl, Run } from './shapes.js';
import { useAnswer } from './use-answer.js';

/** Tenant of an installation: there is one. */
export const tenantId = '00000000-0000-4000-8000-000000000001';

export function runAnswer(stored: StoredRun, beside: RunBeside = nothingBeside): Run {
  const { run } = stored;
  const order = parseDottedOrder(run.dotted_order ?? '') ?? [];
  const ancestors = run.tracenest?.ancestry === 'partial' ? [] : order.slice(0, -1).map((segment) => segment.id);
  const parentId = parentOf(run, ancestors);
  return {
    id: run.id,
    trace_id: stored.trace_id,
    parent_run_id: parentId,
    parent_run_ids: ancestors.length > 0 || parentId === null ? ancestors : [parentId],
    dotted_order: run.dotted_order ?? '',
    name: run.name ?? '',
    run_type: run.run_type ?? 'chain',
    status: run.status,
    start_time: withoutZone(stored.start_time),
    end_time: withoutZone(run.end_time),
    inputs: asObject(run.inputs, 'input') ?? {},
    outputs: asObject(run.outputs, 'output'),
    error: run.error,
    events: run.events,
    tags: run.tags,
    extra: run.extra,
    serialized: isObject(run.serialized) ? run.serialized : null,
    reference_example_id: run.reference_example_id,
    session_id: stored.project_id,
    app_path: `/o/${tenantId}/projects/p/${stored.project_id}/r/${run.id}?trace_id=${stored.trace_id}`,
    inputs_preview: stored.inputs_preview,
    outputs_preview: stored.outputs_preview,
    first_token_time: withoutZone(run.first_token_time),
    thread_id: stored.thread_id,
    execution_order: 1,
    child_run_ids: null,
    direct_child_run_ids: null,
    ...useAnswer(stored.use),
    price_model_id: null,
    feedback_stats: beside.feedbackStats,
    in_dataset: false,
    share_token: beside.shareToken,
    s3_urls: attachmentUrls(beside),
    trace_tier: null,
    manifest_id: null,
  };
}

/** What lies beside a run. */
export interface RunBeside {
  feedbackStats: StatsByKey | null;
  shareToken: string | null;
  attachments: readonly Attachment[];
  /** Origin of this server, for addresses that work without anything before them. */
  origin: string;
}

export const nothingBeside: RunBeside = { feedbackStats: null, shareToken: null, attachments: [], origin: '' };

/** Python's client reads these without a key, so the address itself is the secret. */
export function attachmentUrl({ run_id, token }: Attachment, origin: string): string {
  return `${origin}/attachments/${run_id}/${token}`;
}

function attachmentUrls({ attachments, origin }: RunBeside): Record<string, AttachmentUrl> {
  return Object.fromEntries(
    attachments.map((file) => [
      `attachment.${file.name}`,
      { presigned_url: attachmentUrl(file, origin), mime_type: file.mime_type, size: file.size },
    ]),
  );
}

/** Both clients give up on a trace with a child that names no parent, though its order or a span id does. */
function parentOf(run: MergedRun, ancestors: readonly string[]): string | null {
  const known = run.parent_run_id ?? ancestors.at(-1);
  if (known !== undefined) return known;
  return run.parent_span_id === null ? null : padSpanId(run.parent_span_id);
}

/** Python's model takes nothing but an object; the name is the one under which Python wraps other values. */
function asObject(value: Json | null, name: string): Json | null {
  return value === null || isObject(value) ? value : { [name]: value };
}

function isObject(value: Json | null): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `2024-04-29T00:49:12.09Z` → `2024-04-29T00:49:12.090000`: microseconds, UTC understood. */
export function withoutZone(time: string | null): string | null {
  if (time === null) return null;
  const [whole = '', fraction = ''] = time.replace(/Z$/, '').split('.');
  return `${whole}.${fraction.slice(0, 6).padEnd(6, '0')}`;
}
