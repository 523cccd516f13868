/**
 * Feedback as clients of every age send it (§2.16), alone or beside runs. Null and absent say
 * nothing; the JavaScript client writes `feedbackConfig` where Python writes `feedback_config`.
 */
import { randomUUID } from 'node:crypto';
import { toUSVString } from 'node:util';
import { jsonText, normalizeId } from 'tracenest/wire';
import type { Json } from 'tracenest/wire';
import { nilId } from '../../store/rows.js';
import type { FeedbackRest, FeedbackWish } from '../beside-values.js';
import type { Rejected } from './decoded.js';

export type ReadFeedback = { wish: FeedbackWish; config: Json } | { rejected: Rejected };

/** Characters, as in LangSmith. */
export const maxFeedbackKey = 180;

type JsonObject = Readonly<Record<string, unknown>>;

/** `knownId`: what an address or the name of a part gives; the body's own `id` counts first. */
export function readFeedback(value: unknown, knownId: string | null): ReadFeedback {
  if (!isObject(value)) return refuse(knownId, '', 'must be a JSON object', 'Send {"run_id": "…", "key": "…"}.');
  const id = value['id'] == null ? (knownId ?? randomUUID()) : normalizeId(value['id']);
  if (id === null) return refuse(knownId, 'id', 'must be a UUID', 'Send 32 hexadecimal digits, or leave it out.');
  const { key } = value;
  if (typeof key !== 'string' || key === '' || key.length > maxFeedbackKey) {
    const remedy = `Send a text of 1 to ${maxFeedbackKey} characters that says what is judged, such as "helpful".`;
    return refuse(id, 'key', `must be a text of 1 to ${maxFeedbackKey} characters`, remedy);
  }
  const ids = { run_id: nilId, trace_id: nilId, session_id: nilId };
  for (const field of ['run_id', 'trace_id', 'session_id'] as const) {
    if (value[field] == null || value[field] === '') continue;
    const read = normalizeId(value[field]);
    if (read === null) return refuse(id, field, 'must be a UUID', 'Send 32 hexadecimal digits, or leave it out.');
    ids[field] = read;
  }
  if (ids.run_id === nilId && ids.trace_id === nilId && ids.session_id === nilId) {
    return refuse(id, 'run_id', 'is missing', 'Say what the feedback is about: run_id, trace_id or session_id.');
  }
  const score = readScore(value['score']);
  if (score === undefined) return refuse(id, 'score', 'must be a number, true or false', 'Send a text as "value".');
  const source = isObject(value['feedback_source']) ? value['feedback_source'] : {};
  const wish: FeedbackWish = {
    id,
    runId: ids.run_id,
    traceId: ids.trace_id,
    projectId: ids.session_id,
    key: toUSVString(key),
    score,
    source: typeof source['type'] === 'string' ? toUSVString(source['type'].slice(0, 80)) : 'api',
    rest: readRest(value, source),
  };
  return { wish, config: (value['feedback_config'] ?? value['feedbackConfig'] ?? null) as Json };
}

/** Null: not said; undefined: something that is no score. Four decimals, as the official server keeps. */
export function readScore(value: unknown): number | null | undefined {
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value !== 'number' || !Number.isFinite(value)) return undefined;
  return Math.abs(value) < 1e9 ? Math.round(value * 1e4) / 1e4 : value;
}

function readRest(value: JsonObject, source: JsonObject): FeedbackRest {
  const rest: FeedbackRest = {};
  if (value['value'] != null) rest.value = value['value'] as Json;
  if (value['comment'] != null) rest.comment = textOf(value['comment']);
  if (value['correction'] != null) rest.correction = value['correction'] as Json;
  if (source['metadata'] != null) rest.metadata = source['metadata'] as Json;
  if (source['user_id'] != null) rest.user_id = textOf(source['user_id']);
  if (source['user_name'] != null) rest.user_name = textOf(source['user_name']);
  for (const field of ['comparative_experiment_id', 'feedback_group_id', 'start_time'] as const) {
    if (value[field] != null) rest[field] = textOf(value[field]);
  }
  if (value['extra'] != null) rest.extra = value['extra'] as Json;
  return rest;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : jsonText(value);
}

function refuse(id: string | null, field: string, what: string, remedy: string): ReadFeedback {
  const message = field === '' ? `Feedback ${what}.` : `The field ${field} of feedback ${what}.`;
  const where = field === '' ? {} : { field };
  return { rejected: { id, ...where, code: 'bad-feedback', message, remedy } };
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
