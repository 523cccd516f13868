/**
 * A span → a run: its place when it begins, what it says when it has ended. The run is an ordinary
 * one of ours, so that sampling, masks, project and what `tracingContext` says hold for it too.
 */
import { trace, type Attributes, type Context, type Link, type SpanContext } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { captureMap } from '../capture.js';
import type { Client } from '../client.js';
import { factsOf, FACTS, type ParentLike, type RunFacts } from '../run-like.js';
import { RunTree, type RunTreeConfig } from '../run-tree.js';
import { nowUs } from '../clock.js';
import { normalizeId, padSpanId } from '../wire/ids.js';
import { otlpIds, type OtlpRunIds } from '../wire/otlp-ids.js';
import type { RunLink } from '../wire/record.js';
import { isOff } from './context-manager.js';
import { bySpanId, runOf } from './span-runs.js';
import { readSpan } from './span-values.js';

export interface SpanClientOptions {
  /** Through which spans are sent that begin a trace; below a run its own. Default: the shared client. */
  client?: Client;
}

/** [seconds, nanoseconds] */
type HrTime = [number, number];

/** A span starts by a clock of whole milliseconds, a run of ours by microseconds: this close they are one moment. */
const SAME_MS = 2;

/**
 * The run of a span that has begun.
 *
 * @param context in which it began; without it a parent is known by its span id only.
 */
export function runForSpan(
  span: ReadableSpan,
  context: Context | undefined,
  { client }: SpanClientOptions,
): RunTree | null {
  const { traceId, spanId } = span.spanContext();
  const { attributes } = span;
  const parentSpanId = parentSpanIdOf(span);
  const ids = otlpIds({ trace_id: traceId, span_id: spanId, parent_span_id: parentSpanId, attributes });
  if (ids === null) return null;
  const parent = parentOf(ids, parentSpanId, context);
  const isLeftOut = parent?.tracingEnabled === false || (context !== undefined && isOff(context));
  const startMs = toMs(span.startTime);
  // Ours is strictly increasing: runs and spans that begin in one moment keep their order.
  const { _startTimeProvided: isGiven } = span as { _startTimeProvided?: unknown };
  const isNow = context !== undefined && (isGiven === false || Math.abs(startMs - nowUs() / 1000) < SAME_MS);
  const { name, run_type, project } = readSpan(span);
  const config: RunTreeConfig = {
    name,
    run_type,
    id: ids.id,
    trace_id: ids.trace_id,
    ...(isNow ? {} : { start_time: startMs }),
    ...(project === undefined ? {} : { project_name: project }),
    ...(client === undefined ? {} : { client }),
    ...(isLeftOut ? { tracingEnabled: false } : {}),
  };
  const kind = parent === null ? 'root' : parent[FACTS]?.isRemote === true ? 'headers' : 'otel';
  const run = new RunTree(config, { kind, parent, isTraced: parent?.tracingEnabled, uses: 'nothing' });
  Object.assign(factsOf(run), { spanId } satisfies Partial<RunFacts>);
  if (ids.dotted_order !== null) run.dotted_order = ids.dotted_order;
  return run;
}

/**
 * Gives a run what its span says, now that it has ended, and sends it.
 *
 * @param op `create` where its beginning was not sent.
 */
export function endRun(run: RunTree, span: ReadableSpan, op: 'create' | 'update' = 'update'): void {
  const { name, run_type, inputs, outputs, metadata, tags, extra, error, events, reference_example_id } =
    readSpan(span);
  run.name = name;
  run.run_type = run_type;
  run.extra = { ...run.extra, ...extra };
  run.metadata = metadata;
  run.tags = [...new Set([...run.tags, ...tags])];
  run.error = error;
  if (events.length > 0) run.events = events;
  run.reference_example_id = reference_example_id;
  const links = span.links.map(linkOf).filter((link) => link !== null);
  if (links.length > 0) factsOf(run).links = links;
  run.end_time = run.start_time + toMs(span.duration);
  run.send(op, { inputs: captureMap(inputs), outputs: captureMap(outputs) });
  run.release();
}

function parentOf(ids: OtlpRunIds, parentSpanId: string | null, context: Context | undefined): ParentLike | null {
  const { parent_run_id, parent_span_id, trace_id } = ids;
  // Attributes may name another parent than the span's own.
  if (parent_run_id !== null)
    return { id: parent_run_id, trace_id, dotted_order: '', [FACTS]: { placement: 'otel', ancestry: 'partial' } };
  if (parent_span_id === null) return null;
  const active = context === undefined ? undefined : trace.getSpan(context);
  const isActive = parent_span_id === parentSpanId && active?.spanContext().spanId === parent_span_id;
  return (isActive ? runOf(active) : undefined) ?? bySpanId(trace_id, parent_span_id);
}

/** Version 2 of OpenTelemetry's SDK says the parent's context, version 1 its id. */
function parentSpanIdOf(span: ReadableSpan): string | null {
  const { parentSpanContext, parentSpanId } = span as { parentSpanContext?: SpanContext; parentSpanId?: string };
  return parentSpanContext?.spanId ?? parentSpanId ?? null;
}

function linkOf({ context, attributes }: Link): RunLink | null {
  const trace_id = normalizeId(context.traceId);
  if (trace_id === null) return null;
  return { run_id: padSpanId(context.spanId), trace_id, kind: kindOf(attributes) };
}

function kindOf(attributes: Attributes | undefined): string {
  const kind = attributes?.['link.kind'] ?? attributes?.['kind'];
  return typeof kind === 'string' ? kind : 'link';
}

function toMs([seconds, nanos]: HrTime): number {
  return seconds * 1000 + nanos / 1e6;
}
