/**
 * What of a client's records is not known to have arrived. At the end of the process it is sent
 * once more, and goes into the spool if the server does not answer; what earlier processes left
 * there is sent as soon as the server is known to be there.
 */
import { runtime } from '#context';
import { report } from './diag.js';
import type { Exporter } from './exporter.js';
import { formatKept, parseKept } from './kept.js';
import { QUEUE_LIMITS } from './queue.js';
import type { ProcessBeat } from './wire/api.js';
import type { RunRecord } from './wire/record.js';
import { uuid7 } from './wire/ids.js';

/** How long the end of a process is held up for a server that takes the connection and does not answer. */
const LAST_SEND_MS = 1000;

export class Leftover {
  readonly #exporter: Exporter;
  readonly #spool = runtime.openSpool();
  /** Sent again they change nothing: an equal record counts once. */
  readonly #batches = new Set<readonly RunRecord[]>();
  #isSendingKept = false;
  /** Whether the last batch found nobody. */
  isServerAway = false;

  constructor(exporter: Exporter) {
    this.#exporter = exporter;
  }

  /** Whether what is left at the end of the process is kept for the next one. */
  get isKeeping(): boolean {
    return this.#spool !== undefined && this.#exporter.destination !== undefined;
  }

  get isEmpty(): boolean {
    return this.#batches.size === 0;
  }

  /** A batch is on its way. */
  add(batch: readonly RunRecord[]): void {
    this.#batches.add(batch);
  }

  /** A batch has arrived, or never will. */
  remove(batch: readonly RunRecord[]): void {
    this.#batches.delete(batch);
  }

  /** The process ends now: sends what is left or keeps it; how many records are lost nevertheless. */
  leave(beat: ProcessBeat | undefined): number {
    const unsent = this.#sendAtEnd(beat);
    const records = [...this.#batches].flat();
    this.#batches.clear();
    return records.length === 0 && unsent === undefined ? 0 : this.#keep(records, unsent);
  }

  /** Sends what is left while the process ends; the beat if it was not sent. */
  #sendAtEnd(beat: ProcessBeat | undefined): ProcessBeat | undefined {
    // Nobody is waited for who was not there a moment ago.
    if (this.#batches.size === 0 || this.isServerAway || runtime.sendAtEnd === undefined) return beat;
    const batches = [...this.#batches];
    const requests = this.#exporter.asRequests?.(batches, beat) ?? [];
    if (requests.length === 0) return beat;
    const statuses = runtime.sendAtEnd(requests, LAST_SEND_MS).map(isTaken);
    for (const [i, batch] of batches.entries()) if (statuses[i] === true) this.#batches.delete(batch);
    return statuses[batches.length] === true ? undefined : beat;
  }

  #keep(records: readonly RunRecord[], beat: ProcessBeat | undefined): number {
    const { destination } = this.#exporter;
    // An exporter of the program's own has what it was given.
    if (destination === undefined) return 0;
    const { text, left } = formatKept(records, beat);
    const file = this.#spool?.keep(destination, uuid7(Date.now()), text);
    if (file === undefined) return records.length;
    report('info', 'kept', `${records.length - left} records are kept in ${file} for the next program.`);
    return left;
  }

  /** Sends what earlier processes kept; once is enough. */
  sendKept(): void {
    const { destination } = this.#exporter;
    if (this.#isSendingKept || this.#spool === undefined || destination === undefined) return;
    this.#isSendingKept = true;
    void this.#spool
      .take(destination)
      .then(async (all) => {
        for (const kept of all) await ((await this.#send(kept.text)) ? kept.sent() : kept.putBack());
      })
      .catch(() => report('info', 'kept-unread', 'what an earlier program kept could not be read.'));
  }

  /** False: it may go through later. */
  async #send(text: string): Promise<boolean> {
    const { records, beat } = parseKept(text);
    for (let i = 0; i < records.length; i += QUEUE_LIMITS.batchRecords) {
      const sent = await this.#exporter.export(records.slice(i, i + QUEUE_LIMITS.batchRecords));
      if (sent.status === 'retry') return false;
    }
    if (beat !== undefined) await this.#exporter.beat?.(beat);
    return true;
  }
}

/** 409: the server has it already. */
function isTaken(status: number): boolean {
  return (status >= 200 && status < 300) || status === 409;
}
