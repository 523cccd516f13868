/**
 * What the server's thread and the one of the trees tell each other. The trees' thread is asked
 * questions; it has no store (only one thread may have it), so it asks back with SQL, and with rows to
 * insert that are encoded already.
 */
import { isStoreAway, storeAway } from '../errors.js';
import type { EncodedRows, QueryLimits, QueryText } from '../store/store.js';
import type { PricesInUse } from './prices.js';
import type { Encoded, TreeQuestions } from './tree-questions.js';

/** A question by its name and what it is asked with. */
export type Asked = {
  [Name in keyof TreeQuestions]: { question: Name; args: Parameters<TreeQuestions[Name]> };
}[keyof TreeQuestions];

/** To the trees' thread. */
export type ToTrees = ({ is: 'question'; id: number } & Asked) | ({ is: 'prices' } & PricesInUse) | Reply<Uint8Array>;

/** From the trees' thread. */
export type FromTrees =
  | { is: 'query'; id: number; sql: QueryText; limits: QueryLimits }
  | { is: 'insert'; id: number; table: string; rows: EncodedRows }
  | Reply<Encoded>;

/** To the question or query of that id. */
export type Reply<Value> = { is: 'answer'; id: number; value: Value } | Failure;

/** An error loses its class between threads; that the store was away must not be lost. */
export interface Failure {
  is: 'failure';
  id: number;
  error: unknown;
  /** Place and reason. */
  away: [place: string, reason: string] | null;
}

export function failure(id: number, error: unknown): Failure {
  return { is: 'failure', id, error, away: isStoreAway(error) ? error.away : null };
}

/** One end of the line between the threads: a Worker, its parentPort or a MessagePort. */
export interface Port<Out, In> {
  postMessage(message: Out, transfer?: ArrayBuffer[]): void;
  on(event: 'message', listener: (message: In) => void): unknown;
}

/** Who waits for which answer. */
export class Waiting<Value> {
  readonly #waiting = new Map<number, { resolve: (value: Value) => void; reject: (error: unknown) => void }>();
  #lastId = 0;

  /** `send` is given the id that the reply will bear. */
  wait(send: (id: number) => void): Promise<Value> {
    const id = (this.#lastId += 1);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      send(id);
    });
  }

  settle(reply: Reply<Value>): void {
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if (reply.is === 'answer') waiting?.resolve(reply.value);
    else waiting?.reject(reply.away === null ? reply.error : storeAway(...reply.away, reply.error));
  }

  /** Nobody will answer any more. */
  failAll(error: unknown): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

/** The memory of an answer, for handing it over without a copy; nothing where others share that memory. */
export function memoryOf(bytes: Uint8Array | null): ArrayBuffer[] {
  const isAlone = bytes !== null && bytes.buffer instanceof ArrayBuffer && bytes.byteLength === bytes.buffer.byteLength;
  return isAlone ? [bytes.buffer] : [];
}
