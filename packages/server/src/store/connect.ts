/** Opens the store, wherever it is, and brings its tables up to date. */
import { connectEmbedded } from './embedded.js';
import { migrate } from './migrate.js';
import type { Store } from './store.js';

export type { Store } from './store.js';

/**
 * Opens (or makes) the store in a data directory and brings its tables up to date.
 * Throws a CannotOpenStore: StoreInUse if another process has it, StoreNotOpened, StoreTooNew.
 */
export async function openStore(where: string): Promise<Store> {
  const store = connectEmbedded(where);
  try {
    await migrate(store);
  } catch (error) {
    await store.close();
    throw error;
  }
  store.announce('');
  return store;
}
