/**
 * Files beside runs, under addresses that are their own key. What is in them was sent by the traced
 * program's users: it is handed out as a download that no browser opens, guesses at, or runs.
 */
import { toUSVString } from 'node:util';
import { Hono } from 'hono';
import { normalizeId } from 'tracenest/wire';
import { RequestError } from '../../errors.js';
import type { Bindings } from '../bindings.js';
import type { ApiParts } from './parts.js';

/** Types that say nothing to a browser but what to save the file as. */
const plainType = /^(?:image\/(?:png|jpeg|gif|webp)|audio\/[\w.+-]{1,60}|video\/[\w.+-]{1,60}|application\/pdf)$/u;

/** `GET /{run_id}/{token}` below `/attachments`. */
export function attachmentRoutes(parts: ApiParts): Hono<Bindings> {
  const routes = new Hono<Bindings>();
  routes.get('/:run/:token', async (c) => {
    const runId = normalizeId(c.req.param('run'));
    const token = normalizeId(c.req.param('token'));
    const file = runId === null || token === null ? null : await parts.line().besides.readAttachment(runId, token);
    if (file === null) throw new RequestError('attachment-not-found');
    return c.body(new Uint8Array(file.bytes), 200, {
      'content-type': plainType.test(file.mime_type) ? file.mime_type : 'application/octet-stream',
      'content-disposition': `attachment; filename*=UTF-8''${encodeFileName(file.name)}`,
      'content-length': String(file.size),
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'private, max-age=3600',
    });
  });
  return routes;
}

/** Percent-encoded as RFC 8187 has it, which is stricter than an address. */
function encodeFileName(name: string): string {
  return encodeURIComponent(toUSVString(name.slice(0, 200))).replace(
    /['()*]/gu,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
