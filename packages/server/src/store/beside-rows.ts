/** Rows of the tables beside runs (schema/0003): written by ingest and by people, read by questions. */
import { createHash } from 'node:crypto';
import { fixedUuid } from './projects.js';

export interface FeedbackRow {
  id: string;
  run_id: string;
  trace_id: string;
  project_id: string;
  key: string;
  score: number | null;
  source: string;
  /** JSON of a FeedbackRest. */
  rest: string;
  /** Microseconds since 1970. */
  created: number;
  changed: number;
  gone: boolean;
}

export interface AttachmentRow {
  run_id: string;
  name: string;
  token: string;
  mime_type: string;
  /** Bytes. */
  size: number;
  /** Base64. */
  content: string;
  arrived: number;
}

export interface RefusedRow {
  project: string;
  hour: number;
  code: string;
  field: string;
  runs: number;
  /** Milliseconds since 1970. */
  first: number;
  last: number;
  example: [time: number, runId: string, message: string, remedy: string];
}

/**
 * The secret of an attachment's address. It follows from the content, so that a file sent twice
 * keeps its address and nobody who lacks the file can guess it.
 */
export function attachmentToken(runId: string, name: string, content: Uint8Array): string {
  const hash = createHash('sha256').update(`tracenest attachment\n${runId}\n${name}\n`).update(content).digest();
  return fixedUuid(hash);
}
