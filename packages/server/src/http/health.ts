/** `GET /health`: 200 while writes are taken, 503 before and while the store is away. Needs no key. */
import { Hono } from 'hono';
import type { Bindings } from './bindings.js';
import type { Line } from './line.js';

/** The route for probes and for scripts that wait for the start. */
export function healthRoutes(parts: { line: () => Line | null; version: string }): Hono<Bindings> {
  const routes = new Hono<Bindings>();
  routes.get('/health', async (c) => {
    const headers = { 'cache-control': 'no-store' };
    const line = parts.line();
    const status = line === null ? 'starting' : await storeStatus(line);
    if (status === 'ok') return c.json({ status, version: parts.version }, 200, headers);
    return c.json({ status, version: parts.version }, 503, { ...headers, 'retry-after': '1' });
  });
  return routes;
}

async function storeStatus(line: Line): Promise<'ok' | 'store-away'> {
  try {
    await line.questions.ping();
    return 'ok';
  } catch {
    return 'store-away';
  }
}
