/**
 * Every error that a request can end with: code, HTTP status, sentence and what to do. The routes
 * throw these; http/answers.ts turns them into the body that the caller's dialect expects.
 */
export interface ErrorEntry {
  status: 400 | 401 | 403 | 404 | 405 | 408 | 409 | 413 | 415 | 422 | 429 | 500 | 503;
  /** Sentence with `{names}`. */
  message: string;
  remedy: string;
}

export type ErrorCode =
  | 'route-not-found'
  | 'run-not-found'
  | 'trace-not-found'
  | 'thread-not-found'
  | 'project-not-found'
  | 'project-exists'
  | 'project-fixed'
  | 'feedback-not-found'
  | 'feedback-token-expired'
  | 'share-not-found'
  | 'attachment-not-found'
  | 'out-of-scope'
  | 'bad-json'
  | 'bad-body'
  | 'bad-value'
  | 'bad-filter'
  | 'question-too-large'
  | 'no-run-taken'
  | 'body-too-large'
  | 'question-body-too-large'
  | 'body-too-slow'
  | 'unsupported-encoding'
  | 'bad-encoding'
  | 'body-cut-off'
  | 'writer-full'
  | 'write-failed'
  | 'starting'
  | 'store-away'
  | 'host-not-allowed'
  | 'origin-not-allowed'
  | 'key-missing'
  | 'key-wrong'
  | 'internal';

export const errorTable: Readonly<Record<ErrorCode, ErrorEntry>> = {
  'route-not-found': {
    status: 404,
    message: 'There is nothing at {method} {path}.',
    remedy:
      'Check the address. The API is served under /, /api and /api/v1; the part of it that is about datasets, evaluation and prompts does not exist here.',
  },
  'run-not-found': {
    status: 404,
    message: 'No run {id} has been received.',
    remedy: 'If it was sent a moment ago, wait until the sender has flushed; else check the id and the data directory.',
  },
  'trace-not-found': {
    status: 404,
    message: 'No run of trace {id} has been received.',
    remedy: 'If it was sent a moment ago, wait until the sender has flushed; else check the id and the data directory.',
  },
  'thread-not-found': {
    status: 404,
    message: 'No trace of a thread {id} has been received.',
    remedy:
      'A thread is named by thread_id, session_id or conversation_id in the metadata of its root runs. Check the spelling and the project.',
  },
  'project-not-found': {
    status: 404,
    message: 'There is no project {name}.',
    remedy: 'A project is made by the first run that names it, or by POST /sessions. Check the spelling.',
  },
  'project-exists': {
    status: 409,
    message: 'Session already exists: there is a project {name}.',
    remedy: 'Use it as it is, send ?upsert=true, or choose another name.',
  },
  'project-fixed': {
    status: 422,
    message: 'The project {name} cannot be {what}: its name is how runs find it.',
    remedy:
      'Let the program name another project (LANGSMITH_PROJECT), and delete this one if it is not needed any more.',
  },
  'feedback-not-found': {
    status: 404,
    message: 'There is no {what} {id}.',
    remedy: 'It may have been deleted. GET /feedback lists what there is.',
  },
  'feedback-token-expired': {
    status: 403,
    message: 'This address for feedback was valid until {until}.',
    remedy: 'Ask whoever gave it for a new one (POST /feedback/tokens).',
  },
  'share-not-found': {
    status: 404,
    message: 'Nothing is shared under this link.',
    remedy: 'It may have been taken back. Ask whoever sent it to share the run again.',
  },
  'attachment-not-found': {
    status: 404,
    message: 'There is no attachment under this address.',
    remedy: 'Read the run again: its s3_urls have the address of each attachment.',
  },
  'out-of-scope': {
    status: 404,
    message: 'Tracenest stores and shows traces; it has no {what}.',
    remedy: '{instead}',
  },
  'bad-json': {
    status: 400,
    message: 'The body is not JSON: {reason}.',
    remedy: 'Send one JSON value encoded as UTF-8.',
  },
  'bad-body': {
    status: 422,
    message: 'The body cannot be read: {reason}.',
    remedy: '{expected}',
  },
  'bad-value': {
    status: 422,
    message: '{field} is {value}.',
    remedy: 'Send {expected}.',
  },
  'bad-filter': {
    status: 400,
    message: 'The {field} {problem}.',
    remedy: 'A filter is a call such as eq(name, "x"), and(eq(run_type, "llm"), gt(latency, "5s")) or search("words").',
  },
  'question-too-large': {
    status: 422,
    message: 'The question was given up: it needs more {spent} than one question may take.',
    remedy: 'Ask for less: one project, a range of time (start_time, end_time), a name or a thread.',
  },
  'no-run-taken': {
    status: 422,
    message: 'No run of this request could be taken. {reason}',
    remedy: '{remedy}',
  },
  'body-too-large': {
    status: 413,
    message: 'The body is larger than {limit} bytes when decompressed.',
    remedy:
      'Send fewer runs in one request, or shorten inputs and outputs; or start the server with a larger TRACENEST_MAX_BODY_MB.',
  },
  'question-body-too-large': {
    status: 413,
    message: 'The body is larger than {limit} bytes, the most that is read here.',
    remedy: 'Ask for less at once, or send shorter texts.',
  },
  'body-too-slow': {
    status: 408,
    message: 'The body stopped coming before it was whole.',
    remedy: 'Send the request again over a connection that does not stall.',
  },
  'unsupported-encoding': {
    status: 415,
    message: 'The body is encoded as {encoding}.',
    remedy: 'Send it as it is or with Content-Encoding: {taken}.',
  },
  'bad-encoding': {
    status: 400,
    message: 'The body says Content-Encoding: {encoding} and cannot be decompressed: {reason}.',
    remedy: 'Compress the whole body once, or leave the header out.',
  },
  'body-cut-off': {
    status: 400,
    message: 'The connection ended before the whole body had arrived.',
    remedy: 'Send the request again.',
  },
  'writer-full': {
    status: 503,
    message: 'More runs are arriving than can be stored.',
    remedy: 'Send the request again after the number of seconds in Retry-After.',
  },
  'write-failed': {
    status: 503,
    message: 'The runs could not be stored.',
    remedy:
      'Send the request again after the number of seconds in Retry-After. The server log has the reason; check free space in the data directory.',
  },
  starting: {
    status: 503,
    message: 'The server is opening its data directory.',
    remedy: 'Ask again after the number of seconds in Retry-After.',
  },
  'store-away': {
    status: 503,
    message: 'The store {place} does not answer: {reason}.',
    remedy:
      'Send the request again after the number of seconds in Retry-After. What was accepted before is in the store; the server goes on by itself once the store is back.',
  },
  'host-not-allowed': {
    status: 403,
    message: 'This server is not known under the host name {host}.',
    remedy: 'Use localhost, or start the server with TRACENEST_ALLOWED_HOSTS={host}.',
  },
  'origin-not-allowed': {
    status: 403,
    message: 'A page of another site ({origin}) may not use this server.',
    remedy:
      'Open the page of this server itself, send from a program, or start the server with TRACENEST_ALLOWED_ORIGINS={origin}.',
  },
  'key-missing': {
    status: 401,
    message: 'This server asks for its key.',
    remedy: 'Send it as the header x-api-key (LANGSMITH_API_KEY in the traced program), or open the page and sign in.',
  },
  'key-wrong': {
    status: 401,
    message: 'The key is not the one of this server.',
    remedy: 'Send the value of TRACENEST_API_KEY with which the server was started.',
  },
  internal: {
    status: 500,
    message: 'The server failed to answer.',
    remedy: 'Its log has the reason. Please report it with the log line.',
  },
};

