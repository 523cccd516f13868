/** How a function is traced: what can be said when it is wrapped, and what a call says in its arguments. */
import type { Attachments } from './attachments.js';
import { joinTags } from './ambient.js';
import { guarded } from './diag.js';
import type { KVMap, RunTree, RunTreeConfig } from './run-tree.js';

/** Any function; its parameters are looked at by TypeScript only. */
export type AnyFunction = (...args: never[]) => unknown;

type Awaitable<T> = T | Promise<T>;

/** How a function is traced. */
export interface TraceableConfig<F extends AnyFunction> extends Omit<
  RunTreeConfig,
  'inputs' | 'outputs' | 'error' | 'events' | 'attachments'
> {
  /** What is recorded instead of the inputs. If it throws, nothing of them is. */
  processInputs?: (inputs: Readonly<ProcessInputs<Parameters<F>>>) => Awaitable<KVMap>;
  /** What is recorded instead of the outputs. If it throws, nothing of them is. */
  processOutputs?: (outputs: Readonly<ProcessOutputs<Awaited<ReturnType<F>>>>) => Awaitable<KVMap>;
  /** Makes one output of the chunks of a generator or stream. Default: all of them. */
  aggregator?: (chunks: Chunk<ReturnType<F>>[]) => unknown;
  /**
   * What of the arguments is sent as files, and what is recorded as inputs instead. If it throws, the
   * arguments are recorded as they are.
   */
  extractAttachments?: (...args: Parameters<F>) => [Attachments | undefined, KVMap];
  /** Parameters of a model call; they become metadata (`ls_provider`, `ls_model_name` …). */
  getInvocationParams?: (...args: Parameters<F>) => object | undefined;
  /**
   * Where in its arguments a call says more about its run: an argument that the function then does
   * not get, or one field of an argument.
   *
   * @example
   * const ask = traceable((question: string, options?: object) => …, { argsConfigPath: [1, 'langsmithExtra'] });
   * ask('Why?', { langsmithExtra: { name: 'first', metadata: { user: 'u-1' } } });
   */
  argsConfigPath?: ArgsConfigPath;
  /** Called when a run has begun. What it gives is not waited for; what it throws is said in the log. */
  on_start?: (run: RunTree) => unknown;
  /** Called when a run has ended, with its outputs and before they are sent; otherwise as `on_start`. */
  on_end?: (run: RunTree) => unknown;
}

/** The position of an argument, and the name of its field. */
export type ArgsConfigPath = [index: number] | [index: number, field: string];

/** What a function's arguments are recorded as. */
export type ProcessInputs<Args extends readonly unknown[]> = Args extends readonly []
  ? Record<string, never>
  : Args extends readonly [infer Only]
    ? AsRecorded<Only, 'input'>
    : { args: Args };

/** What a function's result is recorded as; of generators and streams, all that they gave. */
export type ProcessOutputs<Result> = AsRecorded<Result, 'outputs'>;

type AsRecorded<T, Name extends string> = T extends Iterable<infer Item> | AsyncIterable<infer Item>
  ? { [key in Name]: T extends string ? T : Item[] }
  : T extends object
    ? T
    : { [key in Name]: T };

type Chunk<R> = R extends
  | AsyncIterable<infer C>
  | Iterable<infer C>
  | Promise<AsyncIterable<infer C> | Iterable<infer C>>
  ? C
  : // oxlint-disable-next-line typescript/no-explicit-any -- not known: the aggregator may name any type
    any;

/** The arguments without what they say of the run, and that. */
export function takeConfig(
  args: readonly unknown[],
  path: ArgsConfigPath,
): { args: unknown[]; config: RunTreeConfig | undefined } {
  const taken = guarded('argsConfigPath', () => take([...args], path));
  return taken ?? { args: [...args], config: undefined };
}

function take(
  args: unknown[],
  [index, field]: ArgsConfigPath,
): { args: unknown[]; config: RunTreeConfig | undefined } | undefined {
  const argument = args[index];
  if (typeof argument !== 'object' || argument === null) return undefined;
  if (field === undefined) {
    args.splice(index, 1);
    return { args, config: argument };
  }
  if (!Object.hasOwn(argument, field)) return undefined;
  const { [field]: config, ...rest } = argument as Record<string, unknown>;
  args[index] = rest;
  return { args, config: typeof config === 'object' && config !== null ? config : undefined };
}

/** What a call says wins over what was said at wrapping; tags and metadata add up. */
export function withCallConfig(config: RunTreeConfig, said: RunTreeConfig | undefined): RunTreeConfig {
  if (said === undefined) return config;
  return {
    ...config,
    ...said,
    tags: joinTags(config.tags, said.tags),
    metadata: { ...config.metadata, ...said.metadata },
  };
}
