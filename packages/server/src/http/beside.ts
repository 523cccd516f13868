/** What lies beside a run, for our page: `GET /runs/{id}/beside`, `POST /runs/{id}/feedback`, `DELETE /feedback/{id}`. */
import { Hono } from 'hono';
import type { BesideAnswer, FeedbackAnswer } from 'tracenest/wire';
import { RequestError } from '../errors.js';
import { feedbackRow, type FeedbackRest } from '../ingest/beside-values.js';
import { readFeedback } from '../ingest/langsmith/feedback-fields.js';
import type { FeedbackRow } from '../query/feedback.js';
import { jsonAnswer } from './answers.js';
import type { Bindings } from './bindings.js';
import { jsonObject } from './langsmith/fields.js';
import { storing } from './langsmith/storing.js';
import type { BodyReader } from './limits.js';
import type { Line } from './line.js';
import { idOf } from './queries.js';

const mostFeedback = 100;

/** The routes below `/api/app`. */
export function besideRoutes(parts: { line: () => Line; bodies: BodyReader }): Hono<Bindings> {
  const routes = new Hono<Bindings>();
  routes.get('/runs/:id/beside', async (c) => {
    const runId = idOf(c.req.param('id'), 'run_id');
    c.header('cache-control', 'no-store');
    return jsonAnswer(c, await besideOf(parts.line(), runId));
  });

  routes.post('/runs/:id/feedback', (c) => {
    const runId = idOf(c.req.param('id'), 'run_id');
    return parts.bodies.withBody(c.env.incoming, async (body) => {
      const { key, score, comment } = jsonObject(body);
      const read = readFeedback({ run_id: runId, key, score, comment, feedback_source: { type: 'app' } }, null);
      if ('rejected' in read) {
        const { message, remedy } = read.rejected;
        throw new RequestError('bad-body', { reason: message.replace(/\.$/, ''), expected: remedy });
      }
      const { wish } = read;
      if (wish.score === null && (wish.rest.comment ?? '').trim() === '') {
        const reason = 'it has neither a score nor a comment';
        throw new RequestError('bad-body', {
          reason,
          expected: 'Send a number as "score", a text as "comment", or both.',
        });
      }
      await storing(parts.line().beside.take({ feedback: [wish], attachments: [] }));
      return jsonAnswer(c, feedbackAnswer(feedbackRow(wish, Date.now() * 1000)));
    });
  });

  routes.delete('/feedback/:id', async (c) => {
    const id = idOf(c.req.param('id'), 'feedback_id');
    const isGone = await storing(parts.line().besides.deleteFeedback(id));
    if (!isGone) throw new RequestError('feedback-not-found', { what: 'feedback', id });
    return c.body(null, 204);
  });
  return routes;
}

/** The feedback and the files of a run. */
export async function besideOf({ besides }: Line, runId: string): Promise<BesideAnswer> {
  const [rows, files] = await Promise.all([
    besides.feedback({ runIds: [runId], limit: mostFeedback + 1, offset: 0 }),
    besides.attachmentsOf([runId]),
  ]);
  return {
    feedback: rows.slice(0, mostFeedback).map(feedbackAnswer),
    has_more: rows.length > mostFeedback,
    attachments: (files.get(runId) ?? []).map(({ name, mime_type, size, token }) => ({
      name,
      mime_type,
      size,
      path: `/attachments/${runId}/${token}`,
    })),
  };
}

function feedbackAnswer(row: FeedbackRow): FeedbackAnswer {
  const rest = JSON.parse(row.rest) as FeedbackRest;
  return {
    id: row.id,
    key: row.key,
    score: row.score,
    value: rest.value ?? null,
    comment: rest.comment ?? null,
    correction: rest.correction ?? null,
    source: row.source,
    created: new Date(row.created / 1000).toISOString(),
    changed: new Date(row.changed / 1000).toISOString(),
  };
}
