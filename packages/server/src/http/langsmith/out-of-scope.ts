/** What LangSmith has and Tracenest has not: 404 with a sentence, and what to use instead. */
import { Hono } from 'hono';
import { RequestError } from '../../errors.js';
import type { Bindings } from '../bindings.js';

const evaluateElsewhere =
  'Keep examples in your own repository and run evaluations there; what they call is traced here, and scores can be sent as feedback (POST /feedback).';
const promptsElsewhere =
  'Keep prompts in your own repository; put their version into the metadata of the runs that use them.';
const feedbackInstead = 'Send scores and remarks on runs as feedback (POST /feedback), and list them by key.';
const keysElsewhere = 'The one key of a server is set when it is started: TRACENEST_API_KEY.';
const findingsInstead = 'The findings of a project (GET /api/app/projects/{name}/findings) say what went wrong.';
const projectsInstead = 'Send the runs of each agent and environment to a project of its own (LANGSMITH_PROJECT).';

const spansElsewhere =
  'Leave LANGSMITH_OTEL_ENABLED unset: the client then sends its runs to /runs/multipart. In JavaScript, TracenestSpanProcessor of tracenest/otel sends spans as runs.';

/** Beginning of an address below a prefix → what it is about, and what to use instead. The first that fits counts. */
const outOfScope: readonly (readonly [beginning: string, what: string, instead: string])[] = [
  ['datasets', 'datasets', evaluateElsewhere],
  ['examples', 'examples', evaluateElsewhere],
  ['evaluators', 'evaluators', evaluateElsewhere],
  ['comparative', 'experiments', evaluateElsewhere],
  ['runs/rules', 'evaluators', evaluateElsewhere],
  ['public/:token/datasets', 'datasets', evaluateElsewhere],
  ['public/:token/examples', 'examples', evaluateElsewhere],
  ['repos', 'prompts', promptsElsewhere],
  ['commits', 'prompts', promptsElsewhere],
  ['prompts', 'prompts', promptsElsewhere],
  ['likes', 'prompts', promptsElsewhere],
  ['prompt-webhooks', 'prompts', promptsElsewhere],
  ['annotation-queues', 'annotation queues', feedbackInstead],
  ['agents', 'registry of agents', projectsInstead],
  ['v1/fleet', 'agents to be run', 'Run them as programs of your own; what they call is traced here.'],
  ['sql', 'questions in SQL', 'Filters say which runs are meant (POST /runs/query), POST /runs/stats sums them up.'],
  ['sandboxes', 'sandboxes', 'Run untrusted code where you run your programs; what they call is traced here.'],
  ['api-key', 'keys to be made by a request', keysElsewhere],
  ['service-accounts', 'keys to be made by a request', keysElsewhere],
  ['playground', 'playground', 'Call the model from a program; the call is traced here.'],
  ['sessions/:id/insights', 'insights', findingsInstead],
  ['sessions/:id/dashboard', 'dashboards', 'POST /runs/stats gives the numbers of a project.'],
  ['insights', 'insights', findingsInstead],
  // Exporters put /v1/traces behind it; Python's client in its OpenTelemetry mode does not.
  ['otel', 'spans of OpenTelemetry (OTLP)', spansElsewhere],
  ['threads/:id/share', 'links to whole threads', 'Share its traces one by one (POST /api/v2/runs/{id}/share).'],
];

/** Clients put this before newer addresses, of which none is about tracing. */
const platform = ['platform', 'v1/platform'];
const onPlatform: readonly (readonly [beginning: string, what: string, instead: string])[] = [
  ['issues', 'issues', findingsInstead],
  ['evaluators', 'evaluators', evaluateElsewhere],
  ['annotation-queues', 'annotation queues', feedbackInstead],
  ['datasets', 'datasets', evaluateElsewhere],
  ['hub', 'prompts', promptsElsewhere],
  ['*', 'datasets and prompts', evaluateElsewhere],
];

/** All of them, in the order in which they count. */
export const refusedAddresses: readonly (readonly [beginning: string, what: string, instead: string])[] = [
  ...outOfScope,
  ...platform.flatMap((before) => onPlatform.map(([after, ...words]) => [`${before}/${after}`, ...words] as const)),
];

/** Of one prefix. */
export function outOfScopeRoutes(): Hono<Bindings> {
  const routes = new Hono<Bindings>();
  for (const [beginning, what, instead] of refusedAddresses) {
    const refuse = (): never => {
      throw new RequestError('out-of-scope', { what, instead });
    };
    routes.all(`/${beginning}`, refuse);
    if (!beginning.endsWith('*')) routes.all(`/${beginning}/*`, refuse);
  }
  return routes;
}
