/**
 * Which run a span is, and which span stands for a run: the one place where the two meet. A span
 * that another process has sent, or that nobody here has told us of, is known by its ids only.
 */
import { isSpanContextValid, trace, TraceFlags, type Span } from '@opentelemetry/api';
import { FACTS, factsOf, type ParentLike } from '../run-like.js';
import { RunTree } from '../run-tree.js';
import { normalizeId, normalizeSpanId, padSpanId, spanIdOf } from '../wire/ids.js';

const runs = new WeakMap<object, ParentLike>();
const spans = new WeakMap<object, Span>();

/** Notes that `span` is `run`. */
export function join(span: Span, run: ParentLike): void {
  runs.set(span, run);
  spans.set(run, span);
}

/** Notes that `span`, which nobody records, lies in `run`: so does what it is the parent of. */
export function liesIn(span: Span, run: ParentLike): void {
  runs.set(span, run);
}

/** The run that a span is, as a parent; undefined for a span that is not recorded by anybody. */
export function runOf(span: Span): ParentLike | undefined {
  const known = runs.get(span);
  if (known !== undefined) return known;
  const run = fromIds(span);
  if (run !== undefined) join(span, run);
  return run;
}

/** What stands for a run among spans; undefined where its ids are none that a span can have. */
export function spanOf(run: ParentLike): Span | undefined {
  const known = spans.get(run);
  if (known !== undefined) return known;
  const traceId = normalizeId(run.trace_id ?? run.id);
  const spanId = normalizeSpanId(spanIdOf(run.id));
  if (traceId === null || spanId === null) return undefined;
  const isRemote = run[FACTS]?.isRemote === true;
  const span = trace.wrapSpanContext({
    traceId: traceId.replaceAll('-', ''),
    spanId,
    traceFlags: TraceFlags.SAMPLED,
    isRemote,
  });
  join(span, run);
  return span;
}

/** The run of a span of which only the ids are known (contract §1: its ancestry is partial). */
export function bySpanId(traceId: string, spanId: string): ParentLike {
  return {
    id: padSpanId(spanId),
    trace_id: normalizeId(traceId) ?? traceId,
    dotted_order: '',
    [FACTS]: { placement: 'otel', ancestry: 'partial', onlySpanId: spanId },
  };
}

function fromIds(span: Span): ParentLike | undefined {
  const context = span.spanContext();
  const { traceId, spanId, traceFlags, traceState, isRemote } = context;
  if (!isSpanContextValid(context)) return undefined;
  if (isRemote !== true) return span.isRecording() || isOver(span) ? bySpanId(traceId, spanId) : undefined;
  const tracestate = traceState?.serialize();
  const traceparent = `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
  const sender = RunTree.fromHeaders({ traceparent, tracestate });
  // A span that its own process leaves out will never come; whether a run does, our own entry says.
  const isNamed = sender !== undefined && factsOf(sender).onlySpanId === undefined;
  return isNamed || (traceFlags & TraceFlags.SAMPLED) !== 0 ? sender : undefined;
}

/** A span that was recorded and has ended is not recording any more. */
function isOver(span: Span): boolean {
  return (span as { ended?: unknown }).ended === true;
}
