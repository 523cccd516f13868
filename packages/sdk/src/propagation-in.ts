/** Middleware: the work of a request belongs to the run that sent it. */
import type { Client } from './client.js';
import { guarded } from './diag.js';
import type { HeadersLike } from './propagation.js';
import { ROOT } from './run-like.js';
import { RunTree } from './run-tree.js';
import { tracingContext } from './tracing-context.js';

export interface MiddlewareOptions {
  /** `none`: headers of callers are not looked at, for public edges. Each request is a trace of its own. */
  propagation?: 'none';
  /** Take metadata and tags of the caller too, not only the project. Default false. */
  trustBaggage?: boolean;
  /** Through which runs are sent that begin a trace here. Default: the shared one. */
  client?: Client;
}

/** As Express, Connect, Fastify's hooks, Hono and Koa call it: the request or context first, `next` last. */
export type TracingMiddleware = (request: object, ...rest: readonly unknown[]) => unknown;

/**
 * A middleware for Express, Connect, Fastify (`onRequest`), Hono and Koa, inside of which runs go
 * below the caller's run. Put it first.
 *
 * @returns what `next` returns.
 * @example
 * app.use(tracingMiddleware());
 */
export function tracingMiddleware(options: MiddlewareOptions = {}): TracingMiddleware {
  return function tracing(request, ...rest) {
    const next = rest.findLast((argument) => typeof argument === 'function') as (() => unknown) | undefined;
    if (next === undefined) return undefined;
    return continueTrace(request, () => next(), options);
  };
}

/**
 * Does the work of a request below the run that sent it.
 *
 * @param request what has `headers`: a `Request`, Node's `IncomingMessage`, a context of Hono or Koa.
 * @example
 * export default { fetch: (request: Request) => continueTrace(request, () => handle(request)) };
 */
export function continueTrace<R>(request: object, work: () => R, options: MiddlewareOptions = {}): R {
  const { propagation, trustBaggage, client } = options;
  const through = client === undefined ? {} : { client };
  if (propagation === 'none') return tracingContext({ parent: ROOT, ...through }, work);
  const headers = guarded('read-request', () => headersOf(request)) ?? {};
  const trusted = trustBaggage === true ? RunTree.fromHeaders(headers, { trustBaggage, ...through }) : undefined;
  const tags = trusted === undefined ? {} : { tags: trusted.tags };
  return tracingContext({ parent: trusted ?? headers, ...tags, ...through }, work);
}

/** Where the frameworks keep the headers of a request. */
function headersOf(request: object): HeadersLike | undefined {
  const { headers, req } = request as { headers?: HeadersLike; req?: { headers?: HeadersLike; raw?: Request } };
  return headers ?? req?.raw?.headers ?? req?.headers;
}
