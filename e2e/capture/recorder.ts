/** A server between a client and ours: passes everything on in both directions, and keeps what the client sent. */
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readBody } from './bodies.js';
import type { CapturedRequest } from './fixture.js';

export interface Recorder {
  url: string;
  /** In the order of their arrival. */
  requests: CapturedRequest[];
  /** Answers that were no success, in words. */
  refused: string[];
  close(): Promise<void>;
}

/** Headers by which a server could tell requests apart; others are the network's. */
const telling = ['accept', 'content-type', 'content-encoding', 'transfer-encoding', 'user-agent', 'x-api-key'];

export async function startRecorder(serverUrl: string): Promise<Recorder> {
  const requests: CapturedRequest[] = [];
  const refused: string[] = [];
  const server = createServer((incoming, outgoing) => {
    void pass(incoming).then(({ status, type, body }) => {
      outgoing.writeHead(status, type === null ? {} : { 'content-type': type });
      outgoing.end(body);
    });
  });
  const pass = async (incoming: IncomingMessage): Promise<{ status: number; type: string | null; body: Buffer }> => {
    const pieces: Buffer[] = [];
    for await (const piece of incoming) pieces.push(piece as Buffer);
    const raw = Buffer.concat(pieces);
    const { method = '', url: path = '' } = incoming;
    const headers = Object.fromEntries(
      telling.flatMap((name) => (typeof incoming.headers[name] === 'string' ? [[name, incoming.headers[name]]] : [])),
    );
    // What /info says is tested by itself, and a client asks for it when it wants to.
    if (path !== '/info') requests.push({ method, path, headers, ...readBody(headers, raw) });
    const { 'transfer-encoding': _, ...passed } = headers;
    const body = raw.length === 0 ? null : new Uint8Array(raw);
    const answer = await fetch(serverUrl + path, { method, headers: passed, body });
    const bytes = Buffer.from(await answer.arrayBuffer());
    if (!answer.ok) refused.push(`${method} ${path}: ${answer.status} ${bytes.toString()}`);
    return { status: answer.status, type: answer.headers.get('content-type'), body: bytes };
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    refused,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
