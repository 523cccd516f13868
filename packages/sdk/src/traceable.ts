/**
 * Wraps a function: each call begins a run, runs inside it, and ends it when what the function
 * returned is finished. What it wraps stays as it was: the same value, errors, laziness and `this`.
 */
import { ambientBelow, withAmbient } from './ambient.js';
import { rememberListeners } from './bind.js';
import { withOptions, type CallOptions } from './call-options.js';
import { current, within } from './context.js';
import { isTracingOn } from './config.js';
import { guarded } from './diag.js';
import { readParent } from './given-parent.js';
import { handOver } from './handover.js';
import { isOpenRun, noteOpen } from './open-runs.js';
import {
  amongRecorded,
  calledByUnnamed,
  place,
  placeByHand,
  remember,
  type CallHistory,
  type Placed,
} from './placement.js';
import { ROOT, isRunTreeLike, type RunTreeLike } from './run-like.js';
import { begin, RunEnding, type Masks } from './run-ending.js';
import { RunTree, type RunTreeConfig } from './run-tree.js';
import { takeConfig, withCallConfig, type AnyFunction, type TraceableConfig } from './traceable-config.js';
import { untracedStore, type RunnableConfigLike } from './runnable-config.js';
import { keepInside, settle } from './settle.js';
import { UntracedBody } from './untraced.js';

export { ROOT, type RunTreeLike } from './run-like.js';
export type {
  AnyFunction,
  ArgsConfigPath,
  ProcessInputs,
  ProcessOutputs,
  TraceableConfig,
} from './traceable-config.js';

/**
 * The same function; before its own arguments it also takes the run to be placed under. The
 * function's own signature is the last: `call`, `Parameters` and messages of the compiler go by that.
 */
export type TraceableFunction<F extends AnyFunction> = ((
  place: RunTreeLike | typeof ROOT | RunnableConfigLike,
  ...args: Rest<F>
) => ReturnType<F>) &
  WithOptions<F> &
  F;

interface WithOptions<F extends AnyFunction> {
  /**
   * The function with options for its next call.
   *
   * @example
   * answer.with({ parent: request.headers, metadata: { user } })('Why?');
   */
  with(options: CallOptions): F;
}

type Rest<F extends AnyFunction> = Parameters<F> extends [RunTreeLike, ...infer R] ? R : Parameters<F>;

const MARK = 'langsmith:traceable';

interface Traced {
  call: (this: unknown, ...args: unknown[]) => unknown;
  isAsync: boolean;
  config: RunTreeConfig;
  masks: Masks;
  getInvocationParams: ((...args: never[]) => object | undefined) | undefined;
  onStart: ((run: RunTree) => unknown) | undefined;
  history: CallHistory;
}

/**
 * Traces a function: each call is a run, below the run that is current where it is called. What it
 * gives is called as before and gives what the function gives: a synchronous one stays synchronous.
 * Where tracing is off it only calls through. What goes wrong in tracing never reaches the caller.
 *
 * @param config how its runs are named, marked and masked. Default: the function's own name, type `chain`.
 * @example
 * const answer = traceable(async (question: string) => model.ask(question), { name: 'answer', run_type: 'llm' });
 * await answer('Why?');
 */
