/** The routes of the server itself, as the API reference tells it (app-routes.ts says how). */

import type { Json } from 'tracenest/wire';

export interface ServerRoutes {
  /**
   * Whether the server takes writes.
   *
   * 503 before the store is open and while it is away.
   */
  'GET /health': {
    open: true;
    answer: {
      status: 'ok' | 'starting' | 'store-away';
      version: string;
    };
  };
  /**
   * This reference as an OpenAPI 3.1 document.
   *
   * It wants the key like the routes that it tells of.
   */
  'GET /api/openapi.json': {
    answer: {
      openapi: string;
      info: Record<string, Json>;
      servers: Json[];
      security: Json[];
      tags: Json[];
      paths: Record<string, Json>;
      components: Record<string, Json>;
    };
  };
}
