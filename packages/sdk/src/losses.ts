/**
 * Which traces have lost records on the way: the next record of the trace that arrives says so, for
 * what is dropped cannot say it itself.
 */
import type { Finding, RunRecord, TracenestExtra } from './wire/record.js';

/** Traces beyond these are only counted by `client.dropped`. */
const MOST_TRACES = 1000;

interface Loss {
  /** Runs of which at least one record was lost. */
  runs: Set<string>;
  reason: string;
}

export class Losses {
  readonly #byTrace = new Map<string, Loss>();

  note(records: readonly RunRecord[], reason: string): void {
    for (const record of records) {
      const trace = traceOf(record);
      const loss = this.#byTrace.get(trace);
      if (loss === undefined) {
        if (this.#byTrace.size < MOST_TRACES) this.#byTrace.set(trace, { runs: new Set([record.id]), reason });
      } else loss.runs.add(record.id);
    }
  }

  /** The batch, in which the first record of each trace that has lost some says so. */
  toldBy(batch: RunRecord[]): RunRecord[] {
    if (this.#byTrace.size === 0) return batch;
    const told = new Set<string>();
    return batch.map((record) => {
      const trace = traceOf(record);
      const loss = this.#byTrace.get(trace);
      if (loss === undefined || told.has(trace)) return record;
      told.add(trace);
      const evidence = { run: record.name ?? 'run', n: loss.runs.size, reason: loss.reason };
      return withFinding(record, { code: 'dropped', severity: 'error', evidence });
    });
  }

  /** The batch has arrived. */
  forget(batch: readonly RunRecord[]): void {
    if (this.#byTrace.size === 0) return;
    for (const record of batch) this.#byTrace.delete(traceOf(record));
  }
}

function traceOf({ trace_id, id }: RunRecord): string {
  return trace_id ?? id;
}

function withFinding(record: RunRecord, finding: Finding): RunRecord {
  const { tracenest } = record.extra ?? {};
  const findings = [...(tracenest?.findings ?? []), finding];
  // Records of a run's end leave its placement to the one of its beginning: the two are merged by key.
  const said = { v: 1, ...tracenest, findings } as TracenestExtra;
  return { ...record, extra: { ...record.extra, tracenest: said } };
}
