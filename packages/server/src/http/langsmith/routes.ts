/** LangSmith's v1 API as far as tracing goes: the same routes under `/`, `/api` and `/api/v1`. */
import { Hono } from 'hono';
import type { Bindings } from '../bindings.js';
import { takesZstd } from '../encodings.js';
import { attachmentRoutes } from './attachments.js';
import { feedbackConfigRoutes } from './feedback-configs.js';
import { feedbackRoutes } from './feedback.js';
import { outOfScopeRoutes } from './out-of-scope.js';
import type { ApiParts } from './parts.js';
import { projectRoutes } from './projects.js';
import { readRoutes } from './reads.js';
import { settingsRoutes } from './settings.js';
import type { Info } from './shapes.js';
import { publicRoutes, shareRoutes } from './share.js';
import { statsRoutes } from './stats.js';
import { writeRoutes } from './writes.js';

/**
 * What the official clients ask before they send. All six keys of the batch config: with some of
 * them Python's sending thread dies. The version is the one of the LangSmith protocol spoken here;
 * clients compare it.
 */
const info: Info = {
  version: '0.18.0',
  git_sha: null,
  license_expiration_time: null,
  batch_ingest_config: {
    use_multipart_endpoint: true,
    size_limit: 100,
    size_limit_bytes: 20_971_520,
    scale_up_qsize_trigger: 1000,
    scale_up_nthreads_limit: 16,
    scale_down_nempty_trigger: 4,
  },
  instance_flags: {
    gzip_body_enabled: true,
    ...(takesZstd && { zstd_compression_enabled: true }),
    process_heartbeats_enabled: true,
  },
  customer_info: null,
};

/** The routes of one prefix. */
export function langsmithApi(parts: ApiParts): Hono<Bindings> {
  const routes = new Hono<Bindings>();
  routes.get('/info', (c) => c.json(info));
  routes.route('/', outOfScopeRoutes());
  routes.route('/runs', writeRoutes(parts));
  routes.route('/runs', statsRoutes(parts));
  routes.route('/runs', readRoutes(parts));
  routes.route('/runs', shareRoutes(parts));
  routes.route('/public', publicRoutes(parts));
  routes.route('/sessions', projectRoutes(parts));
  routes.route('/feedback', feedbackRoutes(parts));
  routes.route('/feedback-configs', feedbackConfigRoutes(parts));
  routes.route('/attachments', attachmentRoutes(parts));
  routes.route('/', settingsRoutes());
  return routes;
}
