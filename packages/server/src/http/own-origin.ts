/** Where this server is for whoever asks: what to put in front of a path for another program. */
import type { Context } from 'hono';
import type { Bindings } from './bindings.js';

export function ownOrigin(c: Context<Bindings>): string {
  const scheme = c.req.header('x-forwarded-proto') === 'https' ? 'https' : 'http';
  return `${scheme}://${c.req.header('host') ?? 'localhost'}`;
}
