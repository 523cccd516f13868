import { createServer, request, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { RequestError } from '../errors.js';
import { BodyReader, drain, type BodyLimits } from './limits.js';

const small: BodyLimits = {
  maxBytes: 1000,
  maxIdleMs: 60_000,
  maxBytesTogether: 1500,
  maxDrainBytes: 50_000,
  maxDrainMs: 2000,
};
const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** A server that reads each body within the limits, holds it as long as `hold` says, and answers its length. */
async function listen(limits: BodyLimits, hold: () => Promise<void> = async () => {}): Promise<number> {
  const bodies = new BodyReader(limits);
  const server = createServer((incoming, response) => {
    const work = bodies.withBody(incoming, async (body) => {
      await hold();
      return String(body.length);
    });
    void work.then(
      (length) => response.end(length),
      (error: unknown) => {
        response.statusCode = error instanceof RequestError ? error.status : 500;
        response.end(error instanceof RequestError ? error.code : String(error));
        drain(incoming, limits);
      },
    );
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

async function post(
  port: number,
  body: Buffer | ReadableStream<Uint8Array>,
  headers: Record<string, string> = {},
): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body, headers, duplex: 'half' });
  return `${answer.status} ${await answer.text()}`;
}

function chunked(chunks: Buffer[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
}

describe('bodies within the limits', () => {
  test('plain, chunked and gzip bodies are read whole', async () => {
    const port = await listen(small);
    const body = Buffer.alloc(1000, 'x');
    expect(await post(port, body)).toBe('200 1000');
    expect(await post(port, chunked([body.subarray(0, 1), body.subarray(1, 700), body.subarray(700)]))).toBe(
      '200 1000',
    );
    expect(await post(port, gzipSync(body), { 'content-encoding': 'gzip' })).toBe('200 1000');
    expect(await post(port, chunked([gzipSync(body)]), { 'content-encoding': 'GZIP' })).toBe('200 1000');
    expect(await post(port, Buffer.alloc(0))).toBe('200 0');
  });

  test('what was read is given back: many bodies after each other fit', async () => {
    const port = await listen(small);
    for (let i = 0; i < 10; i++) expect(await post(port, Buffer.alloc(900))).toBe('200 900');
  });
});

describe('bodies outside the limits', () => {
  test('too large, announced or not, is a 413', async () => {
    const port = await listen(small);
    expect(await post(port, Buffer.alloc(1001))).toBe('413 body-too-large');
    expect(await post(port, chunked([Buffer.alloc(600), Buffer.alloc(600)]))).toBe('413 body-too-large');
  });

  test('a gzip bomb is stopped at the limit of decompressed bytes', async () => {
    const port = await listen(small);
    const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024));
    expect(bomb.length).toBeLessThan(small.maxDrainBytes + 10_000);
    expect(await post(port, bomb.subarray(0, 900), { 'content-encoding': 'gzip' })).toBe('413 body-too-large');
    expect(await post(port, Buffer.alloc(900))).toBe('200 900');
  });

  test('what is no gzip, is cut gzip, or another encoding is named', async () => {
    const port = await listen(small);
    expect(await post(port, Buffer.from('plain'), { 'content-encoding': 'gzip' })).toBe('400 bad-encoding');
    expect(await post(port, gzipSync('text').subarray(0, 10), { 'content-encoding': 'gzip' })).toBe('400 bad-encoding');
    expect(await post(port, Buffer.from('x'), { 'content-encoding': 'br' })).toBe('415 unsupported-encoding');
  });

  test('bodies that are being stored count together; the next is refused until one is done', async () => {
    let release = (): void => {};
    let isHeld = (): void => {};
    const released = new Promise<void>((resolve) => (release = resolve));
    const held = new Promise<void>((resolve) => (isHeld = resolve));
    const port = await listen(small, () => (isHeld(), released));
    const first = post(port, Buffer.alloc(1000));
    await held;
    expect(await post(port, Buffer.alloc(900))).toBe('503 writer-full');
    release();
    expect(await first).toBe('200 1000');
    expect(await post(port, Buffer.alloc(900))).toBe('200 900');
  });

  test('a connection that breaks off gives its bytes back', async () => {
    const port = await listen(small);
    for (let i = 0; i < 3; i++) {
      await new Promise<void>((resolve) => {
        const asked = request({ port, host: '127.0.0.1', method: 'POST', headers: { 'content-length': '900' } });
        asked.on('error', () => resolve());
        asked.write(Buffer.alloc(800), () => setTimeout(() => asked.destroy(), 20));
        asked.on('close', () => resolve());
      });
    }
    await expect.poll(() => post(port, Buffer.alloc(900))).toBe('200 900');
  });
});

describe('the rest of a body whose answer is known', () => {
  test('is taken in, so that a client which sends everything first still gets the answer', async () => {
    const port = await listen(small);
    const answer = await raw(port, 40_000);
    expect(answer.text).toContain('413');
    expect(answer.text).toContain('body-too-large');
    expect(answer.sentAll).toBe(true);
  });

  test('is cut off beyond its own limit', async () => {
    const port = await listen(small);
    const answer = await raw(port, 20_000_000);
    expect(answer.sentAll).toBe(false);
  });
});

/** Sends like Python's http.client: the whole body, without looking at the answer. */
function raw(port: number, bytes: number): Promise<{ text: string; sentAll: boolean }> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    let sent = 0;
    const done = (): void => resolve({ text, sentAll: sent >= bytes });
    socket.on('data', (chunk) => {
      text += chunk.toString();
      if (sent >= bytes) socket.end();
    });
    socket.on('error', done);
    socket.on('close', done);
    socket.write(`POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${bytes}\r\n\r\n`);
    const chunk = Buffer.alloc(2000);
    const send = (): void => {
      if (socket.destroyed) return;
      socket.write(chunk, () => {
        sent += chunk.length;
        if (sent < bytes) setImmediate(send);
        else if (text !== '') socket.end();
      });
    };
    send();
  });
}