export function traceable<F extends AnyFunction>(wrapped: F, config: TraceableConfig<F> = {}): TraceableFunction<F> {
  const { processInputs, processOutputs, aggregator, extractAttachments, on_end, ...unmasked } = config;
  const { getInvocationParams, argsConfigPath, on_start, ...runConfig } = unmasked;
  const traced: Traced = {
    call: wrapped as unknown as Traced['call'],
    isAsync: Object.prototype.toString.call(wrapped) === '[object AsyncFunction]',
    config: { ...runConfig, name: runConfig.name ?? (wrapped.name === '' ? '<lambda>' : wrapped.name) },
    masks: {
      processInputs,
      processOutputs,
      aggregator,
      extractAttachments: extractAttachments as Masks['extractAttachments'],
      on_end,
    },
    getInvocationParams: getInvocationParams as Traced['getInvocationParams'],
    onStart: on_start,
    history: { madeIn: currentOpenRun(), last: undefined, lastStore: undefined },
  };
  function traceableFunction(this: unknown, ...args: unknown[]): unknown {
    if (new.target !== undefined) return Reflect.construct(wrapped, args, new.target) as unknown;
    if (argsConfigPath === undefined) return callTraced(traced, this, args);
    const taken = takeConfig(args, argsConfigPath);
    const own =
      taken.config === undefined ? traced : { ...traced, config: withCallConfig(traced.config, taken.config) };
    return callTraced(own, this, taken.args);
  }
  disguise(traceableFunction, wrapped, config);
  addWith(traceableFunction, wrapped, traced);
  return traceableFunction as unknown as TraceableFunction<F>;
}

/** Whether a function has been wrapped by `traceable`, this or the official package's. */
export function isTraceableFunction(value: unknown): value is TraceableFunction<AnyFunction> {
  return typeof value === 'function' && MARK in value;
}

/**
 * The run that is current: that of the innermost traced call that this is inside of.
 *
 * @param permitAbsent give undefined where there is none, instead of an error. Default false.
 * @throws {NoCurrentRunError} where none is, also because tracing is off, unless `permitAbsent`.
 * @example
 * getCurrentRunTree().metadata = { customer: 'c-81' };
 */
export function getCurrentRunTree(permitAbsent: true): RunTree | undefined;
export function getCurrentRunTree(permitAbsent?: false): RunTree;
export function getCurrentRunTree(permitAbsent = false): RunTree | undefined {
  const store = current();
  if (isRunTreeLike(store)) return store as unknown as RunTree;
  if (permitAbsent) return undefined;
  throw new NoCurrentRunError();
}

export class NoCurrentRunError extends Error {
  constructor() {
    super(
      'getCurrentRunTree() was called where no run is current. Call it inside of a traceable function and with ' +
        'TRACENEST_TRACING=true, or as getCurrentRunTree(true), which gives undefined.',
    );
    this.name = 'NoCurrentRunError';
  }
}

/**
 * Calls a function with a run as the current one, for all that it starts. Does not end the run.
 *
 * @param run undefined, from headers that name no sender, leaves what is current as it is.
 * @returns what the function returns.
 * @example
 * await withRunTree(RunTree.fromHeaders(request.headers), () => handle(request));
 */
export function withRunTree<R>(run: RunTreeLike | undefined, work: () => R): R {
  return isRunTreeLike(run) ? handOver('handle', run, work) : withoutRun(run, work);
}

/**
 * A parent that did not arrive: the current context stays. Where no run is current that is an
 * ordinary request without headers; inside of one the runs that begin here say what was missing.
 */
function withoutRun<R>(given: unknown, work: () => R): R {
  const store = current();
  const below = isRunTreeLike(store) ? store : null;
  if (!isTracingOn()) return work();
  const base = calledByUnnamed(store);
  if (base !== store) return within(base, () => withoutRun(given, work));
  if (below === null && (given === undefined || given === null)) return work();
  const { parent, arrival } = readParent(given);
  if (isRunTreeLike(parent)) return handOver('handle', parent, work);
  return arrival === undefined ? work() : withAmbient(ambientBelow(below) ?? {}, { arrival, below }, work);
}

/** The run inside of which a function is wrapped, if any. */
function currentOpenRun(): RunTreeLike | undefined {
  const store = current();
  return isOpenRun(store) ? store : undefined;
}

