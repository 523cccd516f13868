/** The functions of a random program, natively of each kind, each stepping through its statements. */
import { Readable } from 'node:stream';
import type { Frame } from './random-programs-account.test-fixture.js';
import type { Fn, Statement, Work } from './random-programs.test-fixture.js';

/** What a body does that only its kind of function can: wait for something, or give a value to its reader. */
export type Step = { wait: unknown } | { give: string };
export type Steps = Generator<Step, void, unknown>;

/** What a kind of function can. */
export interface Can {
  wait: boolean;
  give: boolean;
}

/** What runs the program. */
export interface Host {
  /** Nothing is to go on by itself beside who reads it. */
  isOrderly: boolean;
  /** The call that begins, told by its arguments. */
  enter(args: readonly unknown[], self?: unknown): Frame;
  say(frame: Frame, what: string): void;
  steps(body: readonly Statement[], frame: Frame, can: Can): Steps;
}

export class Sub<T> extends Promise<T> {
  readonly extra = 'kept';
}

const NOTHING: Can = { wait: false, give: false };

/** The function itself, natively of its kind. */
export function bodyOf(fn: Fn, machine: Host): Work {
  const stepsIn = (frame: Frame, can: Can): Steps => machine.steps(fn.body, frame, can);
  const inParts = (frame: Frame): AsyncGenerator<string, string> =>
    giveAsync(frame, stepsIn(frame, { wait: true, give: true }));
  switch (fn.kind) {
    case 'sync':
      return function (...args) {
        const frame = machine.enter(args, this);
        return ending(frame, () => drain(stepsIn(frame, NOTHING)));
      };
    case 'async':
      return async function (this: unknown, ...args) {
        return await waitFor(machine.enter(args, this), (frame) => stepsIn(frame, { wait: true, give: false }));
      };
    case 'promise':
      return function (...args) {
        return waitFor(machine.enter(args, this), (frame) => stepsIn(frame, { wait: true, give: false }));
      };
    case 'subclass':
      return function (...args) {
        const done = waitFor(machine.enter(args, this), (frame) => stepsIn(frame, { wait: true, give: false }));
        return new Sub((resolve, reject) => void done.then(resolve, reject));
      };
    case 'thenable':
      return function (...args) {
        const frame = machine.enter(args, this);
        let done: Promise<string> | undefined;
        return {
          // oxlint-disable-next-line unicorn/no-thenable -- a query builder
          then(onValue?: (value: string) => unknown, onError?: (error: unknown) => unknown) {
            machine.say(frame, 'then');
            done ??= waitFor(frame, (own) => stepsIn(own, { wait: true, give: false }));
            return done.then(onValue, onError);
          },
        };
      };
    case 'generator':
      return function* (this: unknown, ...args) {
        const frame = machine.enter(args, this);
        return yield* give(frame, stepsIn(frame, { wait: false, give: true }));
      };
    case 'asyncGenerator':
      return async function* (this: unknown, ...args) {
        return yield* inParts(machine.enter(args, this));
      };
    case 'webStream':
      return function (...args) {
        const frame = machine.enter(args, this);
        const parts = inParts(frame);
        return new ReadableStream<unknown>(
          {
            async pull(controller) {
              machine.say(frame, 'pull');
              const { done, value } = await parts.next();
              if (done === true) controller.close();
              else controller.enqueue(value);
            },
            async cancel() {
              machine.say(frame, 'cancel');
              await parts.return('cancelled');
            },
          },
          { highWaterMark: machine.isOrderly ? 0 : fn.id % 2 },
        );
      };
    case 'nodeStream':
      return function (...args) {
        const frame = machine.enter(args, this);
        const parts = inParts(frame);
        return withoutListenerLimit(
          new Readable({
            objectMode: true,
            highWaterMark: 1 + (fn.id % 2),
            read() {
              machine.say(frame, 'read');
              parts.next().then(
                ({ done, value }) => this.push(done === true ? null : value),
                (error: Error) => this.destroy(error),
              );
            },
          }),
        );
      };
  }
}

/** Runs to the end what cannot wait. */
export function drain(steps: Steps): void {
  for (const _ of steps) throw new RangeError('a synchronous body can neither wait nor give');
}

/** Lets the account hear of the end of a call. */
function ending(frame: Frame, work: () => void): string {
  try {
    work();
  } catch (error) {
    frame.end(true);
    throw error;
  }
  frame.end(false);
  return frame.path;
}

async function waitFor(frame: Frame, stepsIn: (frame: Frame) => Steps): Promise<string> {
  try {
    const steps = stepsIn(frame);
    let step = steps.next();
    while (step.done !== true) step = await answered(steps, step.value);
  } catch (error) {
    frame.end(true);
    throw error;
  }
  frame.end(false);
  return frame.path;
}

/** Waits for what a step waits for, and goes on with it. */
async function answered(steps: Steps, step: Step): Promise<IteratorResult<Step, void>> {
  let value: unknown;
  try {
    value = await ('wait' in step ? step.wait : undefined);
  } catch (error) {
    return steps.throw(error);
  }
  return steps.next(value);
}

function* give(frame: Frame, steps: Steps): Generator<string, string> {
  let isFailed = false;
  try {
    let step = steps.next();
    while (step.done !== true) {
      try {
        yield 'give' in step.value ? step.value.give : '';
      } catch (error) {
        step = steps.throw(error);
        continue;
      }
      step = steps.next();
    }
  } catch (error) {
    isFailed = true;
    throw error;
  } finally {
    steps.return();
    frame.end(isFailed);
  }
  return frame.path;
}

async function* giveAsync(frame: Frame, steps: Steps): AsyncGenerator<string, string> {
  let isFailed = false;
  try {
    let step = steps.next();
    while (step.done !== true) {
      if ('wait' in step.value) {
        step = await answered(steps, step.value);
        continue;
      }
      try {
        yield step.value.give;
      } catch (error) {
        step = steps.throw(error);
        continue;
      }
      step = steps.next();
    }
  } catch (error) {
    isFailed = true;
    throw error;
  } finally {
    steps.return();
    // A stream ends where its reader says so.
    if (frame.facts.isStream !== true) frame.end(isFailed);
  }
  return frame.path;
}

/** Many may read it at once here; that is no leak. */
function withoutListenerLimit(stream: Readable): Readable {
  stream.setMaxListeners(0);
  return stream;
}
