/** What clients ask about the installation, and what LangSmith has that is not here, in words. */
import { Hono } from 'hono';
import { RequestError } from '../../errors.js';
import type { Bindings } from '../bindings.js';
import { tenantId } from './run-answer.js';

const made = '2025-01-01T00:00:00';

/** There is one of everything. */
const workspace = {
  id: tenantId,
  organization_id: tenantId,
  display_name: 'Tracenest',
  tenant_handle: null,
  created_at: made,
  is_personal: false,
  is_deleted: false,
  role_name: 'Admin',
  permissions: [],
  read_only: false,
};

const organization = {
  id: tenantId,
  display_name: 'Tracenest',
  created_at: made,
  is_personal: false,
  tier: 'self_hosted',
  disabled: false,
};

const evaluateElsewhere =
  'Keep examples in your own repository and run evaluations there; what they call is traced here, and scores can be sent as feedback (POST /feedback).';
const promptsElsewhere =
  'Keep prompts in your own repository; put their version into the metadata of the runs that use them.';
const feedbackInstead = 'Send scores and remarks on runs as feedback (POST /feedback), and list them by key.';
const keysElsewhere = 'The one key of a server is set when it is started: TRACENEST_API_KEY.';

/** First segment of an address → what it is about, and what to use instead. */
const outOfScope: Readonly<Record<string, readonly [what: string, instead: string]>> = {
  datasets: ['datasets', evaluateElsewhere],
  examples: ['examples', evaluateElsewhere],
  evaluators: ['evaluators', evaluateElsewhere],
  comparative: ['experiments', evaluateElsewhere],
  repos: ['prompts', promptsElsewhere],
  commits: ['prompts', promptsElsewhere],
  prompts: ['prompts', promptsElsewhere],
  likes: ['prompts', promptsElsewhere],
  'annotation-queues': ['annotation queues', feedbackInstead],
  'api-key': ['keys to be made by a request', keysElsewhere],
  'service-accounts': ['keys to be made by a request', keysElsewhere],
  platform: ['datasets and prompts', evaluateElsewhere],
  'v1/platform': ['datasets and prompts', evaluateElsewhere],
  playground: ['playground', 'Call the model from a program; the call is traced here.'],
  insights: ['insights', 'The findings of a project (GET /api/app/projects/{name}/findings) say what went wrong.'],
};

/** Of one prefix. */
export function settingsRoutes(): Hono<Bindings> {
  const routes = new Hono<Bindings>();
  routes.get('/ok', (c) => c.json({ ok: true }));
  routes.get('/settings', (c) =>
    c.json({ id: tenantId, display_name: 'Tracenest', created_at: made, tenant_handle: null }),
  );
  routes.get('/workspaces', (c) => c.json([workspace]));
  routes.get('/workspaces/current', (c) => c.json(workspace));
  routes.get('/tenants', (c) => c.json([workspace]));
  routes.get('/orgs/current', (c) => c.json(organization));
  for (const [segment, [what, instead]] of Object.entries(outOfScope)) {
    const refuse = (): never => {
      throw new RequestError('out-of-scope', { what, instead });
    };
    routes.all(`/${segment}`, refuse);
    routes.all(`/${segment}/*`, refuse);
  }
  return routes;
}
