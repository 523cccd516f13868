/**
 * What LangChain.js imports of the official package to share the current run
 * (`tracenest/singletons/traceable`): the storage of this process, and how to read it.
 */
import type { ContextStorage } from './context-types.js';
import { processState } from './process-state.js';

export { getCurrentRunTree, isTraceableFunction, ROOT, withRunTree, type TraceableFunction } from './traceable.js';

interface StorageProvider {
  /** Where the current run of this process is kept. */
  getInstance(): ContextStorage;
  /** There is one storage from the start; another is not taken, because runs would be lost in it. */
  initializeGlobalInstance(instance: ContextStorage): void;
}

export const AsyncLocalStorageProviderSingleton: StorageProvider = {
  getInstance: () => processState.storage,
  initializeGlobalInstance: () => undefined,
};
