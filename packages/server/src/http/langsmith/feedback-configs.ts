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
      if (
        c.req.method === 'PATCH' &&
        (await besides.feedbackConfigs({ keys: [key], limit: 1, offset: 0 })).length === 0
      )
        throw new RequestError('feedback-not-found', { what: 'feedback config', id: key });
      const config = objectIn(body, 'feedback_config');
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

function configAnswer({ key, config, lower_is_better, changed }: FeedbackConfig): Record<string, unknown> {
  return {
    tenant_id: tenantId,
    feedback_key: key,
    feedback_config: JSON.parse(config) as Json,
    is_lower_score_better: lower_is_better,
    modified_at: withoutZone(new Date(changed / 1000).toISOString()),
  };
}
