/** docs/api as the sources have it. */
import { openapiOf } from './openapi.js';
import { pagesOf } from './pages.js';
import { readReference } from './routes.js';

export const FOLDER = new URL('../../docs/api/', import.meta.url);

/** Name of each file of docs/api → its text. */
export function apiFiles(): Map<string, string> {
  const reference = readReference();
  return pagesOf(reference).set('openapi.json', `${JSON.stringify(openapiOf(reference), null, 2)}\n`);
}
