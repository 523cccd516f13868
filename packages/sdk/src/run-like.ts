/**
 * What a run looks like to others in this process: to other copies of this package, to the
 * official package and to LangChain.js. Which package made a run is told by its brand.
 */
import type { Ancestry, Finding, Placement, RemoteIds, RunLink } from './wire/record.js';

/** Carries what only this package knows of a run; its presence says that the run is ours. */
export const FACTS: unique symbol = Symbol.for('tracenest.run.1');
/**
 * Stands for no parent, whatever is current: as first argument of a traced call, or as `parent`.
 * The official package's symbol.
 *
 * @example
 * nightly.with({ parent: ROOT })();
 */
export const ROOT: unique symbol = Symbol.for('langsmith:traceable:root');

/** What `tracingContext` and `traced.with` say for all runs begun inside. */
export interface Ambient {
  tags?: readonly string[];
  metadata?: Readonly<Record<string, unknown>>;
  /** For runs that begin a trace; below a run its project holds. */
  projectName?: string;
  client?: unknown;
  /** Whether runs are recorded, where no parent says it. */
  isEnabled?: boolean;
}

/** What this package knows of a run beside its fields. Copied along when others copy the run. */
export interface RunFacts {
  placement: Placement;
  ancestry?: Ancestry;
  remote?: RemoteIds;
  findings?: Finding[];
  /** A run of another process, known from headers; it is never sent from here. */
  isRemote?: boolean;
  /** Of a remote run: whether its own process records it. */
  isSampled?: boolean;
  /** The run is known by this span id only; its id is made up from it. */
  onlySpanId?: string;
  /** The parent is known by this span id only. */
  parentSpanId?: string;
  /** The run is a span of OpenTelemetry; its id does not tell this one. */
  spanId?: string;
  links?: RunLink[];
  /** The first run of a trace in this process: its record says which process this is. */
  namesProcess?: boolean;
  /** The client of the run, should another package have put its own in the run's place. */
  client?: unknown;
  /** What was said around the run, for those that begin below it. */
  ambient?: Ambient;
}

/** Enough of a run to be a parent. */
export interface ParentLike {
  id: string;
  name?: string;
  trace_id?: string;
  dotted_order?: string;
  project_name?: string;
  extra?: Record<PropertyKey, unknown>;
  client?: unknown;
  tracingEnabled?: boolean;
  replicas?: unknown;
  [FACTS]?: RunFacts;
}

/** What the official package checks before it takes an object for a run tree. */
export interface RunTreeLike extends ParentLike {
  createChild(config: object): unknown;
  postRun(): unknown;
}

export function isRunTreeLike(value: unknown): value is RunTreeLike {
  if (typeof value !== 'object' || value === null) return false;
  const { id, createChild, postRun } = value as Partial<RunTreeLike>;
  return typeof id === 'string' && typeof createChild === 'function' && typeof postRun === 'function';
}

/** What this package knows of a run; for a run of another package, that it was just there. */
export function factsOf(run: object): RunFacts {
  return (run as ParentLike)[FACTS] ?? { placement: 'root' };
}

/** Marks a run as one of this package. Enumerable, so that copies by others carry it along. */
export function setFacts(run: object, facts: RunFacts): void {
  (run as ParentLike)[FACTS] = facts;
}
