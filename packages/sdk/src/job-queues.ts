/**
 * Queues of jobs (`p-queue`): a job that waited is started by the end of another one, in the context
 * of whoever had queued that. It belongs to who has queued it, so it is bound where it is added.
 */
import type { Listener } from './context-types.js';

/** What of the class `PQueue` is looked at. */
interface JobQueue {
  add: Listener;
}

interface Emitter {
  emit: Listener;
}

/** All copies of the SDK share the class; it is watched once. */
const WATCHED = Symbol.for('tracenest.job-queues.1');

/**
 * Watches the queues that are built upon a class of `eventemitter3`; anything else is left alone. A
 * queue is an ES module, which cannot be asked for: it is known by the event that it emits in
 * `add`, and bound from the next one on. The first job seldom waits.
 *
 * @param bind keeps a job in the run that is current now.
 */
export function watchJobQueues(emitterClass: unknown, bind: (job: Listener) => Listener): void {
  const { prototype } = (typeof emitterClass === 'function' ? emitterClass : {}) as { prototype?: Emitter };
  if (typeof prototype?.emit !== 'function' || WATCHED in prototype) return;
  Object.defineProperty(prototype, WATCHED, { value: true });
  const { emit } = prototype;
  const watched = named(emit, function (...args) {
    const queue = args[0] === 'add' ? queuePrototype(this) : undefined;
    if (queue !== undefined) {
      bindJobs(queue, bind);
      // It is known now: events go their own way again, unless another has laid something over ours.
      if (prototype.emit === watched) Reflect.set(prototype, 'emit', emit);
    }
    return Reflect.apply(emit, this, args);
  });
  Reflect.set(prototype, 'emit', watched);
}

function bindJobs(queue: JobQueue, bind: (job: Listener) => Listener): void {
  const { add } = queue;
  const binding = named(add, function (job, ...rest) {
    return Reflect.apply(add, this, [typeof job === 'function' ? bind(job as Listener) : job, ...rest]);
  });
  Reflect.set(queue, 'add', binding);
}

/** Where the methods of a queue of jobs lie, if the object is one. */
function queuePrototype(object: unknown): JobQueue | undefined {
  for (let at = object; typeof at === 'object' && at !== null; at = Object.getPrototypeOf(at) as unknown) {
    const own = at;
    if (METHODS.every((method) => Object.hasOwn(own, method))) return own as JobQueue;
  }
  return undefined;
}

const METHODS = ['add', 'addAll', 'onIdle', 'start', 'pause'] as const;

function named(original: Listener, watched: Listener): Listener {
  const { name, length } = original;
  return Object.defineProperties(watched, { name: { value: name }, length: { value: length } });
}
