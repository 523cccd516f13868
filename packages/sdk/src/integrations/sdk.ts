/** `wrapSDK`: any client, all of whose methods are traced. */
import { traceable, type RunTreeConfig } from '../index.js';
import { hasMembers, isFunction, viewOf } from './client-view.js';

/** How the runs of a wrapped client are marked; `name` is the first part of theirs. */
export interface WrapSDKOptions extends RunTreeConfig {
  /** @deprecated Use `name`. */
  runName?: string;
}

/**
 * A client whose methods are runs, of type `llm` if nothing else is said, named by the way to them:
 * `Search.pages.list`. The client itself stays as it is, and so does what its methods call within.
 *
 * @param options marks of the runs. `name`: the first part of their names, default that of the client's class.
 * @example
 * const search = wrapSDK(new SearchClient(), { run_type: 'retriever' });
 * await search.pages.list('bees');
 */
export function wrapSDK<T extends object>(sdk: T, options: WrapSDKOptions = {}): T {
  const { runName, name = runName ?? sdk.constructor?.name ?? 'SDK', ...marks } = options;
  return viewOf(sdk, (key, member) => {
    const path = `${name}.${key}`;
    if (isFunction(member)) return traceable(member.bind(sdk), { run_type: 'llm', ...marks, name: path });
    return hasMembers(member) ? wrapSDK(member, { ...marks, name: path }) : undefined;
  });
}
