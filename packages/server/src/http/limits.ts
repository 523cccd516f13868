/**
 * How much a request may cost: reads a body (chunked or not, encoded or not) up to a bound on its
 * decompressed size and on what all bodies hold together, and takes in a bounded rest of a body
 * whose answer is already known, since Python's client loses the answer when the connection is cut.
 */
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { RequestError } from '../errors.js';
import { decoderFor, takenEncodings } from './encodings.js';

export interface BodyLimits {
  /** Of one body, decompressed. */
  maxBytes: number;
  /** Until a body of which nothing more comes is given up. Milliseconds. */
  maxIdleMs: number;
  /** Of all bodies that are being read or stored. */
  maxBytesTogether: number;
  /** Of a body that is thrown away. */
  maxDrainBytes: number;
  maxDrainMs: number;
}

export const defaultBodyLimits: BodyLimits = {
  maxBytes: 64 * 1024 * 1024,
  maxIdleMs: 30_000,
  maxBytesTogether: 384 * 1024 * 1024,
  maxDrainBytes: 64 * 1024 * 1024,
  maxDrainMs: 10_000,
};

/** Reads bodies within the limits; one for the whole server. */
export class BodyReader {
  readonly limits: BodyLimits;
  #held = 0;

  constructor(limits: BodyLimits = defaultBodyLimits) {
    this.limits = limits;
  }

  /**
   * Reads the body and hands it to `use`; its bytes count against the common bound until `use` has
   * settled. `maxBytes`: of this body, where less is taken than elsewhere. Throws body-too-large,
   * question-body-too-large, body-too-slow, writer-full, unsupported-encoding, bad-encoding, body-cut-off.
   */
  async withBody<T>(
    incoming: IncomingMessage,
    use: (body: Buffer) => Promise<T>,
    { maxBytes = this.limits.maxBytes }: { maxBytes?: number } = {},
  ): Promise<T> {
    const most = Math.min(maxBytes, this.limits.maxBytes);
    const announced = Number(incoming.headers['content-length'] ?? 0);
    if (announced > most) throw this.#tooLarge(most);
    if (this.#held + announced > this.limits.maxBytesTogether) throw busy();
    const held = { bytes: 0 };
    try {
      return await use(await this.#read(incoming, held, most));
    } finally {
      this.#held -= held.bytes;
    }
  }

  #read(incoming: IncomingMessage, held: { bytes: number }, most: number): Promise<Buffer> {
    const { source, encoding } = decoded(incoming);
    return new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      const fail = (error: RequestError): void => {
        clearTimeout(idle);
        incoming.unpipe();
        source.removeAllListeners('data');
        if (source !== incoming) source.destroy();
        reject(error);
      };
      const idle = setTimeout(() => fail(new RequestError('body-too-slow')), this.limits.maxIdleMs).unref();
      incoming.on('data', () => idle.refresh());
      source.on('data', (chunk: Buffer) => {
        held.bytes += chunk.length;
        this.#held += chunk.length;
        if (held.bytes > most) return fail(this.#tooLarge(most));
        if (this.#held > this.limits.maxBytesTogether) return fail(busy());
        chunks.push(chunk);
      });
      source.once('end', () => {
        clearTimeout(idle);
        resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks));
      });
      source.once('error', (error) =>
        fail(
          source === incoming
            ? new RequestError('body-cut-off')
            : new RequestError('bad-encoding', { encoding, reason: error.message }),
        ),
      );
      incoming.once('close', () => {
        if (!incoming.complete) fail(new RequestError('body-cut-off'));
      });
    });
  }

  #tooLarge(limit: number): RequestError {
    return new RequestError(limit < this.limits.maxBytes ? 'question-body-too-large' : 'body-too-large', { limit });
  }
}

/**
 * Takes in the rest of a body that nobody reads, while the answer goes out. Past the limits the
 * connection is cut: what is left then costs more than a lost answer.
 */
export function drain(incoming: IncomingMessage, limits: BodyLimits): void {
  if (incoming.complete || incoming.destroyed) return;
  let bytes = 0;
  const cut = (): void => void incoming.socket.destroy();
  const timer = setTimeout(cut, limits.maxDrainMs).unref();
  incoming.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > limits.maxDrainBytes) cut();
  });
  incoming.once('close', () => clearTimeout(timer));
  incoming.once('end', () => clearTimeout(timer));
  incoming.on('error', () => {});
  incoming.resume();
}

function decoded(incoming: IncomingMessage): { source: Readable; encoding: string } {
  const encoding = (incoming.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  const decoder = decoderFor(encoding);
  if (decoder === undefined) throw new RequestError('unsupported-encoding', { encoding, taken: takenEncodings });
  if (decoder === null) return { source: incoming, encoding };
  incoming.on('error', () => {});
  return { source: incoming.pipe(decoder), encoding };
}

function busy(): RequestError {
  return new RequestError('writer-full', {}, { retryAfterSeconds: 1 });
}
