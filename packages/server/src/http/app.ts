/**
 * The route table: gate, limits, then our API, LangSmith's under its three prefixes, and the page.
 */
import { Hono } from 'hono';
import { RequestError } from '../errors.js';
import type { Log } from '../log.js';
import { whileAsked } from '../query/while-asked.js';
import { errorAnswer } from './answers.js';
import { appApi } from './app-api.js';
import { askerGone } from './asker-gone.js';
import { besideRoutes } from './beside.js';
import { refusal, type GateRules } from './auth.js';
import { crossOrigin } from './cross-origin.js';
import type { Bindings } from './bindings.js';
import { findingRoutes } from './findings.js';
import { healthRoutes } from './health.js';
import { joinRoutes } from './joins.js';
import { openapiRoutes } from './openapi.js';
import { langsmithApi } from './langsmith/routes.js';
import { langsmithApiV2 } from './langsmith/v2.js';
import { drain, type BodyReader } from './limits.js';
import type { Line } from './line.js';
import { priceRoutes } from './prices.js';
import { processRoutes } from './process-beats.js';
import { rejectedRoutes } from './rejected.js';
import { searchRoutes } from './search.js';
import { signInPage, signInRoutes } from './sign-in.js';
import { statisticsRoutes } from './statistics.js';
import { threadRoutes } from './threads.js';
import { ownShareRoutes, sharedRoutes } from './shared.js';
import { pageRoutes, securityHeaders, wantsPage } from './static.js';

export interface AppParts {
  rules: GateRules;
  /** Folder of the built page. */
  webDirectory: string;
  /** OpenAPI document of the routes. */
  openapiFile: string;
  version: string;
  log: Log;
  bodies: BodyReader;
  /** Null until the store is open. */
  line: () => Line | null;
}

/** The server's answer to every request but the WebSocket's. */
export function createApp(parts: AppParts): Hono<Bindings> {
  const { rules, log, bodies } = parts;
  const app = new Hono<Bindings>();
  const line = (): Line => {
    const open = parts.line();
    if (open === null) throw new RequestError('starting', {}, { retryAfterSeconds: 1 });
    return open;
  };

  app.onError((error, c) => errorAnswer(c, error, log));
  app.notFound((c) => {
    throw new RequestError('route-not-found', { method: c.req.method, path: c.req.path });
  });
  app.use(securityHeaders());
  app.use(crossOrigin(rules));
  app.use(async (c, next) => {
    await next();
    drain(c.env.incoming, bodies.limits);
  });
  app.use(async (c, next) => {
    const { incoming } = c.env;
    const refused = refusal(
      {
        method: c.req.method,
        path: c.req.path,
        headers: incoming.headers,
        localAddress: incoming.socket.localAddress,
        isUpgrade: false,
      },
      rules,
    );
    if (refused === null) return next();
    if (refused.status === 401 && wantsPage(c)) {
      const url = new URL(c.req.url);
      return signInPage(c, url.pathname + url.search, null);
    }
    throw refused;
  });

  // Reading stops with whoever asked. What is written is written to its end.
  app.use((c, next) => (c.req.method === 'GET' ? whileAsked(askerGone(c), next) : next()));
  app.route('/', healthRoutes(parts));
  app.route('/', openapiRoutes(parts.openapiFile));
  app.route('/', signInRoutes(rules.apiKey, bodies));
  app.route('/api/app', processRoutes({ line, bodies }));
  app.route('/api/app', priceRoutes({ line, bodies }));
  app.route('/api/app', findingRoutes({ line }));
  app.route('/api/app', joinRoutes({ line, bodies }));
  app.route('/api/app', rejectedRoutes({ line }));
  app.route('/api/app', besideRoutes({ line, bodies }));
  app.route('/api/app', searchRoutes({ line }));
  app.route('/api/app', threadRoutes({ line }));
  app.route('/api/app', statisticsRoutes({ line }));
  app.route('/api/app', ownShareRoutes({ line, bodies }));
  app.route('/shared', sharedRoutes({ line, bodies }));
  app.route('/api/app', appApi({ line, version: parts.version, needsKey: rules.apiKey !== null }));
  const langsmith = langsmithApi({ line, bodies });
  for (const prefix of ['/', '/api', '/api/v1']) app.route(prefix, langsmith);
  const langsmithV2 = langsmithApiV2({ line, bodies });
  for (const prefix of ['/v2', '/api/v2']) app.route(prefix, langsmithV2);
  app.route('/', pageRoutes(parts.webDirectory));
  return app;
}
