/**
 * Turns an error into the body its caller expects: our own API has one shape, LangSmith's v1 clients
 * print `error` or `detail`, and its v2 API tells problem details (RFC 7807).
 */
import type { Context } from 'hono';
import type { Log } from '../log.js';
import { RequestError } from '../errors.js';
import { hasAskerGone } from '../query/while-asked.js';
import { jsonText } from 'tracenest/wire';
import type { Bindings } from './bindings.js';

/** A value with what a run holds, however deep it is nested. */
export function jsonAnswer(c: Context<Bindings>, value: unknown): Response {
  return c.body(jsonText(value), 200, { 'content-type': 'application/json' });
}

/** The answer to an error thrown by a route; what is not a RequestError is logged and is a 500. */
export function errorAnswer(c: Context<Bindings>, error: unknown, log: Log): Response {
  const known = error instanceof RequestError ? error : new RequestError('internal', {}, { cause: error });
  // A query that was stopped because nobody waits is no fault.
  if (!hasAskerGone() && (known.status === 500 || known.code === 'write-failed')) {
    log.error(`${c.req.method} ${c.req.path}: ${known.message}`, known.cause ?? known);
  }
  const headers: Record<string, string> = { 'cache-control': 'no-store' };
  if (known.retryAfterSeconds !== null) headers['retry-after'] = String(Math.ceil(known.retryAfterSeconds));
  return c.json(errorBody(known, c.req.path), known.status, headers);
}

/** Our own API, also as the page of a shared link asks it. */
const ownPath = /^(?:\/shared\/[^/]+)?\/api\/app(?:\/|$)/u;

function errorBody(error: RequestError, path: string): Record<string, unknown> {
  const { code, message, remedy } = error;
  if (ownPath.test(path)) return { error: { code, message, remedy } };
  if (/^(?:\/api)?\/v2\//u.test(path)) {
    return { type: 'about:blank', title: code, status: error.status, detail: message, instance: path, remedy };
  }
  const details = error.details === undefined ? {} : { details: error.details };
  return { error: message, detail: message, code, remedy, ...details };
}
