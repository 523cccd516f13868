/** Stopping: connections that the other side keeps open must not keep the server alive. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { startTestServer } from './server.fixture.js';

describe('connections that nobody ends', () => {
  const upgrade = (path: string): string =>
    `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
    'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';

  test.each([
    ['a refused upgrade', upgrade('/nothing')],
    ['a page that does not say goodbye', upgrade('/api/app/live')],
    ['a connection opened in advance', ''],
  ])('%s does not keep the server from stopping', { timeout: 20_000 }, async (_, text) => {
    const stopping = await startTestServer();
    const socket: Socket = connect({ port: stopping.port, host: '127.0.0.1', allowHalfOpen: true });
    socket.on('error', () => {});
    await once(socket, 'connect');
    if (text !== '') {
      socket.write(text);
      await once(socket, 'data');
    }
    // A request of another connection: the server has seen the first one by now.
    expect((await fetch(`${stopping.url}/health`)).status).toBe(200);
    const closed = once(socket, 'close');
    const removed = stopping.remove();
    expect(
      await Promise.race([
        removed.then(() => 'stopped'),
        new Promise((late) => setTimeout(late, 8_000, 'still there')),
      ]),
    ).toBe('stopped');
    socket.destroy();
    await closed;
  });
});
