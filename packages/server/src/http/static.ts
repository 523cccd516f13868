/**
 * The built page: files of the web folder, index.html for every address of the page, and the
 * headers that keep traced content from ever running as code.
 */
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { Readable } from 'node:stream';
import { Hono } from 'hono';
import type { Context, MiddlewareHandler } from 'hono';
import type { Bindings } from './bindings.js';
import { encodedBody } from './encoded-body.js';
import { filePacker, takesGzip, type StampedFile } from './packed-files.js';

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
};

/** First path segments of the page's addresses; the API has plural nouns there. */
const pageSegments = new Set(['', 'project', 'trace', 'run', 'shared', 'search', 'compare', 'preferences', 'finding']);

/** Security headers on every answer. */
export function securityHeaders(): MiddlewareHandler<Bindings> {
  return async (c, next) => {
    await next();
    const host = c.req.header('host') ?? '';
    // Safari does not count a WebSocket under 'self'. The gate has checked the host name.
    const sockets = /^[\w.:[\]-]+$/.test(host) ? ` ws://${host} wss://${host}` : '';
    // Only a stricter one is ever set before.
    if (!c.res.headers.has('content-security-policy'))
      c.res.headers.set(
        'content-security-policy',
        `default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; media-src data:; ` +
          `connect-src 'self'${sockets}; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`,
      );
    c.res.headers.set('x-content-type-options', 'nosniff');
    // Not no-referrer: with it browsers send `Origin: null` with the sign-in form, and the gate refuses that.
    c.res.headers.set('referrer-policy', 'same-origin');
    c.res.headers.set('cross-origin-opener-policy', 'same-origin');
    c.res.headers.set('cross-origin-resource-policy', 'same-origin');
  };
}

/** The page's files and addresses. What is neither falls through to the API's 404. */
export function pageRoutes(webDirectory: string): Hono<Bindings> {
  const routes = new Hono<Bindings>();
  const packed = filePacker();
  // The web links that official clients print.
  routes.get('/o/:tenant/projects/p/:project/r/:run', (c) =>
    c.redirect(`/run/${encodeURIComponent(c.req.param('run'))}`),
  );
  routes.get('/o/:tenant/projects/p/:project', (c) =>
    c.redirect(`/project/${encodeURIComponent(c.req.param('project'))}`),
  );
  routes.get('*', async (c, next) => {
    const { path } = c.req;
    if (pageSegments.has(path.split('/')[1] ?? '')) return indexPage(c, webDirectory, 200);
    const file = await fileAt(webDirectory, path);
    if (file !== null) return await sendFile(c, file, packed);
    if (!path.startsWith('/api/') && wantsPage(c)) return indexPage(c, webDirectory, 404);
    return next();
  });
  return routes;
}

/** Whether a browser asks for a page (its address bar, a link), not a program for data. */
export function wantsPage(c: Context<Bindings>): boolean {
  return c.req.method === 'GET' && (c.req.header('accept') ?? '').includes('text/html');
}

async function indexPage(c: Context<Bindings>, webDirectory: string, status: 200 | 404): Promise<Response> {
  let html: string;
  try {
    html = await readFile(join(webDirectory, 'index.html'), 'utf8');
  } catch {
    return c.text('The page has not been built: run "npm run build", then reload.\n', 503);
  }
  return c.html(html, status, { 'cache-control': 'no-cache' });
}

async function fileAt(webDirectory: string, path: string): Promise<StampedFile | null> {
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return null;
  }
  if (decoded.includes('\0')) return null;
  const file = normalize(join(webDirectory, decoded));
  if (!file.startsWith(normalize(webDirectory) + sep) || contentTypes[extname(file)] === undefined) return null;
  return stampedFile(file);
}

/** Null where there is no such file. */
export async function stampedFile(path: string): Promise<StampedFile | null> {
  const found = await stat(path).catch(() => null);
  return found?.isFile() === true ? { path, bytes: found.size, changedMs: found.mtimeMs } : null;
}

/** As its ending says; gzipped where that is taken. */
export async function sendFile(
  c: Context<Bindings>,
  file: StampedFile,
  packed: ReturnType<typeof filePacker>,
): Promise<Response> {
  const headers = {
    'content-type': contentTypes[extname(file.path)] ?? 'application/octet-stream',
    // Vite puts a hash of the content into the names under /assets/.
    'cache-control': c.req.path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    vary: 'accept-encoding',
  };
  const bytes = takesGzip(c.req.header('accept-encoding')) ? await packed(file) : null;
  if (bytes !== null) {
    const answer = encodedBody(bytes);
    const all = { ...headers, ...answer.headers, 'content-encoding': 'gzip' };
    return c.req.method === 'HEAD' ? c.body(null, 200, all) : c.body(answer.body, 200, all);
  }
  const plain = { ...headers, 'content-length': String(file.bytes) };
  if (c.req.method === 'HEAD') return c.body(null, 200, plain);
  const stream = Readable.toWeb(createReadStream(file.path)) as ReadableStream<Uint8Array>;
  return c.body(stream, 200, plain);
}
