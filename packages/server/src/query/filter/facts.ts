/** What filters may ask of a run, as its answer shows it. */
import { timeToMs } from 'tracenest/wire';
import type { Json } from 'tracenest/wire';
import { parentOf } from '../../store/records.js';
import type { StoredRun } from '../stored-runs.js';
import type { FeedbackFacts, RunFacts } from './match.js';

export function factsOf(stored: StoredRun, feedback: readonly FeedbackFacts[]): RunFacts {
  const { run, use } = stored;
  const metadata = run.extra.metadata ?? {};
  return {
    id: run.id,
    trace_id: stored.trace_id,
    parent_run_id: parentOf(run),
    session_id: stored.project_id,
    reference_example_id: run.reference_example_id,
    name: run.name ?? '',
    run_type: run.run_type ?? 'chain',
    status: run.status,
    error: run.error,
    thread_id: stored.thread_id,
    model_name: textIn(metadata, 'ls_model_name') ?? textIn(run.inputs, 'model') ?? textIn(run.inputs, 'model_name'),
    start_time: stored.start_time,
    end_time: run.end_time,
    latency: secondsAfter(stored.start_time, run.end_time),
    first_token_time: secondsAfter(stored.start_time, run.first_token_time),
    total_tokens: use.tokens.total,
    prompt_tokens: use.tokens.prompt,
    completion_tokens: use.tokens.completion,
    total_cost: dollars(use.cost?.total),
    prompt_cost: dollars(use.cost?.prompt),
    completion_cost: dollars(use.cost?.completion),
    execution_order: 1,
    is_root: stored.is_root,
    tags: run.tags,
    metadata,
    inputs: run.inputs,
    outputs: run.outputs,
    feedback,
  };
}

/** As candidates.ts divides, so that both come to the same number. */
function dollars(nano: number | undefined): number | null {
  return nano === undefined ? null : nano / 1e9;
}

function secondsAfter(start: string, time: string | null): number | null {
  return time === null ? null : (timeToMs(time) - timeToMs(start)) / 1000;
}

function textIn(value: Json, key: string): string | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, key)) return null;
  const text = value[key];
  return typeof text === 'string' && text !== '' ? text : null;
}
