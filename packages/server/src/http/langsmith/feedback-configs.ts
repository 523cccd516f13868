/** How feedback of a key is to be read: continuous, in categories, lower or higher the better. */
import { Hono } from 'hono';
import type { Json } from 'tracenest/wire';
import { RequestError } from '../../errors.js';
import type { FeedbackConfig } from '../../query/feedback-settings.js';
import { jsonAnswer } from '../answers.js';
import type { Bindings } from '../bindings.js';
import { pageOf, textsOf } from './addresses.js';
import { booleanIn, jsonObject, objectIn, textIn, type Fields } from './fields.js';
import type { ApiParts } from './parts.js';
import { tenantId, withoutZone } from './run-answer.js';
import type { FeedbackConfig as ConfigAnswer } from './shapes.js';
import { storing } from './storing.js';

/** `GET`, `POST`, `PATCH` and `DELETE /` below `/feedback-configs`. */
export function feedbackConfigRoutes(parts: ApiParts): Hono<Bindings> {
  const routes = new Hono<Bindings>();
  routes.get('/', async (c) => {
    const keys = textsOf(c, 'key');
    const nameContains = c.req.query('name_contains');
    const found = await parts.line().besides.feedbackConfigs({
      ...pageOf(c),
      ...(keys === undefined ? {} : { keys }),
      ...(nameContains === undefined || nameContains === '' ? {} : { nameContains }),
    });
    return jsonAnswer(c, found.map(configAnswer));
  });
  routes.on(['POST', 'PATCH'], '/', async (c) =>
    parts.bodies.withBody(c.env.incoming, async (bytes) => {
      const { besides } = parts.line();
      const body = jsonObject(bytes);
      const key = keyIn(body);
      const [known] = await besides.feedbackConfigs({ keys: [key], limit: 1, offset: 0 });
      if (c.req.method === 'PATCH' && known === undefined)
        throw new RequestError('feedback-not-found', { what: 'feedback config', id: key });
      const config = withCategories(body, objectIn(body, 'feedback_config'), known);
      const lowerIsBetter = booleanIn(body, 'is_lower_score_better');
      const saved = await storing(
        besides.saveFeedbackConfig({
          key,
          ...(config === null ? {} : { config }),
          ...(lowerIsBetter === undefined ? {} : { lowerIsBetter }),
        }),
      );
      return jsonAnswer(c, configAnswer(saved));
    }),
  );
  routes.delete('/', async (c) => {
    const key = keyIn({ feedback_key: c.req.query('feedback_key') });
    if (!(await storing(parts.line().besides.deleteFeedbackConfig(key)))) {
      throw new RequestError('feedback-not-found', { what: 'feedback config', id: key });
    }
    return c.json({ message: 'Feedback config deleted.' });
  });
  return routes;
}

function keyIn(fields: Fields): string {
  const key = textIn(fields, 'feedback_key');
  if (key !== undefined) return key;
  throw new RequestError('bad-value', { field: 'feedback_key', value: 'absent', expected: 'the key of the feedback' });
}

/** Categories may be given whole, or some more, or some less by their values. */
function withCategories(
  body: Fields,
  said: Record<string, Json> | null,
  known: FeedbackConfig | undefined,
): Record<string, Json> | null {
  const more = categoriesIn(body['add_categories']);
  const less = body['remove_categories'];
  if (more.length === 0 && !Array.isArray(less)) return said;
  const config = said ?? (known === undefined ? {} : (JSON.parse(known.config) as Record<string, Json>));
  const gone = new Set<unknown>(Array.isArray(less) ? less.map(valueOf) : []);
  const added = new Set(more.map(valueOf));
  const kept = categoriesIn(config['categories']).filter((one) => !gone.has(valueOf(one)) && !added.has(valueOf(one)));
  return { ...config, categories: [...kept, ...more] };
}

function categoriesIn(value: unknown): Json[] {
  return Array.isArray(value) ? (value as Json[]) : [];
}

/** Of a category, which is told by its value; or of the value alone. */
function valueOf(category: unknown): unknown {
  const isCategory = typeof category === 'object' && category !== null && 'value' in category;
  return isCategory ? category.value : category;
}

function configAnswer({ key, config, lower_is_better, changed }: FeedbackConfig): ConfigAnswer {
  return {
    tenant_id: tenantId,
    feedback_key: key,
    feedback_config: JSON.parse(config) as Json,
    is_lower_score_better: lower_is_better,
    modified_at: withoutZone(new Date(changed / 1000).toISOString()),
  };
}
