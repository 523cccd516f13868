/** The kit of the libraries that speak `traceable`: ours and the official `langsmith`. Runs in browsers too. */
import type * as sdk from 'tracenest';
import type { CopyKind, Kit } from './kit.js';

/** What both have; types of ours, since the names and meanings are the same. */
export type Sdk = Pick<typeof sdk, 'traceable' | 'withRunTree' | 'getCurrentRunTree' | 'RunTree'> & {
  /** Ours only. */
  flush?: typeof sdk.flush;
  bind?: <F>(work: F) => F;
  detach?: <F>(work: F) => F;
  tracingContext?: <R>(context: { parent: unknown }, work: () => R) => R;
};

type AnyFunction = (this: never, ...args: never[]) => unknown;

/** What the runtime can do, and not the library. */
export interface Platform {
  /** Calls `work` out of every context. */
  outside<R>(work: () => R): R;
  loadCopy(kind: CopyKind): Promise<unknown>;
}

export function kitOf(
  library: 'ours' | 'langsmith',
  { traceable, withRunTree, getCurrentRunTree, RunTree, ...more }: Sdk,
  platform: Platform,
): Kit {
  const bindByHand = <A extends unknown[], R>(work: (...args: A) => R): ((...args: A) => R) => {
    const run = getCurrentRunTree(true);
    return run === undefined ? work : (...args) => withRunTree(run, () => work(...args));
  };
  return {
    library,
    traced: (name, work, { project, isEnabled, metadata } = {}) =>
      traceable(work as unknown as AnyFunction, {
        name,
        ...(project === undefined ? {} : { project_name: project }),
        ...(isEnabled === undefined ? {} : { tracingEnabled: isEnabled }),
        ...(metadata === undefined ? {} : { metadata }),
      }) as unknown as typeof work,
    bind: (work) => (more.bind === undefined ? bindByHand(work) : more.bind(work)),
    detached: (work) => (more.detach === undefined ? platform.outside(work) : more.detach(work)()),
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
    copy: async (kind) => kitOf(library, (await platform.loadCopy(kind)) as Sdk, platform),
  };
}
