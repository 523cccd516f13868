/**
 * Streams of Node that a run has returned. Their bodies emit out of that run; who listens from
 * elsewhere reads them, and what the reader does belongs to the reader.
 */
import { current } from './context.js';

const owners = new WeakMap<object, (store: unknown) => boolean>();

/** Notes whose stream it is; `isInside` tells what its body runs in. */
export function ownEmitter(emitter: object, isInside: (store: unknown) => boolean): void {
  owners.set(emitter, isInside);
}

/** Whether what is current now is the reader of a run's stream, and not its body; false for other emitters. */
export function isReader(emitter: object): boolean {
  return owners.get(emitter)?.(current()) === false;
}

/** Whether what is current now is the body of a run's stream; false for other emitters. */
export function isBody(emitter: object): boolean {
  return owners.get(emitter)?.(current()) === true;
}
