/** Opens the store, wherever it is, and brings its tables up to date. */
import { connectEmbedded } from './embedded.js';
import { migrate } from './migrate.js';
import { connectServer, type ServerOptions } from './open-server.js';
import type { ServerPlace } from './server-place.js';
import type { Store } from './store.js';

export type { Store } from './store.js';

/**
 * Opens (or makes) the store in a data directory, or on a ClickHouse server, and brings its tables
 * up to date. Throws a CannotOpenStore: StoreInUse, StoreNotOpened or StoreTooNew for a directory;
 * ServerRefuses or StoreTooNew for a server.
 */
export async function openStore(where: string | ServerPlace, options: ServerOptions = {}): Promise<Store> {
  const store = typeof where === 'string' ? connectEmbedded(where) : await connectServer(where, options);
  try {
    await migrate(store);
  } catch (error) {
    await store.close();
    throw error;
  }
  store.announce('');
  return store;
}
