/** What a decoder makes of a request: the good records, and what is wrong with each of the others. */
import type { RunRecord } from 'tracenest/wire';

/** One run of a request that could not be taken. */
export interface Rejected {
  /** As sent, if it could be read. */
  id: string | null;
  code: 'bad-json' | 'bad-id' | 'bad-run' | 'bad-field' | 'missing-part' | 'bad-part';
  /** Names the field and what was expected. */
  message: string;
  remedy: string;
}

export interface Decoded {
  records: RunRecord[];
  rejected: Rejected[];
  /** Parts of kinds that are accepted and not stored (attachments, feedback), by kind. */
  ignored: Record<'attachment' | 'feedback', number>;
}

/** The body as a whole cannot be read, so that no run in it is known. */
export class BadBody extends Error {
  override readonly name = 'BadBody';
  readonly code = 'bad-body';
  constructor(message: string, readonly remedy: string) {
    super(message);
  }
}
