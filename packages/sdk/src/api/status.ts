/** What a server says of itself. */
import type { AppStatus } from '../wire/api.js';
import { getJson, type ApiTarget, type AskOptions } from './http.js';

/** Version, store, endpoint for clients, and whether any run has been received yet. */
export function getStatus(target: ApiTarget, options?: AskOptions): Promise<AppStatus> {
  return getJson<AppStatus>(target, '/status', options);
}
