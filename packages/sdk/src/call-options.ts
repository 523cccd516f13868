/** What is said for one call, one run or a whole context: where it belongs, how it is marked and filed. */
import { ambientBelow, joinAmbient, withAmbient } from './ambient.js';
import type { Client } from './client.js';
import { current, within } from './context.js';
import { readParent, type GivenParent } from './given-parent.js';
import { amongRecorded, calledByUnnamed, place, type Placed } from './placement.js';
import type { Ambient } from './run-like.js';
import type { RunTreeConfig } from './run-tree.js';
import type { RunnableConfigLike } from './runnable-config.js';

/** What `tracingContext` can say. What is said closest to a run wins; tags add up. */
export interface TracingContext {
  /**
   * Under which run: a run, the headers of a request, a dotted order, LangChain's config, or `ROOT`
   * for none. Where the key is there but the value is missing, a finding says so and what is current stays.
   */
  parent?: GivenParent;
  /** For traces that begin inside; below a run its project holds. */
  project_name?: string | undefined;
  tags?: readonly string[] | undefined;
  metadata?: Readonly<Record<string, unknown>> | undefined;
  /** Whether anything inside is recorded; wins over the environment and over the runs around it. */
  enabled?: boolean | undefined;
  /** Through which runs are sent that begin a trace inside. */
  client?: Client | undefined;
}

/** What `traced.with(…)` and `startRun(…)` take. It wins over what the function was wrapped with. */
export interface CallOptions extends TracingContext {
  /** LangChain's config: the run goes below the runnable at work. `parent` wins over it. */
  config?: RunnableConfigLike | undefined;
  name?: string | undefined;
  /** Default: a UUID version 7. */
  id?: string | undefined;
  reference_example_id?: string | undefined;
}

/** A run that is about to begin: what it is told, and its place if one was given. */
export interface Prepared {
  config: RunTreeConfig;
  placed: Placed | undefined;
}

/**
 * Calls `begin` where tags, metadata and project of the options hold for all that it begins, and
 * where the run knows what did not arrive.
 *
 * @param own what the run is told where the options say nothing.
 */
export function withOptions<R>(options: CallOptions, own: RunTreeConfig, begin: (prepared: Prepared) => R): R {
  const { parent, config, enabled, client } = options;
  const isPlaceSaid = 'parent' in options || 'config' in options;
  const read = isPlaceSaid ? readParent(parent ?? config, { enabled, client }) : undefined;
  const store = read !== undefined && read.parent === undefined ? calledByUnnamed(current()) : current();
  const placed = read?.first === undefined ? undefined : placeAt(read.first, store, options.name ?? own.name);
  const above = amongRecorded(placed ?? place({ first: undefined, parentRun: own.parent_run, store })).parent;
  const ambient = joinAmbient(ambientBelow(above), ambientIn(options));
  const prepared: Prepared = { config: configFrom(own, options), placed };
  const enter = (): R => withAmbient(ambient, { arrival: read?.arrival, below: above }, () => begin(prepared));
  return store === current() ? enter() : within(store, enter);
}

/** By the rules that hold for a parent in front of the arguments; these stay as they are. */
function placeAt(first: unknown, store: unknown, name: string | undefined): Placed {
  return { ...place({ first, store, name }), uses: 'nothing' };
}

function configFrom(own: RunTreeConfig, options: CallOptions): RunTreeConfig {
  const { name, id, reference_example_id, metadata, project_name, client, enabled } = options;
  return {
    ...own,
    ...(name === undefined ? {} : { name }),
    ...(id === undefined ? {} : { id }),
    ...(reference_example_id === undefined ? {} : { reference_example_id }),
    ...(metadata === undefined ? {} : { metadata: { ...own.metadata, ...metadata } }),
    ...(project_name === undefined ? {} : { project_name }),
    ...(client === undefined ? {} : { client }),
    ...(enabled === undefined ? {} : { tracingEnabled: enabled }),
  };
}

/** What is said as options, as runs find it. Absent says nothing. */
export function ambientIn({ tags, metadata, project_name, enabled, client }: TracingContext): Ambient {
  return {
    ...(tags === undefined ? {} : { tags }),
    ...(metadata === undefined ? {} : { metadata }),
    ...(project_name === undefined ? {} : { projectName: project_name }),
    ...(enabled === undefined ? {} : { isEnabled: enabled }),
    ...(client === undefined ? {} : { client }),
  };
}
