/** The kit of the libraries that speak `traceable`, in a process. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { loadCopy } from './copies.js';
import type { Kit } from './kit.js';
import { kitOf, type Sdk } from './kit-traceable.js';

/** Taken before any run begins: how a Node.js program leaves every context. */
const outside = AsyncLocalStorage.snapshot();

export async function traceableKit(library: 'ours' | 'langsmith'): Promise<Kit> {
  return kitOf(library, await importSdk(library), { outside, loadCopy: (kind) => loadCopy(library, kind) });
}

async function importSdk(library: 'ours' | 'langsmith'): Promise<Sdk> {
  if (library === 'ours') return (await import('tracenest')) as Sdk;
  const [traceable, runTrees] = await Promise.all([import('langsmith/traceable'), import('langsmith/run_trees')]);
  return { ...traceable, ...runTrees } as unknown as Sdk;
}
