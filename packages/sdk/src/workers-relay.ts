/**
 * Runs of a worker thread, reported to the thread that gave it the task: threads of a pool are
 * ended without a word, and what they had not sent by then would be lost. What a worker reports
 * before it answers is there when the answer is.
 */
import { MessageChannel, receiveMessageOnPort, type MessagePort } from 'node:worker_threads';
import { sharedClient, type Client } from './client.js';
import { guarded } from './diag.js';
import { awaitExit, forgetExit } from './exit.js';
import type { Exporter } from './exporter.js';
import type { Sent } from './transport.js';
import type { RunRecord } from './wire/record.js';

interface Report {
  records: readonly RunRecord[];
  /** Of each, about; in bytes. */
  size: number;
}

/** The end of a relay at which reports arrive. */
export interface Relay {
  /** For the worker. */
  port: MessagePort;
  /** Takes what has been reported, at once, and hears no more. */
  close(): void;
}

/** Hands what a worker reports to a client of this thread. */
export function openRelay(client: Client): Relay {
  const { port1, port2 } = new MessageChannel();
  const take = ({ records, size }: Report): void => {
    for (const record of records) client.take(record, size);
  };
  const collect = (): void => {
    guarded('relay', () => {
      for (let next = receiveMessageOnPort(port1); next !== undefined; next = receiveMessageOnPort(port1))
        take(next.message as Report);
    });
  };
  const leaving = { collect };
  awaitExit(leaving);
  port1.on('message', take);
  port1.on('close', () => forgetExit(leaving));
  port1.unref();
  const close = (): void => {
    collect();
    port1.close();
  };
  return { port: port2, close };
}

/** The end of a relay at which a worker reports. Closed, it gives on to the worker's own client. */
export class RelayExporter implements Exporter {
  readonly #port: MessagePort;
  #isOpen = true;

  constructor(port: MessagePort) {
    this.#port = port;
  }

  export(records: readonly RunRecord[]): Promise<Sent> {
    if (!this.#isOpen || guarded('relay', () => this.#report(records)) === undefined)
      for (const record of records) sharedClient().enqueue(record, 0);
    return Promise.resolve({ status: 'ok' });
  }

  close(): void {
    this.#isOpen = false;
    this.#port.close();
  }

  #report(records: readonly RunRecord[]): true {
    const size = JSON.stringify(records).length / Math.max(1, records.length);
    this.#port.postMessage({ records, size } satisfies Report);
    return true;
  }
}
