/**
 * What `tracingContext` and `traced.with` say about all runs begun inside: tags, metadata, project,
 * client, and what was received instead of a parent. Kept beside the current run and not in it,
 * because it may be said where no run is. Each run remembers what held where it began, so that the
 * body of a generator finds it again wherever it is pumped from.
 */
import { runtime } from '#context';
import type { ContextStorage } from './context-types.js';
import { FACTS, type Ambient, type ParentLike, type RunFacts } from './run-like.js';
import type { Finding, RemoteIds, RunLink } from './wire/record.js';

/** What came with a context instead of a parent; belongs to the runs that begin directly in it. */
export interface Arrival {
  findings: readonly Finding[];
  remote?: RemoteIds;
  /** Runs that are served too. */
  links?: readonly RunLink[];
}

interface Said {
  ambient: Ambient;
  arrival: Arrival | undefined;
  /** Id of the run that is the parent of all that begins directly here. */
  below: string | undefined;
}

/** All copies of the SDK read the same; with the version of the shape. */
const STORAGE_KEY = Symbol.for('tracenest.ambient.1');

function storage(): ContextStorage | undefined {
  return (runtime.anchor as { [STORAGE_KEY]?: ContextStorage })[STORAGE_KEY];
}

/** Runs `work` where `ambient` holds for all runs begun inside, directly below the run `below`. */
export function withAmbient<R>(
  ambient: Ambient,
  { arrival, below }: { arrival?: Arrival | undefined; below: ParentLike | null },
  work: () => R,
): R {
  const anchor = runtime.anchor as { [STORAGE_KEY]?: ContextStorage };
  // Made at first use: programs that do not say anything do not pay for it.
  anchor[STORAGE_KEY] ??= runtime.makeStorage();
  const said: Said = { ambient, arrival, below: below?.id };
  return anchor[STORAGE_KEY].run(said, work);
}

/** What holds for a run that begins below `parent`. */
export function ambientBelow(parent: ParentLike | null): Ambient | undefined {
  const said = storage()?.getStore() as Said | undefined;
  const own = parent?.[FACTS];
  // Of a run of another process only what is said here is known.
  if (own === undefined || own.isRemote === true) return said?.ambient;
  return said !== undefined && said.below === parent?.id ? said.ambient : own.ambient;
}

/** What came instead of a parent, for a run that begins below `parent`; nothing for those deeper. */
export function arrivalBelow(parent: ParentLike | null): Arrival | undefined {
  const said = storage()?.getStore() as Said | undefined;
  return said?.below === parent?.id ? said?.arrival : undefined;
}

/** What came instead of a parent, as facts of the run that is named so. */
export function arrivalFacts(arrival: Arrival | undefined, run: string, facts: Partial<RunFacts>): Partial<RunFacts> {
  if (arrival === undefined) return {};
  const { findings, remote, links } = arrival;
  const own = findings.map((finding) => ({ ...finding, evidence: { run, ...finding.evidence } }));
  return {
    ...(own.length === 0 ? {} : { findings: [...(facts.findings ?? []), ...own] }),
    ...(remote === undefined ? {} : { remote }),
    ...(links === undefined ? {} : { links: [...links] }),
  };
}

/** What holds where `inner` is said inside of `outer`. */
export function joinAmbient(outer: Ambient | undefined, inner: Ambient): Ambient {
  const tags = joinTags(outer?.tags, inner.tags);
  return {
    ...outer,
    ...inner,
    ...(tags.length === 0 ? {} : { tags }),
    ...(outer?.metadata === undefined ? {} : { metadata: { ...outer.metadata, ...inner.metadata } }),
  };
}

/** Each tag once, in the order in which they were said. */
export function joinTags(outer: readonly string[] = [], inner: readonly string[] = []): string[] {
  return [...new Set([...outer, ...inner])];
}
