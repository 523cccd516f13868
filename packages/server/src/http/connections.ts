/**
 * The connections of the server, and how they end when it stops: those that owe us something (the
 * rest of a request) must not hold up the end for long, those to which we owe an answer get it.
 */
import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';

/** How long the rest of a request may keep us waiting then, without a byte of it. Milliseconds. */
const silenceMs = 1_000;

export interface Connections {
  open: ReadonlySet<Socket>;
  /** The request that is being read or answered on a connection. */
  requests: ReadonlyMap<Socket, IncomingMessage>;
}

/** To be called before the server listens. */
export function watchConnections(http: Server): Connections {
  const open = new Set<Socket>();
  const requests = new Map<Socket, IncomingMessage>();
  http.on('connection', (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  http.on('request', (request, response) => {
    const { socket } = request;
    requests.set(socket, request);
    response.once('close', () => requests.delete(socket));
  });
  return { open, requests };
}

/**
 * Idle connections end now, others with their answer, those that fall silent soon, the rest after
 * `finishMs` milliseconds.
 */
export async function stopListening(http: Server, connections: Connections, finishMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => http.close(() => resolve()));
  const heard = new Map<Socket, { bytes: number; at: number }>();
  const endIdle = (): void => {
    http.closeIdleConnections();
    for (const socket of connections.open) {
      // Browsers open connections in advance; before its first request Node does not call one idle.
      if (socket.bytesRead === 0) socket.destroy();
      else if (connections.requests.get(socket)?.complete !== true && isSilent(socket, heard)) socket.destroy();
    }
  };
  const idle = setInterval(endIdle, 50);
  const patience = setTimeout(() => http.closeAllConnections(), finishMs);
  endIdle();
  await closed;
  clearInterval(idle);
  clearTimeout(patience);
}

function isSilent(socket: Socket, heard: Map<Socket, { bytes: number; at: number }>): boolean {
  const now = performance.now();
  const last = heard.get(socket);
  if (last?.bytes === socket.bytesRead) return now - last.at > silenceMs;
  heard.set(socket, { bytes: socket.bytesRead, at: now });
  return false;
}
