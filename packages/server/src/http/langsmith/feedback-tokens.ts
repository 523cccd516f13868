/** Addresses under which somebody without a key gives one kind of feedback on one run, for a time. */
import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import type { Context } from 'hono';
import { timeToMs } from 'tracenest/wire';
import { RequestError } from '../../errors.js';
import { maxFeedbackKey, readFeedback } from '../../ingest/langsmith/feedback-fields.js';
import type { FeedbackToken } from '../../query/feedback-settings.js';
import { jsonAnswer } from '../answers.js';
import type { Bindings } from '../bindings.js';
import { ownOrigin } from '../own-origin.js';
import { idFrom, pageOf } from './addresses.js';
import { idIn, jsonObject, jsonValue, textIn, timeIn, type Fields } from './fields.js';
import type { ApiParts } from './parts.js';
import type { FeedbackTokenAnswer } from './shapes.js';
import { storing } from './storing.js';
import { shown } from '../shown.js';

const hourMs = 3_600_000;
const defaultMs = 3 * hourMs;
/** Anyone who has the address may send it. */
const maxGivenBytes = 256 * 1024;
const maxTokens = 1_000;

/** `POST /`, `GET /?run_id=`; without a key: `GET` and `POST /{token}`. Below `/feedback/tokens`. */
export function feedbackTokenRoutes(parts: ApiParts): Hono<Bindings> {
  const routes = new Hono<Bindings>();
  routes.post('/', async (c) => {
    const body = await parts.bodies.withBody(c.env.incoming, async (bytes) => jsonValue(bytes));
    const wishes = (Array.isArray(body) ? body : [body]).map((one) => readWish(one as Fields));
    if (wishes.length > maxTokens) {
      throw new RequestError('bad-value', {
        field: 'The list',
        value: `${wishes.length} long`,
        expected: `at most ${maxTokens} wishes`,
      });
    }
    const made = await storing(parts.line().besides.makeFeedbackTokens(wishes));
    const answers = made.map((token) => tokenAnswer(c, token));
    return jsonAnswer(c, Array.isArray(body) ? answers : answers[0]);
  });

  routes.get('/', async (c) => {
    const runId = idFrom(c.req.query('run_id') ?? '', 'run_id');
    const tokens = await parts.line().besides.feedbackTokensOf({ runId, ...pageOf(c) });
    return jsonAnswer(
      c,
      tokens.map((token) => tokenAnswer(c, token)),
    );
  });

  routes.get('/:token', async (c) => give(c, parts, { ...c.req.query(), score: scoreFrom(c.req.query('score')) }));
  routes.post('/:token', async (c) =>
    parts.bodies.withBody(c.env.incoming, async (body) => give(c, parts, jsonObject(body)), {
      maxBytes: maxGivenBytes,
    }),
  );
  return routes;
}

async function give(c: Context<Bindings>, parts: ApiParts, said: Fields): Promise<Response> {
  const id = idFrom(c.req.param('token') ?? '', 'token');
  const { beside, besides } = parts.line();
  const token = await besides.feedbackToken(id);
  if (token === null) throw new RequestError('feedback-not-found', { what: 'address for feedback', id });
  if (token.expires < Date.now()) {
    throw new RequestError('feedback-token-expired', { until: new Date(token.expires).toISOString() });
  }
  const { score, value, comment, correction, metadata } = said;
  const read = readFeedback(
    {
      id: randomUUID(),
      run_id: token.run_id,
      key: token.key,
      score,
      value,
      comment,
      correction,
      feedback_source: { type: 'api', metadata },
    },
    null,
  );
  if ('rejected' in read) {
    throw new RequestError('bad-body', { reason: read.rejected.message, expected: read.rejected.remedy });
  }
  await storing(beside.take({ feedback: [read.wish], attachments: [] }));
  return c.json({ message: 'Thank you for your feedback.' });
}

function tokenAnswer(c: Context<Bindings>, { token, key, expires }: FeedbackToken): FeedbackTokenAnswer {
  return {
    id: token,
    url: `${ownOrigin(c)}/feedback/tokens/${token}`,
    expires_at: new Date(expires).toISOString(),
    feedback_key: key,
  };
}

function readWish(body: Fields): Omit<FeedbackToken, 'token'> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new RequestError('bad-body', {
      reason: 'a wish for a token is no JSON object',
      expected: 'Send {"run_id": "…", "feedback_key": "…", "expires_in": {"hours": 3}}, or a list of such.',
    });
  }
  const runId = idIn(body, 'run_id');
  if (runId === undefined) {
    throw new RequestError('bad-value', { field: 'run_id', value: 'absent', expected: 'the id of a run' });
  }
  const key = textIn(body, 'feedback_key');
  if (key === undefined || key.length > maxFeedbackKey) {
    const expected = `a text of 1 to ${maxFeedbackKey} characters`;
    throw new RequestError('bad-value', { field: 'feedback_key', value: shown(key), expected });
  }
  return { run_id: runId, key, expires: expiryOf(body) };
}

function expiryOf(body: Fields): number {
  const at = timeIn(body, 'expires_at');
  if (at !== undefined) return Math.floor(timeToMs(at));
  const span = body['expires_in'];
  if (typeof span !== 'object' || span === null) return Date.now() + defaultMs;
  const { days = 0, hours = 0, minutes = 0 } = span as Record<string, unknown>;
  const ms = (numberOf(days) * 24 + numberOf(hours) + numberOf(minutes) / 60) * hourMs;
  if (ms > 0 && ms < 100 * 365 * 24 * hourMs) return Date.now() + Math.floor(ms);
  throw new RequestError('bad-value', {
    field: 'expires_in',
    value: shown(span),
    expected: 'days, hours and minutes that together are more than nothing',
  });
}

/** NaN for what is neither a number nor a text: an object may have any `toString`, and be deeper than the stack. */
function numberOf(value: unknown): number {
  return typeof value === 'number' || typeof value === 'string' ? Number(value) : Number.NaN;
}

/** A number in an address is a text; what is none is refused further on. */
function scoreFrom(text: string | undefined): unknown {
  if (text === undefined || text === '') return undefined;
  if (/^(?:true|false)$/iu.test(text)) return text.toLowerCase() === 'true';
  return /^-?\d+(?:\.\d+)?$/u.test(text) ? Number(text) : text;
}
