/**
 * One running server: listens, opens the store, puts the line together, and takes it apart again in
 * an order that loses nothing: no new requests, those under way finish, the writer drains, the
 * store closes.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { version, type Config } from './config.js';
import { createApp } from './http/app.js';
import { BodyReader, defaultBodyLimits, type BodyLimits } from './http/limits.js';
import { stopListening, watchConnections } from './http/connections.js';
import { Deletions } from './http/deletions.js';
import type { Line } from './http/line.js';
import { serveLive } from './http/live.js';
import { Beats } from './ingest/beats.js';
import { Beside } from './ingest/beside.js';
import { Writer, type WriterOptions } from './ingest/writer.js';
import { processLog, type Log } from './log.js';
import { askBeside } from './query/beside-questions.js';
import { pricesInDirectory, pricesInStore } from './query/price-shelf.js';
import { Prices } from './query/prices.js';
import { askStore } from './query/questions.js';
import { TraceCounter } from './query/trace-counter.js';
import { stoppedWithAsker } from './query/while-asked.js';
import { openStore } from './store/connect.js';

export interface RunningServer {
  /** For a person or a program on this machine, for example `http://localhost:1984`. */
  url: string;
  port: number;
  /** Resolves when everything accepted is stored and the store is closed. Calling it again waits too. */
  close(): Promise<void>;
}

/** The server cannot listen where it was told to. */
export class NotListening extends Error {
  override readonly name = 'NotListening';
}

export interface ServerOptions {
  log?: Log;
  limits?: BodyLimits;
  writer?: WriterOptions;
  /** How long requests under way may take after the server was told to stop. Default 10 s. */
  finishMs?: number;
}

/**
 * Starts a server. Throws NotListening, or what openStore throws (a CannotOpenStore).
 *
 * @example
 * const server = await startServer({ ...config, port: 0 });
 * await fetch(`${server.url}/health`);
 * await server.close();
 */
export async function startServer(config: Config, options: ServerOptions = {}): Promise<RunningServer> {
  const { log = processLog, finishMs = 10_000 } = options;
  let line: Line | null = null;
  const app = createApp({
    rules: config,
    webDirectory: config.webDirectory,
    openapiFile: config.openapiFile,
    version,
    log,
    bodies: new BodyReader(options.limits ?? limitsFor(config)),
    line: () => line,
  });
  // The drain of unread bodies is ours (http/limits.ts): the adapter cuts connections after half a second.
  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false, autoCleanupIncoming: false });
  const http = createServer((request, response) => void listener(request, response));
  const connections = watchConnections(http);
  const live = serveLive(http, { rules: config, line: () => line, log });
  const port = await listen(http, config);
  const url = `http://${urlHost(config.host)}:${port}`;
  try {
    const store = await openStore(config.server ?? config.dataDirectory, { log });
    store.announce(url);
    const writer = new Writer(store, options.writer);
    await writer.open();
    const beats = new Beats(store);
    await beats.open();
    const prices = new Prices(config.server === null ? pricesInDirectory(config.dataDirectory) : pricesInStore(store));
    await prices.open();
    const asked = stoppedWithAsker(store);
    const questions = askStore(asked, Date.now, prices);
    const counter = new TraceCounter(store, prices, log, () => writer.isBusy);
    counter.open();
    const beside = new Beside(store);
    line = {
      writer,
      beats,
      beside,
      besides: askBeside(asked),
      questions,
      prices,
      counter,
      deletions: new Deletions(questions, writer, counter),
    };
    let closing: Promise<void> | null = null;
    const close = async (): Promise<void> => {
      live.close();
      await stopListening(http, connections, finishMs);
      prices.close();
      await counter.close();
      await questions.close();
      await beats.close();
      await beside.close();
      await writer.close();
      await store.close();
    };
    return { url, port, close: () => (closing ??= close()) };
  } catch (error) {
    live.close();
    await stopListening(http, connections, finishMs);
    throw error;
  }
}

/** With a larger bound for one body the one for all of them grows too: as many fit as before. */
function limitsFor({ maxBodyBytes }: Config): BodyLimits {
  const { maxBytes, maxBytesTogether } = defaultBodyLimits;
  const together = Math.max(maxBytesTogether, (maxBodyBytes / maxBytes) * maxBytesTogether);
  return { ...defaultBodyLimits, maxBytes: maxBodyBytes, maxBytesTogether: together };
}

function listen(http: Server, config: Config): Promise<number> {
  return new Promise((resolve, reject) => {
    http.once('error', (error: NodeJS.ErrnoException) => reject(notListening(error, config)));
    http.listen(config.port, config.host, () => resolve((http.address() as AddressInfo).port));
  });
}

function notListening(error: NodeJS.ErrnoException, config: Config): NotListening {
  const where = `${config.host}:${config.port}`;
  if (error.code === 'EADDRINUSE') {
    return new NotListening(
      `Port ${config.port} on ${config.host} is taken by another program. ` +
        'Stop it, or choose another port with --port (0: any free one).',
    );
  }
  if (error.code === 'EACCES') {
    return new NotListening(`This user may not listen on ${where}. Choose a port above 1023 with --port.`);
  }
  return new NotListening(`Cannot listen on ${where} (${error.message}). Check --host and --port.`, { cause: error });
}

/** What to write into an address for a host to listen on. */
function urlHost(host: string): string {
  if (['127.0.0.1', '0.0.0.0', '::'].includes(host)) return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
