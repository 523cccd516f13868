/**
 * Live changes over one WebSocket a page (`/api/app/live`): the page says what it looks at and is
 * told what changed there. The store is asked at most four times a second and only while a page
 * watches; there is no path through memory, so several processes on one store work alike.
 */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { LiveChange, LiveWatch } from 'tracenest/wire';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { RequestError } from '../errors.js';
import type { Log } from '../log.js';
import type { Change } from '../query/list-changes.js';
import { refusal, type GateRules } from './auth.js';
import type { Line } from './line.js';

const pollMs = 250;
/**
 * Each question covers this much of the past: a page that begins to watch misses nothing between
 * its first answer and its watch, and a flush that became visible late is still found.
 */
const windowMs = 5_000;
const pingMs = 30_000;
/** A page that watches a list needs to know that it changed, not each of ten thousand traces. */
const maxChanges = 200;
/** How long the other side may take to close a connection that we have ended. */
const goodbyeMs = 1_000;
const maxBufferedBytes = 1024 * 1024;

interface Told {
  arrived: number;
  count: number;
}

interface Watcher {
  socket: WebSocket;
  watch: LiveWatch['watch'] | null;
  /** What this page was told last about a trace: the arrival (µs since 1970) of its latest record, and of how many changes. */
  told: Map<string, Told>;
  answered: boolean;
}

export interface Live {
  close(): void;
}

/** Answers WebSockets on the server's upgrade requests. */
export function serveLive(server: Server, parts: { rules: GateRules; line: () => Line | null; log: Log }): Live {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 64 * 1024 });
  const watchers = new Set<Watcher>();
  const poller = new Poller(watchers, parts.line, parts.log);
  const heartbeat = setInterval(() => checkAlive(watchers), pingMs).unref();

  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const refused = upgradeRefusal(request, parts.rules, parts.line());
    if (refused !== null) return refuseUpgrade(socket, refused);
    sockets.handleUpgrade(request, socket, head, (opened) => {
      const watcher: Watcher = { socket: opened, watch: null, told: new Map(), answered: true };
      watchers.add(watcher);
      opened.on('message', (data) => onMessage(watcher, data, poller));
      opened.on('pong', () => (watcher.answered = true));
      opened.on('error', () => opened.terminate());
      opened.on('close', () => watchers.delete(watcher));
    });
  };
  server.on('upgrade', onUpgrade);
  return {
    close: () => {
      server.off('upgrade', onUpgrade);
      clearInterval(heartbeat);
      poller.stop();
      for (const { socket } of watchers) {
        socket.close(1001, 'The server is stopping.');
        // Half a minute is what the other side may take otherwise.
        setTimeout(() => socket.terminate(), goodbyeMs).unref();
      }
      sockets.close();
    },
  };
}

/** Asks the store while someone watches. */
class Poller {
  readonly #watchers: ReadonlySet<Watcher>;
  readonly #line: () => Line | null;
  readonly #log: Log;
  #timer: NodeJS.Timeout | null = null;
  #askedAt = 0;
  #stopped = false;

  constructor(watchers: ReadonlySet<Watcher>, line: () => Line | null, log: Log) {
    this.#watchers = watchers;
    this.#line = line;
    this.#log = log;
  }

