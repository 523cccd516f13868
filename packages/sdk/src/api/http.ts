/**
 * One question to the app API of a Tracenest server over `fetch`. Every way in which it can go
 * wrong ends in one error type that says what happened and what to do.
 */
import type { ErrorAnswer } from '../wire/api.js';

/** Where the server is and how to ask it. */
export interface ApiTarget {
  /** For example `http://localhost:1984`; a path in it is kept. */
  origin: string;
  /** Sent as `x-api-key`. A page in the browser is known by its cookie instead. */
  apiKey?: string;
  /** Default: the global `fetch`. */
  fetch?: typeof fetch;
}

export interface AskOptions {
  signal?: AbortSignal;
}

/** Code of an error that arose on the way and was not told by the server. */
export type TransportErrorCode = 'unreachable' | 'unreadable-answer';

/** What the server said, or why it could not be asked. */
export class ApiError extends Error {
  /** The server's code, or a {@link TransportErrorCode}. */
  readonly code: string;
  /** HTTP status; null where there was no answer. */
  readonly status: number | null;
  readonly remedy: string;

  constructor(error: ErrorAnswer['error'], status: number | null, options?: ErrorOptions) {
    super(error.message, options);
    this.name = 'ApiError';
    this.code = error.code;
    this.status = status;
    this.remedy = error.remedy;
  }
}

/**
 * Asks `GET {origin}/api/app{path}` and gives the JSON answer.
 *
 * @throws {ApiError} for every failure but an abort, which is thrown on as it is.
 */
export async function getJson<Answer>(target: ApiTarget, path: string, options: AskOptions = {}): Promise<Answer> {
  const response = await ask(target, path, options);
  const body = await readJson(response, options.signal);
  if (!response.ok) throw new ApiError(errorOf(body, response.status), response.status);
  if (body === undefined) throw unreadableAnswer(response);
  return body as Answer;
}

/** Joins path segments and a query, each value escaped; an absent query value is left out. */
export function pathOf(segments: readonly string[], query: Record<string, string | number | undefined> = {}): string {
  const path = segments.map((segment) => `/${encodeURIComponent(segment)}`).join('');
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
  return search.size === 0 ? path : `${path}?${search.toString()}`;
}

async function ask(target: ApiTarget, path: string, options: AskOptions): Promise<Response> {
  const send = target.fetch ?? fetch;
  const headers: Record<string, string> = { accept: 'application/json' };
  if (target.apiKey !== undefined) headers['x-api-key'] = target.apiKey;
  try {
    return await send(`${target.origin.replace(/\/+$/, '')}/api/app${path}`, {
      headers,
      signal: options.signal ?? null,
    });
  } catch (cause) {
    throw isAbort(options.signal) ? cause : unreachable(target, cause);
  }
}

/** Undefined: the body is no JSON. */
async function readJson(response: Response, signal: AbortSignal | undefined): Promise<unknown> {
  let text: string;
  try {
    text = await response.text();
  } catch (cause) {
    throw isAbort(signal) ? cause : unreadableAnswer(response, cause);
  }
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isAbort(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

function unreachable(target: ApiTarget, cause: unknown): ApiError {
  return new ApiError(
    {
      code: 'unreachable',
      message: `The Tracenest server at ${target.origin} does not answer.`,
      remedy: 'Check that it is running and that the address is right.',
    },
    null,
    { cause },
  );
}

function unreadableAnswer(response: Response, cause?: unknown): ApiError {
  return new ApiError(
    {
      code: 'unreadable-answer',
      message: `The answer of ${response.url} could not be read as JSON (HTTP ${response.status}).`,
      remedy: 'Check that the address is that of a Tracenest server and that no proxy changes its answers.',
    },
    response.status,
    { cause },
  );
}

/** The error that the body tells; a body of another shape (a proxy's page) leaves only the status. */
function errorOf(body: unknown, status: number): ErrorAnswer['error'] {
  const error = fieldOf(body, 'error');
  const message = fieldOf(error, 'message');
  const code = fieldOf(error, 'code');
  const remedy = fieldOf(error, 'remedy');
  return {
    code: typeof code === 'string' ? code : `http-${status}`,
    message: typeof message === 'string' ? message : `The server answered with HTTP ${status}.`,
    remedy: typeof remedy === 'string' ? remedy : 'Try again; if it stays, look into the log of the server.',
  };
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
