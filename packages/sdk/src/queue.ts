/**
 * Records on their way out: bounded in number and bytes, handed on in batches. A run that ends
 * before its beginning has left becomes one record. What does not fit is counted, never waited for.
 */
import type { RunRecord, TracenestExtra } from './wire/record.js';

/** How much a client keeps that has not been sent. A beginning and an end are a record each. */
export interface QueueLimits {
  /** Records that wait; more are dropped, and counted. Default 100 000. */
  records: number;
  /** Their size, about. Default 64 MiB. */
  bytes: number;
  /** Runs in one request. Default 100. */
  batchRecords: number;
  /** Bytes in one request, about. Default 4 MiB. */
  batchBytes: number;
}

export const QUEUE_LIMITS: QueueLimits = {
  records: 100_000,
  bytes: 64 * 1024 * 1024,
  batchRecords: 100,
  batchBytes: 4 * 1024 * 1024,
};

/** What a record takes beside its payloads. */
const RECORD_BYTES = 1024;

/** The records of one run that have not left yet, in the order in which they were made. */
interface Waiting {
  records: RunRecord[];
  bytes: number;
}

export class Queue {
  readonly #limits: QueueLimits;
  /** In the order in which runs came; a second create of one id is a run of its own. */
  readonly #waiting = new Set<Waiting>();
  readonly #byId = new Map<string, Waiting>();
  #records = 0;
  #bytes = 0;
  #dropped = 0;

  constructor(limits: QueueLimits = QUEUE_LIMITS) {
    this.#limits = limits;
  }

  /** Records that wait. */
  get length(): number {
    return this.#records;
  }

  /** Records that did not fit, since the start. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Whether a batch is full, so that there is nothing to wait for. */
  get isBatchReady(): boolean {
    return this.#waiting.size >= this.#limits.batchRecords || this.#bytes >= this.#limits.batchBytes;
  }

  /** Takes a record whose payloads have about `payloadBytes`; false if there is no room for it. */
  push(record: RunRecord, payloadBytes: number): boolean {
    const bytes = payloadBytes + RECORD_BYTES;
    const isFull = this.#records >= this.#limits.records || this.#bytes + bytes > this.#limits.bytes;
    // An empty queue takes anything: a run larger than the queue is a matter of the server's limit.
    if (isFull && this.#records > 0) {
      this.#dropped += 1;
      return false;
    }
    this.#records += 1;
    this.#bytes += bytes;
    const begun = record.op === 'update' ? this.#byId.get(record.id) : undefined;
    if (begun === undefined) this.#open(record, bytes);
    else {
      begun.records.push(record);
      begun.bytes += bytes;
    }
    return true;
  }

  /** The next batch, oldest first; empty if nothing waits. */
  take(): RunRecord[] {
    const batch: RunRecord[] = [];
    let bytes = 0;
    for (const waiting of this.#waiting) {
      if (batch.length > 0 && bytes + waiting.bytes > this.#limits.batchBytes) break;
      bytes += waiting.bytes;
      this.#close(waiting);
      batch.push(...joinRecords(waiting.records));
      if (batch.length >= this.#limits.batchRecords) break;
    }
    return batch;
  }

  #open(record: RunRecord, bytes: number): void {
    const waiting = { records: [record], bytes };
    this.#waiting.add(waiting);
    this.#byId.set(record.id, waiting);
  }

  #close(waiting: Waiting): void {
    const id = waiting.records[0]?.id ?? '';
    this.#waiting.delete(waiting);
    if (this.#byId.get(id) === waiting) this.#byId.delete(id);
    this.#records -= waiting.records.length;
    this.#bytes -= waiting.bytes;
  }
}

/** Makes one record of a beginning and an end, where that takes nothing from what they say. */
export function joinRecords(records: readonly RunRecord[]): readonly RunRecord[] {
  const [first, second, ...others] = records;
  if (first === undefined || second === undefined || others.length > 0) return records;
  const joined = joinPlainly(first, second);
  return joined === undefined ? records : [withAttachments(joined, records)];
}

function withAttachments(joined: RunRecord, records: readonly RunRecord[]): RunRecord {
  const byName = new Map(records.flatMap(({ attachments = [] }) => attachments.map((file) => [file.name, file])));
  return byName.size === 0 ? joined : { ...joined, attachments: [...byName.values()] };
}

const PLACE_FIELDS = [
  ...['id', 'trace_id', 'parent_run_id', 'parent_span_id', 'dotted_order', 'start_time'],
  ...['session_name', 'session_id', 'name', 'run_type'],
] as const;

/**
 * A beginning and an end that agree on all that they both tell, as those of a traced call do: what
 * merging gives, without its care for records of any origin. Undefined: not of this kind; both are
 * sent, and who reads them merges.
 */
function joinPlainly(begun: RunRecord, ended: RunRecord): RunRecord | undefined {
  if (begun.op !== 'create' || ended.op !== 'update') return undefined;
  for (const field of PLACE_FIELDS)
    if (begun[field as keyof RunRecord] !== ended[field as keyof RunRecord]) return undefined;
  const { tracenest, ...extra } = begun.extra ?? {};
  const { tracenest: later, ...laterExtra } = ended.extra ?? {};
  const isCareNeeded = tracenest?.findings ?? later?.findings ?? tracenest?.links ?? later?.links;
  // Of two lists of events the longer one wins, and old errors are not undone.
  if (isCareNeeded !== undefined || begun.events || begun.error || begun.dialect || ended.dialect) return undefined;
  const joined: RunRecord = { ...begun };
  for (const [field, value] of Object.entries(ended)) {
    if (field !== 'op' && saysSomething(field, value)) Object.assign(joined, { [field]: value });
  }
  joined.tags = ended.tags ?? begun.tags ?? [];
  joined.extra = { ...extra, ...laterExtra };
  for (const part of ['metadata', 'runtime'] as const) {
    const united = { ...extra[part], ...laterExtra[part] };
    if (extra[part] !== undefined || laterExtra[part] !== undefined) joined.extra[part] = united;
  }
  if (tracenest !== undefined || later !== undefined)
    joined.extra.tracenest = { v: 1, ...tracenest, ...later } as TracenestExtra;
  return joined;
}

/** Contract §3.2: what is empty says nothing in these, and something in others. */
const PAYLOADS: ReadonlySet<string> = new Set(['inputs', 'outputs', 'events']);

function saysSomething(field: string, value: unknown): boolean {
  if (value === undefined || value === null) return false;
  if (!PAYLOADS.has(field)) return true;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}
