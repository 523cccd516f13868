/**
 * Which run an OTLP span is (contract §1.4). Apart from ids.ts because it reads a dotted order too.
 */
import { normalizeDottedOrder } from './dotted-order.js';
import { isZeros, normalizeId, normalizeSpanId, padSpanId } from './ids.js';

/** What of an OTLP span decides its ids. Ids in hex; attributes with their plain values. */
export interface OtlpSpanIds {
  trace_id: string;
  span_id: string;
  parent_span_id?: string | null;
  attributes?: Readonly<Record<string, unknown>>;
}

/** The ids of the run that an OTLP span is. */
export interface OtlpRunIds {
  id: string;
  trace_id: string;
  span_id: string;
  parent_run_id: string | null;
  parent_span_id: string | null;
  dotted_order: string | null;
}

/**
 * The ids of the run that an OTLP span is (contract §1.4), or null if its trace id or span id
 * cannot be read. An attribute that cannot be read counts as absent.
 */
export function otlpIds(span: OtlpSpanIds): OtlpRunIds | null {
  const attributes = span.attributes ?? {};
  const otlpTraceId = normalizeId(span.trace_id);
  const spanId = normalizeSpanId(span.span_id);
  if (otlpTraceId === null || isZeros(otlpTraceId) || spanId === null) return null;
  const traceId = normalizeId(attributes['langsmith.trace.id']) ?? otlpTraceId;
  const parent = otlpParent(span.parent_span_id, attributes);
  const isRoot = parent.parent_run_id === null && parent.parent_span_id === null;
  const id = normalizeId(attributes['langsmith.span.id']) ?? (isRoot ? traceId : padSpanId(spanId));
  const order = normalizeDottedOrder(attributes['langsmith.span.dotted_order'], id);
  return { id, trace_id: traceId, span_id: spanId, ...parent, dotted_order: order };
}

function otlpParent(
  parentSpanId: string | null | undefined,
  attributes: Readonly<Record<string, unknown>>,
): Pick<OtlpRunIds, 'parent_run_id' | 'parent_span_id'> {
  const stated = attributes['langsmith.span.parent_id'];
  const runId = normalizeId(stated);
  if (runId !== null) return { parent_run_id: runId, parent_span_id: null };
  const statedSpanId = normalizeSpanId(stated);
  if (statedSpanId !== null) return { parent_run_id: null, parent_span_id: statedSpanId };
  const flag = attributes['langsmith.is_root'];
  const isRoot = flag === true || flag === 'true';
  return { parent_run_id: null, parent_span_id: isRoot ? null : normalizeSpanId(parentSpanId) };
}
