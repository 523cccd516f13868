/** What a decoder makes of a request: the good records, and what is wrong with each of the others. */
import type { RunRecord } from 'tracenest/wire';
import type { AttachedFile, FeedbackWish } from '../beside-values.js';
import { jsonWeight } from '../json-weight.js';

/** One run, field, file or feedback of a request that could not be taken. */
export interface Rejected {
  /** As sent, if it could be read. */
  id: string | null;
  /** The name of the project that it was meant for, if it could be read. */
  project?: string;
  /** The field that could not be read; absent: the whole. */
  field?: string;
  code: 'bad-json' | 'bad-id' | 'bad-run' | 'bad-field' | 'missing-part' | 'bad-part' | 'bad-feedback';
  /** Names the field and what was expected. */
  message: string;
  remedy: string;
}

export interface Decoded {
  records: RunRecord[];
  /** The first of them: see `reject`. */
  rejected: Rejected[];
  /** How many more were rejected. */
  rejectedMore: number;
  feedback: FeedbackWish[];
  attachments: AttachedFile[];
}

/** The body as a whole cannot be read, so that no run in it is known. */
export class BadBody extends Error {
  override readonly name = 'BadBody';
  readonly code = 'bad-body';
  constructor(
    message: string,
    readonly remedy: string,
  ) {
    super(message);
  }
}

export function newDecoded(): Decoded {
  return { records: [], rejected: [], rejectedMore: 0, feedback: [], attachments: [] };
}

/** A body of a hundred kilobytes can hold, compressed, millions of runs that are none. */
const maxRejectedNamed = 100;

/** Notes what could not be taken: the first in words, further ones as a number. */
export function reject(decoded: Decoded, rejected: readonly Rejected[]): void {
  for (const reason of rejected) {
    if (decoded.rejected.length < maxRejectedNamed) decoded.rejected.push(reason);
    else decoded.rejectedMore += 1;
  }
}

const utf8 = new TextDecoder('utf-8');

/**
 * No client sends nearly as many at once; a body that is small while compressed may hold tens of
 * millions of nothing, and reading them would hold up everybody for many seconds.
 */
const maxRuns = 200_000;
const maxParts = 1_000_000;

/** Throws BadBody if a body holds more runs, or parts, than anyone would send. */
export function limitCount(what: 'runs' | 'parts', count: number): void {
  const most = what === 'runs' ? maxRuns : maxParts;
  if (count <= most) return;
  throw new BadBody(`The body holds more than ${most} ${what}.`, 'Send fewer runs in one request: a hundred is usual.');
}

/** What all JSON of one body may weigh once read. A usual body weighs three times its size. */
const maxJsonBytes = 512 * 2 ** 20;

/** Adds up what the JSON of one body will weigh; throws BadBody where it is too much. */
export class JsonScale {
  readonly #isLight: boolean;
  #sum = 0;

  /** `bodyBytes`: of the whole body. No byte weighs more than 64, so that most need no weighing. */
  constructor(bodyBytes: number) {
    this.#isLight = bodyBytes * 64 <= maxJsonBytes;
  }

  weigh(json: Uint8Array): void {
    if (this.#isLight) return;
    this.#sum += jsonWeight(json);
    if (this.#sum <= maxJsonBytes) return;
    throw new BadBody(
      `The body holds so many small values that reading them would take more than ${maxJsonBytes} bytes of memory.`,
      'Send fewer runs in one request, or shorten inputs and outputs.',
    );
  }
}

/** A body as JSON. Bytes that are not UTF-8 become U+FFFD. Throws BadBody. */
export function readJson(body: Uint8Array): unknown {
  new JsonScale(body.length).weigh(body);
  try {
    return JSON.parse(utf8.decode(body));
  } catch (error) {
    const reason = error instanceof Error ? error.message.slice(0, 200) : String(error);
    throw new BadBody(
      `The body is not JSON: ${reason}`,
      'Send JSON in UTF-8. NaN and Infinity are not JSON: send null for them.',
    );
  }
}
