/**
 * Runs in: bytes → records → stored → 202. One bad run never costs the good ones: it is named in the
 * answer. An exact retry is stored once, so a client that lost our answer may simply send again.
 */
import { Hono } from 'hono';
import type { Context } from 'hono';
import { normalizeId } from 'tracenest/wire';
import { RequestError } from '../../errors.js';
import { decodeBatch } from '../../ingest/langsmith/batch.js';
import { BadBody, type Decoded } from '../../ingest/langsmith/decoded.js';
import { decodeMultipart } from '../../ingest/langsmith/multipart.js';
import { decodeCreate, decodeUpdate } from '../../ingest/langsmith/single.js';
import type { Written } from '../../ingest/writer.js';
import type { Bindings } from '../bindings.js';
import type { ApiParts } from './parts.js';
import { storing } from './storing.js';

/** `POST /`, `PATCH /{id}`, `POST /batch`, `POST /multipart` below `/runs`. */
export function writeRoutes(parts: ApiParts): Hono<Bindings> {
  const routes = new Hono<Bindings>();
  const take = (c: Context<Bindings>, decode: (body: Buffer) => Decoded): Promise<Response> => {
    const { writer, beside } = parts.line();
    return parts.bodies.withBody(c.env.incoming, async (body) => {
      const decoded = decoding(() => decode(body));
      if (decoded.records.length > 0) demandStored(await storing(writer.write(decoded.records)));
      await storing(beside.take(decoded));
      if (decoded.rejected.length > 0) await storing(beside.refuse(decoded.rejected, decoded.rejectedMore));
      return answer(c, decoded);
    });
  };
  routes.post('/', (c) => take(c, decodeCreate));
  routes.post('/batch', (c) => take(c, decodeBatch));
  routes.post('/multipart', (c) => take(c, (body) => decodeMultipart(body, c.req.header('content-type') ?? '')));
  routes.patch('/:id', (c) => {
    const id = normalizeId(c.req.param('id'));
    if (id === null) {
      throw new RequestError('bad-value', {
        field: 'The run id in the address',
        value: JSON.stringify(c.req.param('id')),
        expected: 'an id of 32 hexadecimal digits, with or without dashes',
      });
    }
    return take(c, (body) => decodeUpdate(id, body));
  });
  return routes;
}

function decoding(decode: () => Decoded): Decoded {
  try {
    return decode();
  } catch (error) {
    if (error instanceof BadBody) throw new RequestError('bad-body', { reason: error.message, expected: error.remedy });
    throw error;
  }
}

function demandStored(written: Written): void {
  if (written.status === 'full')
    throw new RequestError('writer-full', {}, { retryAfterSeconds: written.retryAfterSeconds });
}

function answer(c: Context<Bindings>, decoded: Decoded): Response {
  const { records, rejected, rejectedMore, feedback, attachments } = decoded;
  const first = rejected[0];
  const stored = { stored: records.length, feedback: feedback.length, attachments: attachments.length };
  if (Object.values(stored).every((amount) => amount === 0) && first !== undefined) {
    throw new RequestError('no-run-taken', { reason: first.message, remedy: first.remedy }, { details: rejected });
  }
  const count = rejected.length + rejectedMore;
  const message = count === 0 ? 'Runs stored.' : `Runs stored; ${count} of this request could not be taken.`;
  return c.json({ message, ...stored, rejected }, 202);
}
