/**
 * What comes with runs and is no run: feedback, attachments, and the account of what was refused.
 * Clients do not read the body of a 202, so a refusal that is only answered is never heard.
 */
import { toUSVString } from 'node:util';
import type { AttachmentRow, FeedbackRow, RefusedRow } from '../store/beside-rows.js';
import type { Store } from '../store/store.js';
import type { Decoded, Rejected } from './langsmith/decoded.js';
import { GroupedInsert } from './grouped-insert.js';
import { attachmentRow, feedbackRow } from './beside-values.js';

const hourMs = 3_600_000;
const maxText = 500;

export class Beside {
  readonly #feedback: GroupedInsert<FeedbackRow>;
  readonly #attachments: GroupedInsert<AttachmentRow>;
  readonly #refused: GroupedInsert<RefusedRow>;
  readonly #nowMs: () => number;
  #lastUs = 0;

  constructor(store: Store, nowMs: () => number = Date.now) {
    this.#feedback = new GroupedInsert(store, 'feedback');
    this.#attachments = new GroupedInsert(store, 'attachments');
    this.#refused = new GroupedInsert(store, 'refused');
    this.#nowMs = nowMs;
  }

  /** Resolves when what came beside the runs of a request is on disk. */
  async take(decoded: Pick<Decoded, 'feedback' | 'attachments'>): Promise<void> {
    const arrived = this.#stamp();
    const written = await Promise.allSettled([
      this.#feedback.write(decoded.feedback.map((wish) => feedbackRow(wish, arrived))),
      this.#attachments.write(decoded.attachments.map((file) => attachmentRow(file, arrived))),
    ]);
    for (const outcome of written) if (outcome.status === 'rejected') throw outcome.reason;
  }

  /** Counts what was refused. `more`: how many further ones the request held, of unknown kind. */
  refuse(rejected: readonly Rejected[], more: number): Promise<void> {
    const now = this.#nowMs();
    const rows = rejected.map((reason) => refusedRow(reason, now));
    const last = rows.at(-1);
    if (last !== undefined && more > 0) last.runs += more;
    return this.#refused.write(rows);
  }

  async close(): Promise<void> {
    await Promise.all([this.#feedback.close(), this.#attachments.close(), this.#refused.close()]);
  }

  /** Strictly increasing microseconds: the later of two rows of one id is the later one. */
  #stamp(): number {
    this.#lastUs = Math.max(this.#lastUs + 1, Math.floor(this.#nowMs() * 1000));
    return this.#lastUs;
  }
}

function refusedRow({ id, project, code, field, message, remedy }: Rejected, now: number): RefusedRow {
  return {
    project: cut(project ?? ''),
    hour: Math.floor(now / hourMs) * (hourMs / 1000),
    code,
    field: field ?? '',
    runs: 1,
    first: now,
    last: now,
    example: [now, cut(id ?? ''), cut(message), cut(remedy)],
  };
}

/** The store takes no half of a surrogate pair, sent so or made by cutting. */
function cut(text: string): string {
  return toUSVString(text.slice(0, maxText));
}