/** A request that cannot be answered as asked. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly code: ErrorCode;
  readonly status: ErrorEntry['status'];
  readonly remedy: string;
  /** Whole seconds for `Retry-After`. */
  readonly retryAfterSeconds: number | null;
  /** Further values for the body, such as the runs that were rejected. */
  readonly details: unknown;

  constructor(
    code: ErrorCode,
    values: Readonly<Record<string, string | number>> = {},
    more: { retryAfterSeconds?: number; details?: unknown; cause?: unknown } = {},
  ) {
    const entry = errorTable[code];
    super(fill(entry.message, values), more.cause === undefined ? {} : { cause: more.cause });
    this.code = code;
    this.status = entry.status;
    this.remedy = fill(entry.remedy, values);
    this.retryAfterSeconds = more.retryAfterSeconds ?? null;
    this.details = more.details;
  }
}

/** The store cannot be asked now; later it can. Nothing is known to be lost, and nothing was acknowledged. */
export function storeAway(place: string, reason: string, cause?: unknown): StoreAway {
  return new StoreAway(place, reason, cause);
}

class StoreAway extends RequestError {
  /** For saying it again in another thread. */
  readonly away: [place: string, reason: string];
  constructor(place: string, reason: string, cause: unknown) {
    super('store-away', { place, reason }, { retryAfterSeconds: 2, cause });
    this.away = [place, reason];
  }
}

/** Whether the store was away: the work is neither wrong nor refused, and is to be tried again. */
export function isStoreAway(error: unknown): error is StoreAway {
  return error instanceof StoreAway;
}

/** One pass, so that a value with braces in it is never read as a name. */
function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{([a-z]+)\}/g, (whole, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    return value === undefined ? whole : String(value);
  });
}
