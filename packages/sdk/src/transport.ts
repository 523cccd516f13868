/**
 * Moves bytes: one `fetch`, and what wraps it. What an attempt comes to is a value: done, to be
 * tried again, or never to be tried again.
 */
import { outside } from './context.js';

/** What became of bytes. */
export type Sent = { status: 'ok' } | { status: 'retry'; afterMs?: number } | { status: 'drop'; error: Error };

export interface Payload {
  body: Uint8Array<ArrayBuffer>;
  headers: Record<string, string>;
}

export type Send = (payload: Payload, signal?: AbortSignal) => Promise<Sent>;

/** How often a request is tried again that a server did not take for the moment. All in milliseconds. */
export interface RetryPolicy {
  /** First pause, doubled each time up to the longest. Default 200. */
  firstMs: number;
  /** Default 10 000. */
  longestMs: number;
  /** From the first attempt on; what has not gone by then is given up. Default 300 000. */
  forMs: number;
}

/** A server that restarts is waited for; the queue in front is what bounds memory. */
export const RETRY_POLICY: RetryPolicy = { firstMs: 200, longestMs: 10_000, forMs: 5 * 60_000 };

/** Statuses that say "not now" (protocol: 408, 425, 429 and all 5xx). */
function isTransient(status: number): boolean {
  return status === 408 || status === 425 || status === 429 || status >= 500;
}

/** Sends with one POST to `url`. */
export function postTo(url: string, fetchFunction: typeof fetch = fetch): Send {
  return async ({ body, headers }, signal) => {
    try {
      const response = await outside(() =>
        fetchFunction(url, { method: 'POST', body, headers, ...(signal === undefined ? {} : { signal }) }),
      );
      const text = await response.text();
      // 409: the server has this already.
      if (response.ok || response.status === 409) return { status: 'ok' };
      if (!isTransient(response.status)) {
        return { status: 'drop', error: new RefusedError(response.status, text) };
      }
      const afterMs = retryAfterMs(response.headers.get('retry-after'), Date.now());
      return afterMs === undefined ? { status: 'retry' } : { status: 'retry', afterMs };
    } catch {
      // Refused, reset or timed out: the same bytes may go through later.
      return { status: 'retry' };
    }
  };
}

/** The server will not take these bytes, however often they come. */
export class RefusedError extends Error {
  /** The server has nothing at this address, or nothing that takes a POST. */
  readonly isUnknownPath: boolean;

  constructor(status: number, answer: string) {
    super(`the server answered ${status}: ${answer.slice(0, 300)}`);
    this.name = 'RefusedError';
    this.isUnknownPath = status === 404 || status === 405;
  }
}

/** Gives an attempt up after `timeoutMs`. */
export function withTimeout(send: Send, timeoutMs: number): Send {
  return async (payload, signal) => {
    const timeout = AbortSignal.timeout(timeoutMs);
    return send(payload, signal === undefined ? timeout : AbortSignal.any([signal, timeout]));
  };
}

/**
 * Tries again as long as it may help. The server's own word on when wins over ours. An abort ends
 * the waiting: the attempt under way is the last.
 */
export function withRetry(send: Send, policy: RetryPolicy = RETRY_POLICY): Send {
  return async (payload, signal) => {
    const startMs = performance.now();
    let pauseMs = policy.firstMs;
    for (;;) {
      const sent = await send(payload, signal);
      if (sent.status !== 'retry' || signal?.aborted === true) return sent;
      // Spread out: many processes must not come back at one moment.
      const waitMs = sent.afterMs ?? pauseMs * (0.5 + Math.random() / 2);
      if (performance.now() - startMs + waitMs > policy.forMs) return sent;
      await pause(waitMs, signal);
      pauseMs = Math.min(pauseMs * 2, policy.longestMs);
    }
  };
}

/** Waits without keeping the process alive; an abort ends the waiting. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    if (signal?.aborted === true) return resolve();
    const timer = setTimeout(done, ms);
    unref(timer);
    signal?.addEventListener('abort', done, { once: true });
    function done(): void {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    }
  });
}

/** Lets the process end although this timer has not run; browsers have no such thing. */
export function unref(timer: unknown): void {
  (timer as { unref?: () => void }).unref?.();
}

/** `Retry-After` in seconds or as a date, in milliseconds from `nowMs`; undefined if unreadable. */
export function retryAfterMs(header: string | null, nowMs: number): number | undefined {
  if (header === null) return undefined;
  const seconds = Number(header);
  if (header.trim() !== '' && Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs);
}
