/** Questions and answers of the app API about what lies beside a run: feedback and files. */
import type { Json } from './record.js';

/** `GET /api/app/runs/{run_id}/beside` */
export interface BesideAnswer {
  /** The newest first; at most 100. */
  feedback: FeedbackAnswer[];
  /** Whether there is more feedback than that. */
  has_more: boolean;
  attachments: AttachmentAnswer[];
}

export interface FeedbackAnswer {
  id: string;
  /** What is judged. */
  key: string;
  score: number | null;
  value: Json;
  comment: string | null;
  correction: Json;
  /** `app`: given on our page; `api`, `model`, `auto_eval` and others as sent. */
  source: string;
  created: string;
  /** The same as `created` where it was never changed. */
  changed: string;
}

/** `POST /api/app/runs/{run_id}/feedback`, answered with the feedback. A score, a comment, or both. */
export interface FeedbackWish {
  /** What is judged: 1 to 180 characters. */
  key: string;
  score?: number;
  comment?: string;
}

export interface AttachmentAnswer {
  name: string;
  mime_type: string;
  /** Bytes. */
  size: number;
  /** On this server; a download, whatever is in it. */
  path: string;
}

/** `GET`, `PUT` and `DELETE /api/app/runs/{run_id}/share`: whoever has the link `/shared/{token}` reads the run and all below it. */
export interface ShareAnswer {
  /** Null: it is not shared. */
  token: string | null;
}

/** `GET /shared/{token}/api/app/shared`: what a link leads to. */
export interface SharedAnswer {
  run_id: string;
  trace_id: string;
}
