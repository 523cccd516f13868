/** Why a store cannot be opened, each with what to do about it. The program prints the sentence and ends. */

/** A person can mend it: the message says how. */
export abstract class CannotOpenStore extends Error {
  abstract readonly code: string;
}

/** Another process has the data directory open. */
export class StoreInUse extends CannotOpenStore {
  override readonly name = 'StoreInUse';
  readonly code = 'store-in-use';
  constructor(
    readonly place: string,
    readonly pid: number | null,
    readonly url: string | null,
  ) {
    const who = pid === null ? 'another process' : `process ${pid}`;
    const where = url === null ? '' : ` and serves ${url}`;
    super(
      `The data directory ${place} is in use: ${who} has it open${where}. ` +
        'Use that server, stop it, or start this one with another directory (--data).',
    );
  }
}

/** The data directory cannot be opened, for another reason than a second process. */
export class StoreNotOpened extends CannotOpenStore {
  override readonly name = 'StoreNotOpened';
  readonly code = 'store-not-opened';
  constructor(
    readonly place: string,
    cause: unknown,
  ) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(
      `The data directory ${place} could not be opened: ${reason}. ` +
        'Check that it exists or can be made, that this user may write to it, that the disk has room, ' +
        'and that no other machine or container has it open.',
      { cause },
    );
  }
}

/** The store was written by a newer Tracenest. */
export class StoreTooNew extends CannotOpenStore {
  override readonly name = 'StoreTooNew';
  readonly code = 'store-too-new';
  constructor(
    readonly place: string,
    found: number,
    known: number,
  ) {
    super(
      `The store ${place} was written by a newer Tracenest (schema ${found}; this one knows ${known}). ` +
        'Update Tracenest, or use another directory (--data) or database (--store).',
    );
  }
}
