/** A run for work that is no function: begun here, ended by hand or with the block it stands in. */
import { withOptions, type CallOptions, type Prepared } from './call-options.js';
import { isTracingOn } from './config.js';
import { current } from './context.js';
import { noteOpen } from './open-runs.js';
import { amongRecorded, place } from './placement.js';
import { begin, RunEnding } from './run-ending.js';
import { RunTree, type KVMap } from './run-tree.js';
import { getCurrentRunTree, withRunTree } from './traceable.js';

/** What `startRun` takes: the options of a call, and what a function would tell by itself. */
export interface StartRunOptions extends CallOptions {
  name: string;
  /** Default `chain`. */
  run_type?: string;
  inputs?: KVMap;
}

/** Where the runtime and the program's types know disposal: `using run = startRun(…)` ends the run. */
type Disposal = (SymbolConstructor extends { readonly dispose: infer D extends symbol }
  ? { [K in D]: () => void }
  : unknown) &
  (SymbolConstructor extends { readonly asyncDispose: infer D extends symbol }
    ? { [K in D]: () => Promise<void> }
    : unknown);

/** A run that has begun, to be ended. */
export interface RunHandle {
  /** The run itself, as a parent for others, for its metadata and events. */
  readonly run: RunTree;
  /** Calls a function with the run as the current one, for all that it starts. Does not end the run. */
  within<R>(work: () => R): R;
  /** The headers that continue the trace in another process. */
  toHeaders(): Record<string, string>;
  /** Ends the run well. What is said after the first end is not heard. */
  end(outputs?: KVMap): void;
  /** Ends the run with an error. */
  fail(error: unknown): void;
}

export type StartedRun = RunHandle & Disposal;

/**
 * Begins a run below the current one, or where `parent` says. It is never current by itself:
 * what another request does meanwhile must not land in it. `within` makes it so. Where tracing is off
 * its functions do nothing but call through. Never throws.
 *
 * @example
 * const run = startRun({ name: 'import', inputs: { file } });
 * try {
 *   run.end({ rows: await run.within(() => importRows(file)) });
 * } catch (error) {
 *   run.fail(error);
 *   throw error;
 * }
 */
export function startRun(options: StartRunOptions): StartedRun {
  const { name, run_type } = options;
  const own = run_type === undefined ? { name } : { name, run_type };
  return withOptions(options, own, (prepared) => beginPrepared(prepared, options.inputs ?? {}));
}

function beginPrepared({ config, placed }: Prepared, inputs: KVMap): StartedRun {
  const found = placed ?? place({ first: undefined, store: current(), name: config.name });
  const isOn = config.tracingEnabled ?? found.isTraced ?? isTracingOn();
  const run = new RunTree({ ...config, tracingEnabled: isOn }, amongRecorded(found));
  if (run.tracingEnabled) {
    noteOpen(run);
    begin(run, [inputs], {}, undefined);
  }
  return handleOf(run, isOn);
}

/** Where tracing is off nothing is current, and what was received is passed on. A run that was sampled out says so. */
function handleOf(run: RunTree, isOn: boolean): StartedRun {
  const ending = new RunEnding(run, {});
  const handle: RunHandle = {
    run,
    within: (work) => (isOn ? withRunTree(run, work) : work()),
    toHeaders: () => (isOn ? run.toHeaders() : (getCurrentRunTree(true)?.toHeaders() ?? {})),
    end: (outputs) => ending.value(outputs),
    fail: (error) => ending.failed(error),
  };
  const { dispose, asyncDispose } = Symbol as { dispose?: symbol; asyncDispose?: symbol };
  if (dispose !== undefined) Object.assign(handle, { [dispose]: () => ending.value(undefined) });
  if (asyncDispose !== undefined)
    Object.assign(handle, { [asyncDispose]: () => Promise.resolve(ending.value(undefined)) });
  return handle as StartedRun;
}
