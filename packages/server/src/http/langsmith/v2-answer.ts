/**
 * A run in the v2 shape: the same facts as in v1 under other types. Names are in capitals, costs are
 * numbers, times have a zone, and only what was selected is there.
 */
import { timeToMs } from 'tracenest/wire';
import type { StoredRun } from '../../query/list-runs.js';
import { useAnswerV2 } from './use-answer.js';
import type { Run, RunV2, WholeRunV2 } from './shapes.js';
import { attachmentUrl, nothingBeside, runAnswer, type RunBeside } from './run-answer.js';

/** `selects`: in any case; names that are not known are left out. */
export function runAnswerV2(stored: StoredRun, selects: readonly string[], beside: RunBeside = nothingBeside): RunV2 {
  const all: Readonly<Record<string, unknown>> = everything(stored, beside);
  const wanted = selects.length === 0 ? ['id'] : selects.map((name) => name.toLowerCase());
  return Object.fromEntries(wanted.filter((name) => Object.hasOwn(all, name)).map((name) => [name, all[name]]));
}

function everything(stored: StoredRun, beside: RunBeside): WholeRunV2 {
  const v1 = runAnswer(stored, beside);
  const { run } = stored;
  const preview = run.error === null ? null : run.error.slice(0, 300);
  return {
    id: run.id,
    name: v1.name,
    run_type: v1.run_type.toUpperCase(),
    status: run.status.toUpperCase(),
    start_time: withZone(v1.start_time),
    end_time: withZone(v1.end_time),
    latency_seconds: secondsOf(stored),
    first_token_time: withZone(v1.first_token_time),
    error: run.error,
    error_preview: preview,
    extra: v1.extra,
    metadata: run.extra.metadata ?? {},
    events: v1.events,
    inputs: v1.inputs,
    inputs_preview: v1.inputs_preview,
    outputs: v1.outputs,
    outputs_preview: v1.outputs_preview,
    manifest: v1.serialized,
    parent_run_ids: v1.parent_run_ids,
    project_id: stored.project_id,
    trace_id: stored.trace_id,
    thread_id: stored.thread_id,
    dotted_order: v1.dotted_order,
    is_root: isRootAnswer(v1),
    reference_example_id: v1.reference_example_id,
    reference_dataset_id: null,
    ...useAnswerV2(stored.use),
    price_model_id: v1.price_model_id,
    tags: v1.tags,
    app_path: v1.app_path,
    attachments: Object.fromEntries(beside.attachments.map((file) => [file.name, attachmentUrl(file, beside.origin)])),
    thread_evaluation_time: null,
    is_in_dataset: false,
    last_queued_at: null,
    share_url: beside.shareToken === null ? null : `${beside.origin}/public/${beside.shareToken}/r`,
    feedback_stats: v1.feedback_stats,
  };
}

/** Between begin and end; null while it has no end. */
export function secondsOf({ run }: StoredRun): number | null {
  if (run.start_time === null || run.end_time === null) return null;
  return Math.max(0, (timeToMs(run.end_time) - timeToMs(run.start_time)) / 1000);
}

function isRootAnswer(v1: Run): boolean {
  return v1.parent_run_id === null && v1.parent_run_ids.length === 0;
}

export function withZone(time: unknown): string | null {
  return typeof time === 'string' ? `${time}Z` : null;
}
