/**
 * What a program of the corpus may ask of a tracing library. One program runs with three libraries;
 * where a library has a way of its own to do one of these, its kit takes the documented one.
 */

/** A run that is handed from one place of a program to another. */
export type Handle = object;

/** Headers as one process sends them to another. */
export type Headers = Record<string, string>;

export interface TracedOptions {
  project?: string;
  /** False: the function is not traced. True: it is, whatever is around it. */
  isEnabled?: boolean;
  metadata?: Record<string, string>;
}

/** Another copy of the library: as CommonJS, from another folder, in a bundle, in a realm of its own. */
export type CopyKind = 'commonjs' | 'folder' | 'bundle' | 'realm';

export interface Kit {
  library: Library;
  /** A function whose every call is a run of this name. */
  traced<F extends (...args: never[]) => unknown>(name: string, work: F, options?: TracedOptions): F;
  /** The function, to be called later by others, belonging to what is current now. */
  bind<A extends unknown[], R>(work: (...args: A) => R): (...args: A) => R;
  /** Calls `work` outside of every run. */
  detached<R>(work: () => R): R;
  current(): Handle | undefined;
  /** Calls `work` with this run as the current one. */
  within<R>(handle: unknown, work: () => R): R;
  /** The headers that carry the current run elsewhere. */
  headers(): Headers;
  /** Calls `work` inside the run that headers name. */
  continued<R>(headers: unknown, work: () => R): R;
  flush(): Promise<void>;
  copy(kind: CopyKind): Promise<Kit>;
}

export const LIBRARIES = ['ours', 'langsmith', 'opentelemetry'] as const;
export type Library = (typeof LIBRARIES)[number];

/** `automatic`: nothing but `traced`; `explicit`: one documented line; `explained`: a finding says why. */
export type Answer = 'automatic' | 'explicit' | 'explained';

/** Written before the program was run for the first time: what a reader of its source expects. */
export interface Expected {
  is: Answer;
  /**
   * The whole recording: roots by start with a space between, children in parentheses by start, `?` behind
   * a run without an end, `missing:` before a run whose parent was not recorded.
   */
  tree: string;
  /** Where a rule and a finding take the place of certainty: what a reader would have drawn. */
  ideal?: string;
  /** The finding that must be there where the answer is `explained`; any, if none is named. */
  finding?: string;
  /** These runs end in this order. */
  ends?: readonly string[];
  /** The libraries that the program is about; default all. */
  libraries?: readonly Library[];
  /** The program dies on purpose: with this exit code or signal. */
  dies?: number | NodeJS.Signals;
}

/** A file of the corpus. */
export interface ProgramModule {
  expected: Expected;
  default(kit: Kit): unknown;
}

/** Fails the program: a wrapped thing does not behave as it did. */
export function check(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(`behaves otherwise than unwrapped: ${what}`);
}

/** The kit of the library that this process was started for. */
export async function loadKit(): Promise<Kit> {
  const library = process.env['NESTING_LIBRARY'];
  if (library === 'opentelemetry') return (await import('./kit-opentelemetry.js')).openTelemetryKit();
  if (library !== 'ours' && library !== 'langsmith') {
    throw new RangeError(`NESTING_LIBRARY is ${String(library)}; expected one of ${LIBRARIES.join(', ')}.`);
  }
  return (await import('./kit-on-node.js')).traceableKit(library);
}
