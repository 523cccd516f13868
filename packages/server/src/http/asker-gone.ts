/** Tells a long question that nobody waits for its answer any more. */
import type { Context } from 'hono';
import type { Bindings } from './bindings.js';

/** Aborted when the connection ends before the answer is written. */
export function askerGone(c: Context<Bindings>): AbortSignal {
  const gone = new AbortController();
  const { outgoing } = c.env;
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) gone.abort();
  });
  return gone.signal;
}
