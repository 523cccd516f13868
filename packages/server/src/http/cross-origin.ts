/**
 * What browsers are told for pages of other sites: the sites of TRACENEST_ALLOWED_ORIGINS may use the
 * server with its key, and any page may give feedback at an address that it was given. Never with
 * cookies. This only lets a page ask; whether it is answered the gate decides (auth.ts).
 */
import type { MiddlewareHandler } from 'hono';
import { isFeedbackAddress, type GateRules } from './auth.js';
import type { Bindings } from './bindings.js';

const daySeconds = 24 * 60 * 60;

/** Answers what browsers ask before they send, and marks all other answers. */
export function crossOrigin(rules: GateRules): MiddlewareHandler<Bindings> {
  return async (c, next) => {
    const allowed = allowedFor(c.req.header('origin'), c.req.path, rules);
    if (allowed === null) return next();
    const wanted = c.req.header('access-control-request-method');
    const isAsked = c.req.method === 'OPTIONS' && wanted !== undefined;
    if (isAsked) c.res = c.body(null, 204);
    else await next();
    const { headers } = c.res;
    headers.set('access-control-allow-origin', allowed);
    headers.append('vary', 'Origin');
    if (!isAsked) return;
    headers.set('access-control-allow-methods', 'GET, POST, PUT, PATCH, DELETE');
    headers.set('access-control-max-age', String(daySeconds));
    const names = c.req.header('access-control-request-headers') ?? '';
    if (/^[\w, -]{1,1000}$/u.test(names)) headers.set('access-control-allow-headers', names);
  };
}

function allowedFor(origin: string | undefined, path: string, rules: GateRules): string | null {
  if (origin === undefined) return null;
  if (rules.allowedOrigins.includes(origin.toLowerCase())) return origin;
  return isFeedbackAddress(path) ? '*' : null;
}
