/**
 * The SDK's only voice. It never throws into the program and never fills its log: each cause is
 * written once per process, at the level that TRACENEST_LOG allows.
 */
import { logLevel, type LogLevel } from './config.js';

type Spoken = Exclude<LogLevel, 'off'>;

const RANK: Record<LogLevel, number> = { off: 0, error: 1, warn: 2, info: 3, debug: 4 };
/** Causes are few; a cause with something variable in it must not make the set grow for ever. */
const CAUSE_LIMIT = 1000;

const said = new Set<string>();

/**
 * Writes one line about a trouble of the SDK.
 *
 * @param cause names the trouble; a second report of the same cause is not written.
 * @param remedy what the reader can do; ends the line.
 */
export function report(level: Spoken, cause: string, message: string, remedy = ''): void {
  if (RANK[level] > RANK[logLevel()] || said.has(cause)) return;
  if (said.size < CAUSE_LIMIT) said.add(cause);
  const line = `[tracenest] ${cause}: ${message}${remedy === '' ? '' : ` ${remedy}`}`;
  try {
    console[level](line);
  } catch {
    // A console that throws must not reach the program either.
  }
}

/** Runs our own bookkeeping; what goes wrong in it is reported and gives `undefined`. */
export function guarded<R>(what: string, work: () => R, level: Spoken = 'warn'): R | undefined {
  try {
    return work();
  } catch (error) {
    report(level, what, `failed (${nameOf(error)}); the program goes on.`);
    return undefined;
  }
}

/** An error in a few words, without its stack. */
export function nameOf(error: unknown): string {
  try {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  } catch {
    return 'an error that cannot be read';
  }
}
