/** What clients ask about the installation. */
import { Hono } from 'hono';
import type { Bindings } from '../bindings.js';
import { tenantId } from './run-answer.js';
import type { Organization, Workspace } from './shapes.js';

const made = '2025-01-01T00:00:00';

/** There is one of everything. */
const workspace: Workspace = {
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

const organization: Organization = {
  id: tenantId,
  display_name: 'Tracenest',
  created_at: made,
  is_personal: false,
  tier: 'self_hosted',
  disabled: false,
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
  return routes;
}
