/** `GET /api/app/projects/{name}/rejected`: what of a project could not be taken. */
import { Hono } from 'hono';
import type { RefusedReason } from 'tracenest/wire';
import { RequestError } from '../errors.js';
import type { Bindings } from './bindings.js';
import type { Line } from './line.js';

/** The route below `/api/app`. A project of which nothing could be taken exists by its refusals alone. */
export function rejectedRoutes(parts: { line: () => Line }): Hono<Bindings> {
  const routes = new Hono<Bindings>();
  routes.get('/projects/:name/rejected', async (c) => {
    const { besides, questions } = parts.line();
    const said = c.req.param('name');
    const project = await questions.findProject(said);
    const rejected: RefusedReason[] = await besides.refused(project?.name ?? said);
    if (project === null && !rejected.some((reason) => reason.is_of_project)) {
      throw new RequestError('project-not-found', { name: said });
    }
    return c.json({ rejected }, 200, { 'cache-control': 'no-store' });
  });
  return routes;
}