  wake(): void {
    if (this.#timer !== null || this.#stopped) return;
    this.#timer = setTimeout(() => void this.#poll(), pollMs);
    this.#timer.unref();
  }

  stop(): void {
    this.#stopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  async #poll(): Promise<void> {
    const line = this.#line();
    const watching = [...this.#watchers].filter((watcher) => watcher.watch !== null);
    if (line !== null && watching.length > 0) {
      const now = Date.now();
      // After a slow answer the window reaches back to the question before it.
      const sinceMs = Math.min(now, this.#askedAt === 0 ? now : this.#askedAt) - windowMs;
      try {
        const changes = await line.questions.changes(sinceMs * 1000);
        this.#askedAt = now;
        for (const watcher of watching) tell(watcher, changes);
      } catch (error) {
        this.#log.warn('Live changes could not be read', error);
      }
    } else {
      this.#askedAt = 0;
    }
    this.#timer = null;
    if (watching.length > 0) this.wake();
  }
}

/** Sends what the page has not been told. */
function tell(watcher: Watcher, changes: readonly Change[]): void {
  const told = new Map<string, Told>();
  const isTraceWatch = watcher.watch !== null && 'trace' in watcher.watch;
  const changed: LiveChange['changed'] = [];
  for (const change of changes) {
    if (!isWatched(change, watcher.watch)) continue;
    // What is counted for lists is no news for the page of the trace.
    const arrived = isTraceWatch ? change.recordsArrived : change.arrived;
    if (arrived === 0) continue;
    const now: Told = { arrived, count: isTraceWatch ? change.recordsCount : change.count };
    told.set(change.trace_id, now);
    if (isNews(watcher.told.get(change.trace_id), now) && changed.length < maxChanges) {
      changed.push({ trace_id: change.trace_id, project: change.project });
    }
  }
  watcher.told = told;
  if (changed.length === 0 || watcher.socket.readyState !== watcher.socket.OPEN) return;
  if (watcher.socket.bufferedAmount > maxBufferedBytes) return watcher.socket.terminate();
  watcher.socket.send(JSON.stringify({ changed } satisfies LiveChange));
}

/** Old changes leave the window, so that fewer of them are no news. */
function isNews(before: Told | undefined, now: Told): boolean {
  return before === undefined || before.arrived !== now.arrived || before.count < now.count;
}

function isWatched(change: Change, watch: LiveWatch['watch'] | null): boolean {
  if (watch === null) return false;
  if ('trace' in watch) return watch.trace === change.trace_id;
  if ('project' in watch) return watch.project === change.project;
  return true;
}

function onMessage(watcher: Watcher, data: RawData, poller: Poller): void {
  // Messages come as one Buffer each unless a socket is told otherwise.
  const watch = Buffer.isBuffer(data) ? readWatch(data.toString('utf8')) : null;
  if (watch === null) {
    watcher.socket.close(
      1008,
      'Expected {"watch":{"projects":true}}, {"watch":{"project":name}} or {"watch":{"trace":id}}.',
    );
    return;
  }
  watcher.watch = watch;
  watcher.told = new Map();
  poller.wake();
}

function readWatch(text: string): LiveWatch['watch'] | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const watch = property(value, 'watch');
  const project = property(watch, 'project');
  const trace = property(watch, 'trace');
  if (typeof project === 'string') return { project };
  if (typeof trace === 'string') return { trace: trace.toLowerCase() };
  return property(watch, 'projects') === true ? { projects: true } : null;
}

function property(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Record<string, unknown>)[name];
}

function upgradeRefusal(request: IncomingMessage, rules: GateRules, line: Line | null): RequestError | null {
  const path = (request.url ?? '').split('?')[0] ?? '';
  const refused = refusal(
    {
      method: request.method ?? 'GET',
      path,
      headers: request.headers,
      localAddress: request.socket.localAddress,
      isUpgrade: true,
    },
    rules,
  );
  if (refused !== null) return refused;
  if (path !== '/api/app/live') return new RequestError('route-not-found', { method: 'WebSocket', path });
  return line === null ? new RequestError('starting') : null;
}

function refuseUpgrade(socket: Duplex, error: RequestError): void {
  const body = JSON.stringify({ error: { code: error.code, message: error.message, remedy: error.remedy } });
  socket.on('error', () => socket.destroy());
  // The HTTP server has let go of this connection: nobody else would ever end it.
  setTimeout(() => socket.destroy(), goodbyeMs).unref();
  socket.resume();
  socket.end(
    `HTTP/1.1 ${error.status} Refused\r\nConnection: close\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

/** A page that did not answer the last ping is gone without having said so. */
function checkAlive(watchers: ReadonlySet<Watcher>): void {
  for (const watcher of watchers) {
    if (!watcher.answered) {
      watcher.socket.terminate();
      continue;
    }
    watcher.answered = false;
    watcher.socket.ping();
  }
}
