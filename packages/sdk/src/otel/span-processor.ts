/** Sends spans as runs: their beginning when they begin, their end when they end. */
import type { Context } from '@opentelemetry/api';
import type { ReadableSpan, Span, SpanProcessor } from '@opentelemetry/sdk-trace-base';
import { captureMap } from '../capture.js';
import { sharedClient, type Client } from '../client.js';
import { guarded } from '../diag.js';
import type { RunTree } from '../run-tree.js';
import { endRun, runForSpan, type SpanClientOptions } from './span-run.js';
import { join } from './span-runs.js';
import { readSpan } from './span-values.js';

/**
 * A span processor that sends spans as runs. Runs and spans of one trace stand in one tree; a span
 * is seen as soon as it has begun.
 *
 * @example
 * new NodeTracerProvider({ spanProcessors: [new TracenestSpanProcessor()] });
 */
export class TracenestSpanProcessor implements SpanProcessor {
  readonly #options: SpanClientOptions;
  readonly #runs = new WeakMap<object, RunTree>();

  constructor(options: SpanClientOptions = {}) {
    this.#options = options;
  }

  onStart(span: Span, parentContext: Context): void {
    guarded('begin-span', () => {
      const run = runForSpan(span, parentContext, this.#options);
      if (run === null) return;
      this.#runs.set(span, run);
      join(span, run);
      run.send('create', { inputs: captureMap(readSpan(span).inputs) });
    });
  }

  onEnd(span: ReadableSpan): void {
    const run = this.#runs.get(span);
    if (run !== undefined) guarded('end-span', () => endRun(run, span));
  }

  async forceFlush(): Promise<void> {
    await this.#client.flush();
  }

  /** Sends what is left. The client goes on: other runs may use it. */
  async shutdown(): Promise<void> {
    await this.#client.flush();
  }

  get #client(): Client {
    return this.#options.client ?? sharedClient();
  }
}
