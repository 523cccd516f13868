/** Feedback and attachments as decoders hand them on, and the rows that they become. */
import { toUSVString } from 'node:util';
import { jsonText } from 'tracenest/wire';
import type { Json } from 'tracenest/wire';
import { attachmentToken, type AttachmentRow, type FeedbackRow } from '../store/beside-rows.js';

/** What is kept of feedback beside its columns. Absent: not said. */
export interface FeedbackRest {
  value?: Json;
  comment?: string;
  correction?: Json;
  /** Of the source: who, and by which evaluator's run. */
  metadata?: Json;
  user_id?: string;
  user_name?: string;
  comparative_experiment_id?: string;
  feedback_group_id?: string;
  start_time?: string;
  /** What clients add of their own. */
  extra?: Json;
}

export interface FeedbackWish {
  id: string;
  /** Ids are the nil id where not said. */
  runId: string;
  traceId: string;
  projectId: string;
  key: string;
  score: number | null;
  source: string;
  rest: FeedbackRest;
}

export interface AttachedFile {
  runId: string;
  name: string;
  mimeType: string;
  bytes: Uint8Array;
}

/** `nowUs`: microseconds since 1970. */
export function feedbackRow(wish: FeedbackWish, nowUs: number): FeedbackRow {
  return {
    id: wish.id,
    run_id: wish.runId,
    trace_id: wish.traceId,
    project_id: wish.projectId,
    key: wish.key,
    score: wish.score,
    source: wish.source,
    rest: jsonText(wish.rest),
    created: nowUs,
    changed: nowUs,
    gone: false,
  };
}

export function attachmentRow({ runId, name, mimeType, bytes }: AttachedFile, arrived: number): AttachmentRow {
  return {
    run_id: runId,
    name: toUSVString(name),
    token: attachmentToken(runId, name, bytes),
    mime_type: mimeType,
    size: bytes.length,
    content: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64'),
    arrived,
  };
}
