/**
 * `GET /api/openapi.json`: every route of this server as an OpenAPI document, as docs/api has it. It
 * wants the key like the routes that it tells of: who has none learns nothing of a server.
 */
import { Hono } from 'hono';
import type { Bindings } from './bindings.js';
import { filePacker } from './packed-files.js';
import { sendFile, stampedFile } from './static.js';

/** `file`: of the document. Where it was not built the address is unknown. */
export function openapiRoutes(file: string): Hono<Bindings> {
  const routes = new Hono<Bindings>();
  const packed = filePacker();
  routes.get('/api/openapi.json', async (c, next) => {
    const found = await stampedFile(file);
    return found === null ? next() : await sendFile(c, found, packed);
  });
  return routes;
}
