/**
 * The kit of OpenTelemetry JS: its API, its context manager, its propagator. Spans are written to a
 * file at the moment of their end, which is more than its exporters do: none is lost in a queue.
 */
import { appendFileSync } from 'node:fs';
import type * as api from '@opentelemetry/api';
import * as ownApi from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { BasicTracerProvider, type ReadableSpan, type SpanProcessor } from '@opentelemetry/sdk-trace-base';
import { loadCopy } from './copies.js';
import type { Kit } from './kit.js';

type Api = typeof api;

/** One line of the file. */
export interface SpanLine {
  id: string;
  parent: string | null;
  name: string;
  /** Sorts by start. */
  start: string;
  endMs: number;
}

class FileProcessor implements SpanProcessor {
  readonly #file = process.env['NESTING_SPANS'] ?? '';
  readonly #order = new Map<string, number>();

  onStart(span: ReadableSpan): void {
    this.#order.set(span.spanContext().spanId, this.#order.size);
  }

  onEnd(span: ReadableSpan): void {
    const { spanId } = span.spanContext();
    const [seconds, nanos] = span.startTime;
    const order = String(this.#order.get(spanId)).padStart(6, '0');
    const line: SpanLine = {
      id: spanId,
      parent: span.parentSpanContext?.spanId ?? null,
      name: span.name,
      start: `${seconds}.${String(Math.floor(nanos / 1e6)).padStart(3, '0')}.${order}`,
      endMs: span.endTime[0] * 1000 + span.endTime[1] / 1e6,
    };
    if (span.spanContext().traceFlags & ownApi.TraceFlags.SAMPLED)
      appendFileSync(this.#file, `${JSON.stringify(line)}\n`);
  }

  async forceFlush(): Promise<void> {}
  async shutdown(): Promise<void> {}
}

export function openTelemetryKit(): Kit {
  ownApi.context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  ownApi.propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  ownApi.trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new FileProcessor()] }));
  return kitOf(ownApi);
}

function kitOf({ context, trace, propagation, ROOT_CONTEXT }: Api): Kit {
  const tracer = trace.getTracer('corpus');
  return {
    library: 'opentelemetry',
    traced: (name, work, options) =>
      options?.isEnabled === false
        ? work
        : (function traced(this: unknown, ...args: unknown[]) {
            return tracer.startActiveSpan(name, (span) =>
              inSpan(span, () => Reflect.apply(work, this, args) as unknown),
            );
          } as unknown as typeof work),
    bind: (work) => context.bind(context.active(), work),
    detached: (work) => context.with(ROOT_CONTEXT, work),
    current: () => trace.getActiveSpan(),
    within: (handle, work) => context.with(trace.setSpan(context.active(), handle as api.Span), work),
    headers() {
      const headers: Record<string, string> = {};
      propagation.inject(context.active(), headers);
      return headers;
    },
    continued: (headers, work) => context.with(propagation.extract(context.active(), headers), work),
    flush: async () => {},
    copy: async (kind) => kitOf((await loadCopy('opentelemetry', kind)) as Api),
  };
}

/** How its documentation wraps a function: the span ends when the function has returned or its promise is settled. */
function inSpan<R>(span: api.Span, work: () => R): R {
  const fail = (error: unknown): never => {
    span.recordException(error as Error);
    span.end();
    throw error;
  };
  try {
    const returned = work();
    if (!(returned instanceof Promise)) {
      span.end();
      return returned;
    }
    return returned.then((value: unknown) => {
      span.end();
      return value;
    }, fail) as R;
  } catch (error) {
    return fail(error);
  }
}
