/** The route of the server itself, as the API reference tells it (app-routes.ts says how). */

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
}
