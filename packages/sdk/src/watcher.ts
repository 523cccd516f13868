/** Who listens to a returned value: `settle` tells, the ending of a run hears. */

/** What is told of a value. After `value`, `failed`, `closed` or `left` nothing more is heard. */
export interface Watcher {
  /** The value is there, whole. */
  value(value: unknown): void;
  failed(error: unknown): void;
  /** One of many. */
  chunk(chunk: unknown): void;
  /** The last of many has been given; generators may return something beside. */
  closed(returned?: unknown): void;
  /** The consumer went away before the end. */
  left(): void;
  /** What was returned gives its values later, to whoever reads it; perhaps nobody does. */
  waits(value: object): void;
  /** Runs work of the watched value inside the run. */
  enter<R>(work: () => R): R;
  /** Whether what is current is the run, or one below it. */
  isInside(store: unknown): boolean;
}
