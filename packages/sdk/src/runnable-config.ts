/**
 * LangChain.js: finding the parent in a RunnableConfig, and leaving what LangChain keeps in the
 * context (the config of the runnable at work, context variables) in the hands of those that run
 * below us, so that its tracer and ours see one tree.
 */
import type { ParentLike } from './run-like.js';

/** Where LangChain looks for the config that applies to runnables called without one. */
const CHILD_CONFIG = Symbol.for('lc:child_config');
/** LangChain copies this from context to context, also where it keeps nothing else. */
const CONTEXT_VARIABLES = Symbol.for('lc:context_variables');
const TRACER_NAME = 'langchain_tracer';

interface Tracer {
  name: string;
  projectName?: string;
  getRun?(id: string): ParentLike | undefined;
  updateFromRunTree?(run: object): void;
}

interface CallbackManager {
  handlers: { name?: string }[];
  getParentRunId?(): string | undefined;
  copy?(): CallbackManager;
}

/** What of LangChain's RunnableConfig is read. */
export interface RunnableConfigLike {
  tags?: string[];
  metadata?: Record<string, unknown>;
  callbacks?: unknown;
}

/** A context as LangChain or the official package may leave it. */
interface Store {
  extra?: Record<PropertyKey, unknown>;
  [CONTEXT_VARIABLES]?: Record<string, unknown>;
}

/** A config with LangChain's tracer among its callbacks. */
export function isRunnableConfigLike(value: unknown): value is RunnableConfigLike {
  if (typeof value !== 'object' || value === null) return false;
  const { callbacks } = value as RunnableConfigLike;
  return typeof callbacks === 'object' && callbacks !== null && tracerIn(callbacks) !== undefined;
}

/** The run at which a config stands; null for a config that stands at no run. */
export function parentInConfig(config: RunnableConfigLike): ParentLike | null {
  const { callbacks } = config;
  if (!isManager(callbacks)) return null;
  const tracer = tracerIn(callbacks);
  const parent = tracer?.getRun?.(callbacks.getParentRunId?.() ?? '');
  if (parent === undefined) return null;
  const { metadata } = parent.extra ?? {};
  const project = tracer?.projectName ?? parent.project_name;
  return {
    ...parent,
    ...(project === undefined ? {} : { project_name: project }),
    // In the tracer's books runs are marked as not to be traced again.
    tracingEnabled: true,
    extra: { ...parent.extra, metadata: { ...(metadata as object | undefined), ...config.metadata } },
  };
}

/** Where `run` is current, runnables that are called without a config go by this one. */
export function holdConfig(run: ParentLike, config: RunnableConfigLike, store: unknown): void {
  const variables = asStore(store)?.[CONTEXT_VARIABLES];
  if (variables !== undefined) (run as Store)[CONTEXT_VARIABLES] = variables;
  run.extra = { ...run.extra, [CHILD_CONFIG]: config };
}

/** What the context at hand holds for LangChain must be found in the context of `run` too. */
export function carryLangChain(run: ParentLike, parent: ParentLike | null, store: unknown): void {
  const context = asStore(store);
  const variables = context?.[CONTEXT_VARIABLES];
  if (variables !== undefined) (run as Store)[CONTEXT_VARIABLES] = variables;
  const config = parent?.extra?.[CHILD_CONFIG] ?? context?.extra?.[CHILD_CONFIG];
  if (typeof config !== 'object' || config === null) return;
  run.extra = { ...run.extra, [CHILD_CONFIG]: configBelow(config, run) };
}

/** A context in which nothing is traced, but LangChain finds what it left. */
export function untracedStore(store: unknown): { tracingEnabled: boolean } {
  return switchedStore(store, false);
}

/** A context in which tracing is on or off by the program's word, and LangChain finds what it left. */
export function switchedStore(store: unknown, tracingEnabled: boolean): { tracingEnabled: boolean } {
  const context = asStore(store);
  const config = context?.extra?.[CHILD_CONFIG];
  const switched: Store & { tracingEnabled: boolean } = {
    tracingEnabled,
    ...(config === undefined ? {} : { extra: { [CHILD_CONFIG]: config } }),
    // LangChain carries the variables through contexts of its own, and our word with them.
    [CONTEXT_VARIABLES]: { ...context?.[CONTEXT_VARIABLES], [UNTRACED]: !tracingEnabled },
  };
  return switched;
}

const UNTRACED = 'tracenest:untraced';

/** Whether a context lies inside of one that was made by {@link untracedStore}. */
export function isBelowUntraced(store: unknown): boolean {
  return asStore(store)?.[CONTEXT_VARIABLES]?.[UNTRACED] === true;
}

/** The same config for runnables called inside `run`: its parent is `run`. */
function configBelow(config: object, run: ParentLike): object {
  const { callbacks } = config as RunnableConfigLike;
  if (!isManager(callbacks) || callbacks.copy === undefined) return config;
  const copy = callbacks.copy();
  Object.assign(copy, { _parentRunId: run.id });
  const tracer = tracerIn(copy);
  // A run of its own, come back by headers, stays as the tracer has it. Without the client:
  // LangChain's runs go on through the client that they began with.
  if (tracer?.getRun?.(run.id) === undefined)
    tracer?.updateFromRunTree?.({ ...run, client: undefined, inputs: {}, outputs: undefined });
  return { ...config, callbacks: copy };
}

function tracerIn(callbacks: object): Tracer | undefined {
  const handlers: unknown = isManager(callbacks) ? callbacks.handlers : callbacks;
  if (!Array.isArray(handlers)) return undefined;
  return handlers.find((handler: unknown) => (handler as Partial<Tracer> | null)?.name === TRACER_NAME) as
    | Tracer
    | undefined;
}

function isManager(callbacks: unknown): callbacks is CallbackManager {
  return typeof callbacks === 'object' && callbacks !== null && Array.isArray((callbacks as CallbackManager).handlers);
}

function asStore(store: unknown): Store | undefined {
  return typeof store === 'object' && store !== null ? store : undefined;
}
