/** The kit of the libraries that speak `traceable`: ours and the official `langsmith`. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type * as sdk from 'tracenest';
import { loadCopy } from './copies.js';
import type { Kit } from './kit.js';

/** What both have; types of ours, since the names and meanings are the same. */
export type Sdk = Pick<typeof sdk, 'traceable' | 'withRunTree' | 'getCurrentRunTree' | 'RunTree'> & {
  /** Ours only. */
  flush?: typeof sdk.flush;
  bind?: <F>(work: F) => F;
  detach?: <F>(work: F) => F;
  tracingContext?: <R>(context: { parent: unknown }, work: () => R) => R;
};

type AnyFunction = (this: never, ...args: never[]) => unknown;

/** Taken before any run begins: how a Node.js program leaves every context. */
const outside = AsyncLocalStorage.snapshot();

export async function traceableKit(library: 'ours' | 'langsmith'): Promise<Kit> {
  return kitOf(library, await importSdk(library));
}

export async function importSdk(library: 'ours' | 'langsmith'): Promise<Sdk> {
  if (library === 'ours') return (await import('tracenest')) as Sdk;
  const [traceable, runTrees] = await Promise.all([import('langsmith/traceable'), import('langsmith/run_trees')]);
  return { ...traceable, ...runTrees } as unknown as Sdk;
}

function kitOf(
  library: 'ours' | 'langsmith',
  { traceable, withRunTree, getCurrentRunTree, RunTree, ...more }: Sdk,
): Kit {
  const bindByHand = <A extends unknown[], R>(work: (...args: A) => R): ((...args: A) => R) => {
    const run = getCurrentRunTree(true);
    return run === undefined ? work : (...args) => withRunTree(run, () => work(...args));
  };
  return {
    library,
    traced: (name, work, { project, isEnabled } = {}) =>
      traceable(work as unknown as AnyFunction, {
        name,
        ...(project === undefined ? {} : { project_name: project }),
        ...(isEnabled === undefined ? {} : { tracingEnabled: isEnabled }),
      }) as unknown as typeof work,
    bind: (work) => (more.bind === undefined ? bindByHand(work) : more.bind(work)),
    detached: (work) => (more.detach === undefined ? outside(work) : more.detach(work)()),
    current: () => getCurrentRunTree(true),
    within: (handle, work) =>
      more.tracingContext === undefined
        ? withRunTree(handle as never, work)
        : more.tracingContext({ parent: handle }, work),
    headers: () => getCurrentRunTree(true)?.toHeaders() ?? {},
    continued(headers, work) {
      const run = RunTree.fromHeaders(headers as Record<string, string>);
      return run === undefined ? work() : withRunTree(run, work);
    },
    async flush() {
      if (more.flush !== undefined) await more.flush();
      else
        await (RunTree as unknown as { getSharedClient(): { awaitPendingTraceBatches(): Promise<void> } })
          .getSharedClient()
          .awaitPendingTraceBatches();
    },
    copy: async (kind) => kitOf(library, (await loadCopy(library, kind)) as Sdk),
  };
}
