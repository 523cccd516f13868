/**
 * A small form for people: the page of a server that has a key asks for it once and keeps a cookie.
 * It works without scripts and needs nothing of the built page.
 */
import { Hono } from 'hono';
import type { Context } from 'hono';
import { cookieValue, isKey, keyCookie } from './auth.js';
import type { BodyReader } from './limits.js';
import { errorTable } from '../errors.js';
import type { Bindings } from './bindings.js';

/** Anyone may send the form. */
const maxFormBytes = 16 * 1024;
const monthSeconds = 30 * 24 * 60 * 60;

/** `POST /sign-in` and the style of the form. */
export function signInRoutes(apiKey: string | null, bodies: BodyReader): Hono<Bindings> {
  const routes = new Hono<Bindings>();
  routes.get('/sign-in.css', (c) => c.body(style, 200, { 'content-type': 'text/css; charset=utf-8' }));
  routes.get('/sign-in', (c) => (apiKey === null ? c.redirect('/', 303) : signInPage(c, '/', null)));
  routes.post('/sign-in', async (c) => {
    const text = await bodies.withBody(c.env.incoming, async (body) => body.toString('utf8'), {
      maxBytes: maxFormBytes,
    });
    const form = new URLSearchParams(text);
    const next = localPath(form.get('next'));
    if (apiKey === null) return c.redirect(next, 303);
    if (!isKey((form.get('key') ?? '').trim(), apiKey)) return signInPage(c, next, errorTable['key-wrong'].message);
    const secure = c.req.header('x-forwarded-proto') === 'https' ? '; Secure' : '';
    c.header(
      'set-cookie',
      `${keyCookie}=${cookieValue(apiKey)}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${monthSeconds}${secure}`,
    );
    return c.redirect(next, 303);
  });
  return routes;
}

/** The form, answered with 401 wherever a browser asks for a page without the key. */
export function signInPage(c: Context<Bindings>, next: string, message: string | null): Response {
  const note = message === null ? '' : `<p role="alert">${escapeHtml(message)}</p>`;
  return c.html(
    `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Sign in · Tracenest</title><link rel="stylesheet" href="/sign-in.css"></head>
<body><form method="post" action="/sign-in"><h1>Tracenest</h1>${note}
<label for="key">Key of this server</label>
<input id="key" name="key" type="password" autocomplete="current-password" required autofocus>
<input name="next" type="hidden" value="${escapeHtml(next)}">
<button>Sign in</button>
<p>It is the value of TRACENEST_API_KEY with which the server was started.</p></form></body></html>
`,
    401,
  );
}

/** A path on this server; anything that a browser could read as another site becomes `/`. */
function localPath(text: string | null): string {
  return text !== null && /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(text) ? text : '/';
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

const style = `:root { color-scheme: light dark; font: 14px/1.5 system-ui, sans-serif; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; }
form { width: min(320px, 90vw); display: grid; gap: 8px; }
h1 { font-size: 20px; margin: 0 0 8px; }
input, button { font: inherit; padding: 8px 10px; border-radius: 6px; border: 1px solid GrayText; }
button { cursor: pointer; }
p { margin: 4px 0 0; color: GrayText; }
[role="alert"] { color: #d13438; }
`;
