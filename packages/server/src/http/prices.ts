/** `GET`, `PUT` and `DELETE /api/app/prices`: the prices in use, others, and those that come with Tracenest. */
import { Hono } from 'hono';
import { RequestError } from '../errors.js';
import { PriceFileError } from '../query/prices.js';
import type { Bindings } from './bindings.js';
import { jsonObject } from './langsmith/fields.js';
import type { BodyReader } from './limits.js';
import type { Line } from './line.js';

/** The routes below `/api/app`. */
export function priceRoutes(parts: { line: () => Line; bodies: BodyReader }): Hono<Bindings> {
  const routes = new Hono<Bindings>();
  routes.get('/prices', (c) => c.json(parts.line().prices.answer()));
  routes.put('/prices', (c) => {
    const { prices } = parts.line();
    return parts.bodies.withBody(c.env.incoming, async (body) => {
      try {
        return c.json(await prices.save(jsonObject(body)));
      } catch (error) {
        if (!(error instanceof PriceFileError)) throw error;
        const reason = `${error.field} is not what a price file has there`;
        throw new RequestError('bad-body', { reason, expected: error.message });
      }
    });
  });
  routes.delete('/prices', async (c) => c.json(await parts.line().prices.reset()));
  return routes;
}
