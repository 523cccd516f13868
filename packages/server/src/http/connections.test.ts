/** The end of a server on which connections are open that owe it the rest of a request. */
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { startTestServer } from '../server.fixture.js';
import { defaultBodyLimits } from './limits.js';

const never = 3_600_000;

test('told to stop, the server does not wait for requests whose rest does not come', async () => {
  const server = await startTestServer({}, { limits: { ...defaultBodyLimits, maxIdleMs: never }, finishMs: never });
  const open = async (text: string): Promise<void> => {
    const socket = connect(server.port, '127.0.0.1').on('error', () => {});
    await new Promise<void>((resolve) => socket.write(text, () => resolve()));
  };
  await open('POST /runs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{"post"');
  await open('POST /runs HTTP/1.1\r\nHost: loc');
  await expect(server.remove()).resolves.toBeUndefined();
});
