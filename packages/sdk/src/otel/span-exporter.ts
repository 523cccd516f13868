/** Sends spans as runs once they have ended, behind a span processor of OpenTelemetry's own. */
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-base';
import { sharedClient, type Client } from '../client.js';
import { outside } from '../context.js';
import { guarded } from '../diag.js';
import { isSampled } from '../sampling.js';
import { endRun, runForSpan, type SpanClientOptions } from './span-run.js';

const SUCCESS = 0;
const FAILED = 1;

/**
 * A span exporter that sends ended spans as runs. A parent is known by its span id only, and a span
 * that never ends is never seen: where both can be used, `TracenestSpanProcessor` tells more.
 *
 * @example
 * new BatchSpanProcessor(new TracenestSpanExporter());
 */
export class TracenestSpanExporter implements SpanExporter {
  readonly #options: SpanClientOptions;

  constructor(options: SpanClientOptions = {}) {
    this.#options = options;
  }

  export(spans: ReadableSpan[], resultCallback: Parameters<SpanExporter['export']>[1]): void {
    outside(() => {
      for (const span of spans) guarded('export-span', () => this.#send(span));
      void this.#client.flush().then((isDone) => resultCallback({ code: isDone ? SUCCESS : FAILED }));
    });
  }

  async forceFlush(): Promise<void> {
    await this.#client.flush();
  }

  /** Sends what is left. The client goes on: other runs may use it. */
  async shutdown(): Promise<void> {
    await this.#client.flush();
  }

  #send(span: ReadableSpan): void {
    const run = runForSpan(span, undefined, this.#options);
    if (run === null) return;
    // Who is below whom was decided elsewhere; whether the trace is recorded, its id says to all spans alike.
    if (!isSampled(run.trace_id, run.client.samplingRate)) return;
    endRun(run, span, 'create');
  }

  get #client(): Client {
    return this.#options.client ?? sharedClient();
  }
}