function callTraced(traced: Traced, self: unknown, args: unknown[], given?: Placed): unknown {
  const store = current();
  const { history, config } = traced;
  const { tracingEnabled, parent_run: parentRun, name } = config;
  const call = { first: args[0], parentRun, store, name, history };
  // An argument that cannot even be looked at (a revoked proxy) is no parent.
  const placed =
    given ??
    guarded('place-run', () => place(call), 'debug') ??
    guarded('place-run', () => place({ ...call, first: undefined })) ??
    placeByHand(undefined, undefined);
  const isOn = tracingEnabled ?? placed.isTraced ?? isTracingOn();
  if (!isOn) return callUntraced(traced, self, args, placed, store);
  const own = placed.uses === 'nothing' ? args : args.slice(1);
  const run = guarded('begin-run', () => beginRun(traced, own, amongRecorded(placed), store));
  if (run === undefined) return callUntraced(traced, self, args, placed, store);
  const taken = placed.uses === 'run' ? [run, ...own] : own;
  // Sampled out: the run is there to say so to those below it.
  if (!run.tracingEnabled) {
    return keepInside(
      within(run, () => traced.call.apply(self, taken)),
      new UntracedBody(run),
    );
  }
  const ending = new RunEnding(run, traced.masks);
  let returned: unknown;
  try {
    returned = within(run, () => traced.call.apply(self, taken));
  } catch (error) {
    ending.failed(error);
    throw error;
  }
  return settle(returned, ending, traced.isAsync);
}

function beginRun(traced: Traced, args: unknown[], placed: Placed, store: unknown): RunTree {
  const { config, getInvocationParams } = traced;
  const params = guarded('getInvocationParams', () => getInvocationParams?.(...(args as never[])));
  const run = new RunTree(
    params === undefined ? config : { ...config, metadata: { ...params, ...config.metadata } },
    placed,
  );
  if (!run.tracingEnabled) return run;
  remember(traced.history, store, run);
  rememberListeners();
  noteOpen(run);
  begin(run, args, traced.masks, traced.onStart);
  return run;
}

/**
 * Calls straight through. A function that is switched off inside of a trace is left out of it: what
 * it calls hangs from the nearest recorded run. Where there is none, nothing below it is recorded.
 */
function callUntraced(
  { call, config }: Traced,
  self: unknown,
  args: unknown[],
  placed: Placed,
  store: unknown,
): unknown {
  const [first, ...rest] = args;
  let given = args;
  if (placed.uses === 'config') given = rest;
  // The function expects a run in front, whether recorded or not.
  if (first === ROOT) given = [guarded('begin-run', () => new RunTree({ ...config, tracingEnabled: false })), ...rest];
  if (config.tracingEnabled !== false && placed.isTraced !== false) return call.apply(self, given);
  if (placed.isTraced === false) return keepInside(call.apply(self, given), new UntracedBody(store));
  const around = placed.parent ?? untracedStore(store);
  return keepInside(
    within(around, () => call.apply(self, given)),
    new UntracedBody(around),
  );
}

/** Gives the wrapper the looks of what it wraps: name, length, own properties, kind of function. */
function disguise(wrapper: (...args: unknown[]) => unknown, wrapped: AnyFunction, config: object): void {
  for (const key of Reflect.ownKeys(wrapped)) {
    const property = Reflect.getOwnPropertyDescriptor(wrapped, key);
    if (property !== undefined) Reflect.defineProperty(wrapper, key, property);
  }
  Reflect.setPrototypeOf(wrapper, Reflect.getPrototypeOf(wrapped));
  Reflect.defineProperty(wrapper, MARK, { value: config, configurable: true });
}

/** A property of this name that the program gave its function stays. */
function addWith(wrapper: object, wrapped: AnyFunction, traced: Traced): void {
  if (Object.hasOwn(wrapped, 'with') && !(MARK in wrapped)) return;
  const value = (options: CallOptions) =>
    function (this: unknown, ...args: unknown[]): unknown {
      return withOptions(options, traced.config, ({ config, placed }) =>
        callTraced({ ...traced, config }, this, args, placed),
      );
    };
  Reflect.defineProperty(wrapper, 'with', { value, configurable: true, writable: true });
}
