/** `POST /api/app/joins` and `DELETE /api/app/joins/{run_id}`: two traces shown as one, and apart again. */
import { Hono } from 'hono';
import { RequestError } from '../errors.js';
import type { Bindings } from './bindings.js';
import { jsonObject } from './langsmith/fields.js';
import type { BodyReader } from './limits.js';
import type { Line } from './line.js';
import { idOf } from './queries.js';
import { shown } from './shown.js';

/** The routes below `/api/app`. */
export function joinRoutes(parts: { line: () => Line; bodies: BodyReader }): Hono<Bindings> {
  const routes = new Hono<Bindings>();
  routes.post('/joins', (c) => {
    const { questions } = parts.line();
    return parts.bodies.withBody(c.env.incoming, async (body) => {
      const fields = jsonObject(body);
      const idIn = (field: string): string => idOf(fields[field], field);
      const joined = await questions.join({
        run_id: idIn('run_id'),
        trace_id: idIn('trace_id'),
        parent_id: idIn('parent_id'),
        parent_trace_id: idIn('parent_trace_id'),
      });
      if (joined.done) return c.body(null, 204);
      if (joined.why === 'no-run') throw new RequestError('run-not-found', { id: joined.id });
      throw new RequestError('bad-value', {
        field: 'parent_trace_id',
        value: shown(fields['parent_trace_id']),
        expected: 'another trace, which does not itself hang below this one',
      });
    });
  });
  routes.delete('/joins/:run', async (c) => {
    await parts.line().questions.part(idOf(c.req.param('run'), 'run_id'));
    return c.body(null, 204);
  });
  return routes;
}
