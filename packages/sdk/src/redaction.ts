/**
 * What may leave the process: inputs, outputs and metadata hidden or masked as the program says,
 * errors by its anonymizer. Where a function of the program throws, or would take its time, nothing
 * of what it was given leaves.
 */
import { captureMap } from './capture.js';
import { report } from './diag.js';
import type { Json, RunRecord } from './wire/record.js';

/** What is sent instead of inputs, outputs or metadata: `{}` for true, else what the function gives. */
export type Hide = boolean | ((payload: Record<string, Json>) => Record<string, Json>);

/** Gives a copy of what may leave the process; if it throws, nothing does. */
export type Anonymizer = <T>(data: T) => T;

export interface RedactionRules {
  inputs: Hide;
  outputs: Hide;
  metadata: Hide;
  anonymizer: Anonymizer | undefined;
}

type Payload = Record<string, Json>;

export class Redaction {
  readonly #rules: RedactionRules;

  constructor(rules: RedactionRules) {
    this.#rules = rules;
  }

  /** Inputs, outputs or metadata as they may leave. */
  map(field: 'inputs' | 'outputs' | 'metadata', payload: Payload): Payload {
    const hide = this.#rules[field];
    if (hide === true) return {};
    if (hide === false) return this.#anonymized(payload, {});
    return attempt(
      `hide-${field}`,
      `the function given to hide ${field} failed; {} is sent instead.`,
      () => captureMap(settled(hide(payload))).json as Payload,
      {},
    );
  }

  /** What a record says beside its inputs and outputs. */
  beside(record: RunRecord): void {
    const { error, extra } = record;
    // As an object: that is what anonymizers of programs expect.
    if (typeof error === 'string')
      record.error = this.#anonymized({ error }, { error: '[hidden: the anonymizer failed]' }).error;
    const isMetadataMasked = this.#rules.metadata !== false || this.#rules.anonymizer !== undefined;
    if (isMetadataMasked && extra?.metadata !== undefined)
      record.extra = { ...extra, metadata: this.map('metadata', extra.metadata) };
  }

  #anonymized<T extends Json>(data: T, otherwise: T): T {
    const { anonymizer } = this.#rules;
    if (anonymizer === undefined) return data;
    return attempt(
      'anonymizer',
      'the anonymizer failed; what it was given is not sent.',
      () => settled(anonymizer(data)),
      otherwise,
    );
  }
}

/** A promise cannot be waited for here: the record is copied at the moment of the call. */
function settled<T>(given: T): T {
  if (typeof (given as { then?: unknown } | null | undefined)?.then === 'function')
    throw new TypeError('gave a promise; expected the masked value itself');
  return given;
}

function attempt<T>(cause: string, message: string, work: () => T, otherwise: T): T {
  try {
    return work();
  } catch {
    report('warn', cause, message);
    return otherwise;
  }
}
