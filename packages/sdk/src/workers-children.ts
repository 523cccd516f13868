/**
 * The functions of `node:child_process`, with the current run in the environment of the process
 * that they start. Everything else about them stays.
 */
import child from 'node:child_process';
// The default is another thing to a compiler of CommonJS; for types alone it is not needed.
import type * as node from 'node:child_process';
import { promisify } from 'node:util';
import { wholeEnvironment } from './config.js';
import { currentHeaders } from './workers-sender.js';

type Environment = Record<string, string | undefined>;
type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;

/**
 * An environment in which a process takes the current run as the parent of what it does: TRACEPARENT,
 * TRACESTATE and, with the project, BAGGAGE. Where no run is current it stays as it is.
 *
 * @param env default: the environment of this process.
 * @example
 * cluster.fork(childEnv({ ROLE: 'indexer' }));
 */
export function childEnv(env: Environment = wholeEnvironment()): Environment {
  const headers = currentHeaders();
  if (headers === undefined) return { ...env };
  const { traceparent, tracestate, baggage } = headers;
  return { ...env, TRACEPARENT: traceparent, TRACESTATE: tracestate, BAGGAGE: baggage };
}

export const spawn: typeof node.spawn = withChildEnv(child.spawn);
export const fork: typeof node.fork = withChildEnv(child.fork);
export const exec: typeof node.exec = withChildEnv(child.exec);
export const execFile: typeof node.execFile = withChildEnv(child.execFile);
export const spawnSync: typeof node.spawnSync = withChildEnv(child.spawnSync);
export const execSync: typeof node.execSync = withChildEnv(child.execSync);
export const execFileSync: typeof node.execFileSync = withChildEnv(child.execFileSync);

function withChildEnv<F>(start: F): F {
  const original = start as AnyFunction & { [promisify.custom]?: AnyFunction };
  const { [promisify.custom]: promised } = original;
  const started = (...args: unknown[]): unknown => original(...addEnv(args));
  if (promised !== undefined)
    Object.defineProperty(started, promisify.custom, { value: (...args: unknown[]) => promised(...addEnv(args)) });
  Object.defineProperty(started, 'name', { value: original.name, configurable: true });
  return started as F;
}

/** The options stand last, or before a callback; in front there is always the program. */
function addEnv(args: readonly unknown[]): unknown[] {
  if (currentHeaders() === undefined) return [...args];
  const callbacks = typeof args.at(-1) === 'function' ? args.slice(-1) : [];
  const given = args.slice(0, args.length - callbacks.length);
  while (given.length > 1 && (given.at(-1) === undefined || given.at(-1) === null)) given.pop();
  const last = given.at(-1);
  const hasOptions = given.length > 1 && typeof last === 'object' && !Array.isArray(last);
  const options = (hasOptions ? given.pop() : {}) as { env?: Environment };
  return [...given, { ...options, env: childEnv(options.env) }, ...callbacks];
}
