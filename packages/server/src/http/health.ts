/** `GET /health`: 200 once writes are taken, 503 before. Needs no key. */
import { Hono } from 'hono';
import type { Bindings } from './bindings.js';

/** The route for probes and for scripts that wait for the start. */
export function healthRoutes(parts: { line: () => unknown; version: string }): Hono<Bindings> {
  const routes = new Hono<Bindings>();
  routes.get('/health', (c) => {
    const headers = { 'cache-control': 'no-store' };
    if (parts.line() !== null) return c.json({ status: 'ok', version: parts.version }, 200, headers);
    return c.json({ status: 'starting', version: parts.version }, 503, { ...headers, 'retry-after': '1' });
  });
  return routes;
}
