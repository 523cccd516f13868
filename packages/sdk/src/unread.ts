/**
 * Runs over generators, streams and thenables that nobody reads to their end. They end when the
 * object is collected, for then nobody can read it any more; at the latest when the program has
 * nothing left to do.
 */
import { awaitExit } from './exit.js';

/** The ending of a run that waits for a reader. */
interface Waiting {
  /** Ends the run as one that was left. */
  left(): void;
}

const waiting = new Set<Waiting>();
// What is kept for an object must not keep the object: an ending knows its run only.
const collected =
  typeof FinalizationRegistry === 'function' ? new FinalizationRegistry<Waiting>((ending) => ending.left()) : undefined;

/** Ends a run, should nobody read `value` to its end. */
export function awaitReader(value: object, ending: Waiting): void {
  waiting.add(ending);
  collected?.register(value, ending, ending);
  awaitExit(leaveAll);
}

/** The run has ended, in whichever way. */
export function forgetReader(ending: Waiting): void {
  if (waiting.delete(ending)) collected?.unregister(ending);
}

/** Nothing is left to do that could read on. */
const leaveAll = {
  settle(): void {
    for (const ending of waiting) ending.left();
  },
};
