/** `wrapOpenAI`: the official client of OpenAI, and of all that speak its language, with its model calls traced. */
import {
  isTraceableFunction,
  traceable,
  type AnyFunction,
  type KVMap,
  type RunTreeConfig,
  type TraceableConfig,
} from '../index.js';
import { isObject } from '../wire/json.js';
import { hasMembers, isFunction, viewOf, type Show } from './client-view.js';
import { joinChat, joinResponse, joinText, recordedAnswer } from './openai-answers.js';

/** What of a client is needed; the rest may be of any version. */
export interface OpenAILike {
  chat: { completions: { create: AnyFunction } };
  completions: { create: AnyFunction };
  responses?: { create: AnyFunction };
  beta?: unknown;
}

/** What a call may say of its run, in the field `langsmithExtra` of its options. */
export type ExtraOptions = Pick<RunTreeConfig, 'name' | 'metadata' | 'tags'>;

/** The client, whose model calls also take {@link ExtraOptions}. */
export type WrappedOpenAI<T extends OpenAILike> = T & {
  chat: { completions: { create: WithExtra<T['chat']['completions']['create']> } };
  completions: { create: WithExtra<T['completions']['create']> };
};

/** Three overloads, for OpenAI's methods have these: an answer, a stream, either. */
type WithExtra<F extends AnyFunction> = F extends {
  (body: infer B1, options?: infer O1): infer R1;
  (body: infer B2, options?: infer O2): infer R2;
  (body: infer B3, options?: infer O3): infer R3;
}
  ? {
      (body: B1, options: Extra<O1>): R1;
      (body: B2, options: Extra<O2>): R2;
      (body: B3, options: Extra<O3>): R3;
    }
  : F;
type Extra<O> = NonNullable<O> & { langsmithExtra?: ExtraOptions };

/** The client's calls are traced already: each would be two runs. */
export class AlreadyWrappedError extends TypeError {
  override readonly name = 'AlreadyWrappedError';
  constructor() {
    super('wrapOpenAI was given a client that is wrapped already. Wrap a client once, where it is made, and use that.');
  }
}

/**
 * A client whose model calls are runs of type `llm`, with model, settings and tokens where pages look
 * for them: `create`, `parse` and `stream` of `chat.completions` and of `responses`, and
 * `completions.create`. What they give is what they gave before, promises and streams with all their
 * methods. The client that is given stays untraced; its key and settings are shared.
 *
 * @param options marks of the runs; `metadata.ls_invocation_params` is added to each call's settings.
 * @throws {AlreadyWrappedError}
 * @example
 * const openai = wrapOpenAI(new OpenAI());
 * await openai.chat.completions.create({ model, messages }, { langsmithExtra: { metadata: { user } } });
 */
export function wrapOpenAI<T extends OpenAILike>(openai: T, options: Partial<RunTreeConfig> = {}): WrappedOpenAI<T> {
  if ([openai.chat.completions.create, openai.completions.create].some(isTraceableFunction))
    throw new AlreadyWrappedError();
  const isAzure = openai.constructor.name === 'AzureOpenAI';
  const { ls_invocation_params: params, ...metadata } = options.metadata ?? {};
  const configOf = (kind: Kind): TraceableConfig<AnyFunction> => ({
    run_type: 'llm',
    aggregator: kind.join,
    argsConfigPath: [1, 'langsmithExtra'],
    processOutputs: recordedAnswer,
    getInvocationParams: (body: unknown) =>
      invocationParams(body, kind, isAzure ? 'azure' : 'openai', isObject(params) ? params : {}),
    name: isAzure ? `Azure${kind.name}` : kind.name,
    ...options,
    metadata,
  });
  const chat = group({ completions: calls(configOf(CHAT), 'create', 'parse', 'stream') });
  const members = {
    chat,
    beta: group({ chat }),
    completions: calls(configOf(TEXT), 'create'),
    responses: calls(configOf(RESPONSE), 'create', 'parse', 'stream'),
  };
  return viewOf(openai, (key, member) => {
    if (key !== 'withOptions' || !isFunction(member)) return shownBy(members)(key, member);
    return (...args: never[]) => wrapOpenAI(member.apply(openai, args) as T, options);
  }) as WrappedOpenAI<T>;
}

interface Kind {
  name: string;
  type: 'chat' | 'llm';
  isResponses: boolean;
  join: (chunks: unknown[]) => KVMap;
}

const CHAT: Kind = { name: 'ChatOpenAI', type: 'chat', isResponses: false, join: joinChat };
const RESPONSE: Kind = { name: 'ChatOpenAI', type: 'chat', isResponses: true, join: joinResponse };
const TEXT: Kind = { name: 'OpenAI', type: 'llm', isResponses: false, join: joinText };

type Wrap = (owner: object) => object;

/** A part of the client that holds further parts. */
function group(members: Readonly<Record<string, Wrap>>): Wrap {
  return (owner) => viewOf(owner, shownBy(members));
}

function shownBy(members: Readonly<Record<string, Wrap>>): Show {
  return (key, member) => (Object.hasOwn(members, key) && hasMembers(member) ? members[key]?.(member) : undefined);
}

/** A part of the client whose methods of these names are model calls. */
function calls(config: TraceableConfig<AnyFunction>, ...names: readonly string[]): Wrap {
  return (owner) =>
    viewOf(owner, (key, member) =>
      names.includes(key) && isFunction(member) ? traceable(member.bind(owner), config) : undefined,
    );
}

/**
 * The settings of a call that say how the model answers. Named one by one: what a caller puts beside
 * them may be for the model only, and metadata passes no mask.
 */
const SETTINGS: readonly string[] = [
  'frequency_penalty',
  'logit_bias',
  'logprobs',
  'modalities',
  'n',
  'parallel_tool_calls',
  'prediction',
  'presence_penalty',
  'prompt_cache_key',
  'reasoning',
  'reasoning_effort',
  'response_format',
  'seed',
  'service_tier',
  'stream_options',
  'top_logprobs',
  'top_p',
  'truncation',
  'user',
  'verbosity',
  'web_search_options',
];

function invocationParams(body: unknown, kind: Kind, provider: string, given: KVMap): KVMap | undefined {
  if (!isObject(body)) return undefined;
  const { stop, metadata } = body;
  const settings = Object.fromEntries(Object.entries(body).filter(([key]) => SETTINGS.includes(key)));
  return {
    ...(isObject(metadata) && kind.type === 'chat' ? metadata : {}),
    ls_provider: provider,
    ls_model_type: kind.type,
    ls_model_name: body['model'],
    ls_max_tokens: body['max_completion_tokens'] ?? body['max_output_tokens'] ?? body['max_tokens'] ?? undefined,
    ls_temperature: body['temperature'] ?? undefined,
    ls_stop: typeof stop === 'string' ? [stop] : (stop ?? undefined),
    ls_invocation_params: { ...given, ...settings, ...(kind.isResponses ? { use_responses_api: true } : {}) },
  };
}
