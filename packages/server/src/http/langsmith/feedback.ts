/** Feedback, in the v1 shape. */
import { Hono } from 'hono';
import type { Json } from 'tracenest/wire';
import { RequestError } from '../../errors.js';
import { feedbackRow, type FeedbackRest } from '../../ingest/beside-values.js';
import { readFeedback, readScore } from '../../ingest/langsmith/feedback-fields.js';
import { aboutOf, type FeedbackChange, type FeedbackRow } from '../../query/feedback.js';
import { jsonAnswer } from '../answers.js';
import type { Bindings } from '../bindings.js';
import { idFrom, idsOf, pageOf, textsOf } from './addresses.js';
import { booleanIn, jsonObject, type Fields } from './fields.js';
import { feedbackTokenRoutes } from './feedback-tokens.js';
import type { ApiParts } from './parts.js';
import { withoutZone } from './run-answer.js';
import type { Feedback } from './shapes.js';
import { storing } from './storing.js';
import { shown } from '../shown.js';

/** `POST /`, `GET /`, and `GET`, `PATCH`, `DELETE /{id}` below `/feedback`. Lists are bare arrays. */
export function feedbackRoutes(parts: ApiParts): Hono<Bindings> {
  const routes = new Hono<Bindings>();
  routes.route('/tokens', feedbackTokenRoutes(parts));

  routes.post('/', async (c) =>
    parts.bodies.withBody(c.env.incoming, async (body) => {
      const { beside, besides } = parts.line();
      const read = readFeedback(jsonObject(body), null);
      if ('rejected' in read) {
        const { message, remedy } = read.rejected;
        throw new RequestError('bad-body', { reason: message.replace(/\.$/, ''), expected: remedy });
      }
      await storing(beside.take({ feedback: [read.wish], attachments: [] }));
      const config = asObject(read.config);
      if (config !== null) await besides.saveFeedbackConfig({ key: read.wish.key, config });
      return jsonAnswer(c, feedbackAnswer(feedbackRow(read.wish, Date.now() * 1000)));
    }),
  );

  routes.get('/', async (c) => {
    const found = await parts.line().besides.feedback({
      ...pageOf(c),
      ...optional('runIds', idsOf(c, 'run')),
      ...optional('projectIds', idsOf(c, 'session')),
      ...optional('keys', textsOf(c, 'key')),
      ...optional('sources', textsOf(c, 'source')),
      ...optional('hasScore', booleanIn({ has_score: c.req.query('has_score') }, 'has_score')),
      ...optional('hasComment', booleanIn({ has_comment: c.req.query('has_comment') }, 'has_comment')),
    });
    return jsonAnswer(c, found.map(feedbackAnswer));
  });

  routes.get('/:id', async (c) => {
    const id = idFrom(c.req.param('id'), 'feedback_id');
    const [row] = await parts.line().besides.feedback({ ids: [id], limit: 1, offset: 0 });
    if (row === undefined) throw new RequestError('feedback-not-found', { what: 'feedback', id });
    return jsonAnswer(c, feedbackAnswer(row));
  });

  routes.patch('/:id', async (c) => {
    const id = idFrom(c.req.param('id'), 'feedback_id');
    const change = await parts.bodies.withBody(c.env.incoming, async (body) => readChange(jsonObject(body)));
    const row = await storing(parts.line().besides.changeFeedback(id, change));
    if (row === null) throw new RequestError('feedback-not-found', { what: 'feedback', id });
    return jsonAnswer(c, feedbackAnswer(row));
  });

  routes.delete('/:id', async (c) => {
    const id = idFrom(c.req.param('id'), 'feedback_id');
    const isGone = await storing(parts.line().besides.deleteFeedback(id));
    if (!isGone) throw new RequestError('feedback-not-found', { what: 'feedback', id });
    return c.json({ message: 'Feedback deleted.' });
  });
  return routes;
}

/** Python's model demands the keys run_id and trace_id, null or not. */
export function feedbackAnswer(row: FeedbackRow): Feedback {
  const rest = JSON.parse(row.rest) as FeedbackRest;
  const about = aboutOf(row);
  return {
    id: row.id,
    created_at: timeOf(row.created),
    modified_at: timeOf(row.changed),
    start_time: withoutZone(rest.start_time ?? null),
    run_id: about.run,
    trace_id: about.trace,
    session_id: about.project,
    key: row.key,
    score: row.score,
    value: rest.value ?? null,
    comment: rest.comment ?? null,
    correction: rest.correction ?? null,
    feedback_source: {
      type: row.source,
      metadata: rest.metadata ?? {},
      user_id: rest.user_id ?? null,
      user_name: rest.user_name ?? null,
    },
    comparative_experiment_id: rest.comparative_experiment_id ?? null,
    feedback_group_id: rest.feedback_group_id ?? null,
    extra: rest.extra ?? null,
  };
}

/** Null and absent change nothing, as everywhere in updates. */
function readChange(body: Fields): FeedbackChange {
  const score = readScore(body['score']);
  if (score === undefined) {
    throw new RequestError('bad-value', {
      field: 'score',
      value: shown(body['score']),
      expected: 'a number, true or false',
    });
  }
  const change: FeedbackChange = score === null ? {} : { score };
  for (const field of ['value', 'comment', 'correction'] as const) {
    if (body[field] !== undefined && body[field] !== null) change[field] = body[field] as Json;
  }
  return change;
}

function timeOf(us: number): string | null {
  return withoutZone(new Date(us / 1000).toISOString());
}

function asObject(value: Json): Record<string, Json> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
}

function optional<Key extends string, Value>(key: Key, value: Value | undefined): Partial<Record<Key, Value>> {
  return value === undefined ? {} : ({ [key]: value } as Record<Key, Value>);
}
