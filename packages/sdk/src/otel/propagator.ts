/** Runs and spans ⇄ headers where OpenTelemetry carries them: its clients and servers call this by themselves. */
import {
  trace,
  type Context,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
} from '@opentelemetry/api';
import { guarded } from '../diag.js';
import { headersToAdd } from '../propagation-out.js';
import { factsOf } from '../run-like.js';
import { RunTree } from '../run-tree.js';
import { normalizeId } from '../wire/ids.js';
import { isOff } from './context-manager.js';
import { join, runOf, spanOf } from './span-runs.js';

const NAMES = ['langsmith-trace', 'baggage', 'traceparent', 'tracestate'];

/**
 * Tells which run a span is, beside OpenTelemetry's own headers: with those alone a receiver knows a
 * parent by its span id only. Put it behind the others.
 *
 * @example
 * new CompositePropagator({ propagators: [new W3CTraceContextPropagator(), new TracenestPropagator()] });
 */
export class TracenestPropagator implements TextMapPropagator {
  inject<Carrier>(context: Context, carrier: Carrier, setter: TextMapSetter<Carrier>): void {
    guarded('inject-headers', () => {
      const span = trace.getSpan(context);
      const run = span === undefined ? undefined : runOf(span);
      if (run === undefined) return;
      const sampled = run.tracingEnabled !== false && !isOff(context);
      const get = (name: string): string | undefined => textIn(carrier, name);
      for (const [name, value] of headersToAdd({ run, sampled }, get)) setter.set(carrier, name, value);
    });
  }

  extract<Carrier>(context: Context, carrier: Carrier, getter: TextMapGetter<Carrier>): Context {
    const sender = guarded('read-headers', () => {
      const headers = NAMES.map((name) => [name, getter.get(carrier, name)] as const);
      return RunTree.fromHeaders(headers);
    });
    // By span id only: OpenTelemetry's own propagator says as much.
    if (sender === undefined || factsOf(sender).onlySpanId !== undefined) return context;
    const active = trace.getSpan(context);
    // The other propagators have found its span, or that of something between it and us.
    if (active !== undefined && normalizeId(active.spanContext().traceId) === sender.trace_id) {
      join(active, sender);
      return context;
    }
    const span = spanOf(sender);
    return span === undefined ? context : trace.setSpan(context, span);
  }

  fields(): string[] {
    return [...NAMES];
  }
}

/** What a carrier holds already, where it is a plain object as those of OpenTelemetry's HTTP clients are. */
function textIn(carrier: unknown, name: string): string | undefined {
  if (typeof carrier !== 'object' || carrier === null) return undefined;
  const value = (carrier as Record<string, unknown>)[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
