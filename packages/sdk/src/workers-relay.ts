/**
 * Runs of a worker thread, reported to the thread that gave it the task: threads of a pool are
 * ended without a word, and what they had not sent by then would be lost. Each record is reported
 * when it is made, so that what a task has done is there when its answer is, whoever sends that.
 */
import { MessageChannel, receiveMessageOnPort, type MessagePort } from 'node:worker_threads';
import { sharedClient, type Client } from './client.js';
import { guarded } from './diag.js';
import { awaitExit, forgetExit } from './exit.js';
import type { Exporter } from './exporter.js';
import type { Sent } from './transport.js';
import type { RunRecord } from './wire/record.js';

interface Report {
  record: RunRecord;
  /** About; in bytes. */
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
  const take = ({ record, size }: Report): void => client.take(record, size);
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

  take(record: RunRecord, size: number): void {
    if (!this.#isOpen || guarded('relay', () => this.#report({ record, size })) === undefined)
      sharedClient().enqueue(record, size);
  }

  export(records: readonly RunRecord[]): Promise<Sent> {
    for (const record of records) this.take(record, 0);
    return Promise.resolve({ status: 'ok' });
  }

  close(): void {
    this.#isOpen = false;
    this.#port.close();
  }

  #report(report: Report): true {
    this.#port.postMessage(report);
    return true;
  }
}
