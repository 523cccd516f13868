/**
 * The one gate in front of every route, WebSocket included: deny by default. Which host name is
 * asked for (against DNS rebinding), from which site a write comes (a page of another site must not
 * post to a local server), and the key where the server has one.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { RequestError } from '../errors.js';

export interface GateRules {
  /** Address the server listens on. */
  host: string;
  allowedHosts: readonly string[];
  /** Other sites whose pages may write, in lower case. */
  allowedOrigins: readonly string[];
  apiKey: string | null;
}

/** What the gate looks at. */
export interface GateRequest {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  /** Address of this machine on which the connection arrived. */
  localAddress: string | undefined;
  /** A WebSocket is opened: counts as a write, since a page of another site may open one. */
  isUpgrade: boolean;
}

export const keyCookie = 'tracenest_key';

const alwaysAllowed = ['localhost', '127.0.0.1', '[::1]'];
const wildcards = ['0.0.0.0', '::'];
/** Answered without a key: health checks have none, official clients ask /info without one. */
const openPaths = new Set(['/health', '/info', '/api/info', '/api/v1/info', '/sign-in', '/sign-in.css']);

const prefixes = String.raw`^(?:/api|/api/v1|/api/v2|/v2)?`;
/** Addresses that hold a secret of 122 random bits, which is then their key: what somebody shared, a file beside a run. */
const secretPath = new RegExp(
  `${prefixes}/(?:public/[^/]+/(?:r|run|run/[^/]+|runs/query|feedbacks)|attachments/[^/]+/[^/]+)$`,
  'u',
);
/** The page of a shared link, what it asks, and the page's own files: program text that is the same everywhere. */
const sharedPage = /^\/(?:shared\/[^/]+(?:\/.*)?|assets\/[\w.-]+|icon\.svg|theme\.js)$/u;
/** The same, to be called from the pages of whoever wants feedback: of another site. */
const feedbackPath = new RegExp(`${prefixes}/feedback/tokens/[^/]+$`, 'u');

/** Why the request is refused; null: it may pass. */
export function refusal(request: GateRequest, rules: GateRules): RequestError | null {
  const { headers } = request;
  const host = headers.host ?? '';
  if (!isHostAllowed(hostName(host), request.localAddress, rules)) {
    return new RequestError('host-not-allowed', { host: hostName(host) === '' ? '(none)' : hostName(host) });
  }
  if (!request.isUpgrade && isFeedbackAddress(request.path)) return null;
  const foreign = foreignOrigin(headers, host);
  const isWelcome = foreign === null || rules.allowedOrigins.includes(foreign.toLowerCase());
  if (!isWelcome && (request.isUpgrade || !isRead(request.method))) {
    return new RequestError('origin-not-allowed', { origin: foreign });
  }
  if (rules.apiKey === null || openPaths.has(request.path)) return null;
  if (!request.isUpgrade && secretPath.test(request.path)) return null;
  if (!request.isUpgrade && isRead(request.method) && sharedPage.test(request.path)) return null;
  // A browser sends the cookie of whoever signed in with a request that another page thought of.
  return keyRefusal(foreign === null ? headers : { ...headers, cookie: '' }, rules.apiKey);
}

/** Whether an address is one for feedback by the pages of somebody's users. */
export function isFeedbackAddress(path: string): boolean {
  return feedbackPath.test(path);
}

/** Whether a text is the key, in a time that does not depend on where they differ. */
export function isKey(candidate: string, apiKey: string): boolean {
  return timingSafeEqual(digest(candidate), digest(apiKey));
}

/** What the cookie holds: made from the key, so that the key itself is not lying in a browser. */
export function cookieValue(apiKey: string): string {
  return digest(`tracenest sign-in ${apiKey}`).toString('hex');
}

function keyRefusal(headers: IncomingMessage['headers'], apiKey: string): RequestError | null {
  const given = headers['x-api-key'] ?? /^Bearer +(.+)$/i.exec(headers.authorization ?? '')?.[1];
  if (typeof given === 'string') return isKey(given, apiKey) ? null : new RequestError('key-wrong');
  const cookie = cookieOf(headers.cookie ?? '');
  if (cookie === null) return new RequestError('key-missing');
  return isKey(cookie, cookieValue(apiKey)) ? null : new RequestError('key-wrong');
}

function isHostAllowed(name: string, localAddress: string | undefined, rules: GateRules): boolean {
  if (name === '') return false;
  if (alwaysAllowed.includes(name) || rules.allowedHosts.includes(name)) return true;
  // A rebinding attack always comes under a name, never under the address itself.
  if (wildcards.includes(rules.host)) return name === bracketed((localAddress ?? '').replace(/^::ffff:/, ''));
  return name === bracketed(rules.host.toLowerCase());
}

function bracketed(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}

/** `Example.com:1984` → `example.com`. */
function hostName(host: string): string {
  return host.toLowerCase().replace(/:\d*$/, '');
}

/** The site that a write comes from if it is not this server's own page. Programs send no origin. */
function foreignOrigin(headers: IncomingMessage['headers'], host: string): string | null {
  const { origin } = headers;
  if (origin === undefined) {
    const site = headers['sec-fetch-site'];
    return site === 'cross-site' || site === 'same-site' ? site : null;
  }
  const match = /^https?:\/\/([^/]+)$/i.exec(origin);
  return match?.[1]?.toLowerCase() === host.toLowerCase() ? null : origin;
}

function cookieOf(header: string): string | null {
  for (const pair of header.split(';')) {
    const [name, value] = pair.trim().split('=');
    if (name === keyCookie && value !== undefined) return value;
  }
  return null;
}

function isRead(method: string): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS';
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
