/** What a route finds in its context: Node's own request and response. */
import type { HttpBindings } from '@hono/node-server';

export interface Bindings {
  Bindings: HttpBindings;
}
