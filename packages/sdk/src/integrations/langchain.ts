/**
 * The entry `tracenest/langchain`: LangChain.js below a run of ours by hand, and a traced function as a
 * step of a chain. Where an async context is, both happen by themselves; this is for where there is none.
 */
import { CallbackManager } from '@langchain/core/callbacks/manager';
import { getCallbackManagerForConfig, patchConfig, Runnable, type RunnableConfig } from '@langchain/core/runnables';
import { LangChainTracer } from '@langchain/core/tracers/tracer_langchain';
import { getCurrentRunTree, isTraceableFunction, type AnyFunction, type RunTree } from '../index.js';

/**
 * Callbacks for a runnable that is to run below a run.
 *
 * @param run default: the current one.
 * @returns undefined where there is no run.
 * @example
 * await chain.invoke(question, { callbacks: await getLangchainCallbacks(run) });
 */
export async function getLangchainCallbacks(
  run: RunTree | undefined = getCurrentRunTree(true),
): Promise<CallbackManager | undefined> {
  if (run?.tracingEnabled !== true) return undefined;
  // Some versions of LangChain give a promise.
  const callbacks = (await Promise.resolve(CallbackManager.configure())) ?? new CallbackManager();
  const tracers = callbacks.handlers.filter((handler): handler is LangChainTracer => handler.name === TRACER);
  if (tracers.length === 0) {
    const tracer = new LangChainTracer();
    tracers.push(tracer);
    callbacks.addHandler(tracer);
  }
  for (const tracer of tracers) tracer.updateFromRunTree(run as unknown as OfficialRun);
  // What LangChain sets itself when a runnable starts another.
  Object.assign(callbacks, { _parentRunId: run.id });
  return callbacks;
}

const TRACER = 'langchain_tracer';

/** LangChain's types name the run of the official package. */
type OfficialRun = Parameters<LangChainTracer['updateFromRunTree']>[0];

/** The function was not wrapped by `traceable`. */
export class NotTraceableError extends Error {
  constructor() {
    super('RunnableTraceable was given a function that is not traced; wrap it: traceable(fn).');
    this.name = 'NotTraceableError';
  }
}

/**
 * A traced function as a step of a chain.
 *
 * @throws {NotTraceableError}
 * @example
 * const chain = prompt.pipe(RunnableTraceable.from(traceable(rank)));
 */
export class RunnableTraceable<RunInput, RunOutput> extends Runnable<RunInput, RunOutput> {
  override lc_serializable = false;
  override lc_namespace: string[] = ['langchain_core', 'runnables'];
  protected func: AnyFunction;

  constructor({ func }: { func: AnyFunction }) {
    super({ func });
    if (!isTraceableFunction(func)) throw new NotTraceableError();
    this.func = func;
  }

  static from(func: AnyFunction): RunnableTraceable<unknown, unknown> {
    return new RunnableTraceable({ func });
  }

  async invoke(input: RunInput, options: Partial<RunnableConfig> = {}): Promise<RunOutput> {
    const [config] = this._getOptionsList(options, 1);
    const callbacks = await getCallbackManagerForConfig(config);
    const call = this.func as unknown as (config: object, input: RunInput) => Promise<RunOutput>;
    return call(patchConfig(config, callbacks === undefined ? {} : { callbacks }), input);
  }

  override async *_streamIterator(input: RunInput, options?: Partial<RunnableConfig>): AsyncGenerator<RunOutput> {
    const result: unknown = await this.invoke(input, options);
    if (isIterable<RunOutput>(result)) yield* result;
    else yield result as RunOutput;
  }
}

function isIterable<T>(value: unknown): value is AsyncIterable<T> | Iterable<T> {
  return typeof value === 'object' && value !== null && (Symbol.asyncIterator in value || Symbol.iterator in value);
}
