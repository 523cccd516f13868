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
  const { response, body } = await ask(target, path, options, { method: 'GET' });
  if (body === undefined) throw unreadableAnswer(response);
  return body as Answer;
}

/** A request that changes something. `body`: sent as JSON. */
export interface Change {
  method: 'POST' | 'PUT' | 'DELETE';
  body?: unknown;
}

/**
 * Sends a change to `{origin}/api/app{path}` and gives the JSON answer; undefined where the answer is empty.
 *
 * @throws {ApiError} as {@link getJson}.
 */
export async function sendJson(
  target: ApiTarget,
  path: string,
  change: Change,
  options: AskOptions = {},
): Promise<unknown> {
  const { response, body } = await ask(target, path, options, change);
  if (body === undefined && response.status !== 204) throw unreadableAnswer(response);
  return body;
}

/** Joins path segments and a query, each value escaped; an absent query value is left out. */
export function pathOf(segments: readonly string[], query: Record<string, string | number | undefined> = {}): string {
  const path = segments.map((segment) => `/${encodeURIComponent(segment)}`).join('');
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
  return search.size === 0 ? path : `${path}?${search.toString()}`;
}

/** A good answer and its body; the body is undefined where it is no JSON. */
async function ask(
  target: ApiTarget,
  path: string,
  options: AskOptions,
  request: Change | { method: 'GET' },
): Promise<{ response: Response; body: unknown }> {
  const response = await send(target, path, options, request);
  const body = await readJson(response, options.signal);
  if (!response.ok) throw new ApiError(errorOf(body, response.status), response.status);
  return { response, body };
}

async function send(
  target: ApiTarget,
  path: string,
  options: AskOptions,
  request: Change | { method: 'GET' },
): Promise<Response> {
  const { fetch: sender = fetch } = target;
  const headers: Record<string, string> = { accept: 'application/json' };
  if (target.apiKey !== undefined) headers['x-api-key'] = target.apiKey;
  const body = 'body' in request ? JSON.stringify(request.body) : null;
  if (body !== null) headers['content-type'] = 'application/json';
  try {
    return await sender(`${target.origin.replace(/\/+$/, '')}/api/app${path}`, {
      method: request.method,
      headers,
      body,
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
