/** When a random program goes on after a pause. */
import type { Pause } from './random-programs.test-fixture.js';

/**
 * How pauses go. `raw`: by the runtime's own timers. `exact`: those of the loop in a fixed order, so
 * that two runs of a program can be compared. `steady`: besides, what goes on at the same time goes
 * on in turns, so that one microtask more does not change the order.
 */
export type Pace = 'raw' | 'exact' | 'steady';

export class Turns {
  readonly #pace: Pace;
  readonly #waiting: { moment: string; resolve: () => void }[] = [];

  constructor(pace: Pace) {
    this.#pace = pace;
  }

  /** Comes back when the pause is over. */
  turn(how: Pause, moment: string): Promise<unknown> {
    if (how === 'microtask') return Promise.resolve();
    return new Promise<void>((resolve) => this.later(how, moment, resolve));
  }

  /** @param moment a text of its own for each call, by which turns are ordered. */
  later(how: Pause, moment: string, work: () => void): void {
    if (how === 'microtask') void Promise.resolve().then(work);
    else if (this.#pace !== 'steady' && how === 'nextTick') process.nextTick(work);
    else if (this.#pace !== 'steady' && how === 'queueMicrotask') queueMicrotask(work);
    else if (this.#pace === 'raw' && how === 'timer') setTimeout(work, 0);
    else if (this.#pace === 'raw') setImmediate(work);
    else {
      this.#waiting.push({ moment, resolve: work });
      if (this.#waiting.length === 1) setImmediate(() => this.#nextTurn());
    }
  }

  /** One at a time, in the order of their places in the program, each after the last has come to rest. */
  #nextTurn(): void {
    this.#waiting.sort((a, b) => (a.moment < b.moment ? -1 : 1));
    const [next] = this.#waiting;
    if (next === undefined) return;
    next.resolve();
    setImmediate(() => {
      this.#waiting.splice(this.#waiting.indexOf(next), 1);
      if (this.#waiting.length > 0) this.#nextTurn();
    });
  }
}
