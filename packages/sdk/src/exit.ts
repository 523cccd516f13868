/**
 * The end of the process, as far as it can be seen: when nothing is left to do there is time to
 * send; when the program or an error ends it, there is none. A signal that the program does not
 * listen to ends it unseen, and stays so: to listen would change what it does.
 */
import type { ProcessEnd } from './wire/api.js';

/** Who has something to do at the end. */
export interface Leaving {
  /** Before anybody hears of either: takes in what has arrived and was not looked at. */
  collect?(): void;
  /** Nothing is left to do, before anybody hears `nothingLeft`: ends what nobody can go on with. */
  settle?(): void;
  /** Nothing is left to do: what is started now is waited for, and then this is called again. */
  nothingLeft?(end: ProcessEnd): void;
  /** This is the last moment: nothing that is started now goes on. */
  gone?(end: ProcessEnd): void;
}

interface ProcessLike {
  exitCode?: unknown;
  on?(event: 'beforeExit' | 'uncaughtExceptionMonitor', listener: () => void): unknown;
  on?(event: 'exit', listener: (code: number) => void): unknown;
}

const leaving = new Set<Leaving>();
let isWatched = false;
let reason: ProcessEnd['reason'] = 'exit';

/** Tells of the end of the process from now on. */
export function awaitExit(who: Leaving): void {
  leaving.add(who);
  if (isWatched) return;
  isWatched = true;
  const { process } = globalThis as { process?: ProcessLike };
  process?.on?.('beforeExit', () => {
    const { exitCode } = process;
    const end: ProcessEnd = { reason: 'finished', code: Number(exitCode ?? 0) };
    for (const each of leaving) each.collect?.();
    for (const each of leaving) each.settle?.();
    for (const each of [...leaving]) each.nothingLeft?.(end);
  });
  process?.on?.('uncaughtExceptionMonitor', () => void (reason = 'uncaught-error'));
  process?.on?.('exit', (code) => {
    for (const each of leaving) each.collect?.();
    for (const each of leaving) each.gone?.({ reason, code });
  });
}

/** Nothing is left of it to be told of. */
export function forgetExit(who: Leaving): void {
  leaving.delete(who);
}
