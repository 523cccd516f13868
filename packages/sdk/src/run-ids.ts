/** Ids, dotted order and times of a run that begins, and of one that goes on in another process. */
import { captureMap } from './capture.js';
import { nowUs } from './clock.js';
import { report } from './diag.js';
import type { OutgoingRun, RemoteContext, RemoteParent } from './propagation.js';
import { factsOf, type ParentLike, type RunFacts } from './run-like.js';
import { childOrder, formatSegment } from './wire/dotted-order.js';
import { normalizeId, padSpanId } from './wire/ids.js';
import type { Json } from './wire/record.js';
import { timeToMs } from './wire/time.js';

/** Ids that a program may give by hand. */
interface GivenIds {
  trace_id?: string;
  dotted_order?: string;
  parent_run_id?: string;
}

/** What of a run its headers are made from. */
interface TravellingRun extends Required<Pick<ParentLike, 'id' | 'trace_id' | 'dotted_order' | 'project_name'>> {
  start_time: number;
  tags: string[];
  metadata: Record<string, unknown>;
  tracingEnabled: boolean;
}

/** The ids of a run, and what of its place they tell. */
interface Ids {
  trace_id: string;
  dotted_order: string;
  parent_run_id: string | undefined;
  facts: Partial<RunFacts>;
}

/** The ids of a run that begins: below its parent, or as given by hand. */
export function idsOf(id: string, startUs: number, parent: ParentLike | null, given: GivenIds): Ids {
  const segment = formatSegment(startUs, id);
  if (parent === null) {
    // Given by hand, as the official package allows: taken as it is.
    const trace_id = normalizeId(given.trace_id) ?? id;
    return {
      trace_id,
      dotted_order: given.dotted_order ?? segment,
      parent_run_id: normalizeId(given.parent_run_id) ?? undefined,
      facts: {},
    };
  }
  const { ancestry, remote, findings, isRemote, onlySpanId } = factsOf(parent);
  const trace_id = parent.trace_id ?? parent.id;
  const dotted = parent.dotted_order === undefined || parent.dotted_order === '' ? null : parent.dotted_order;
  const order = childOrder(
    { trace_id, dotted_order: dotted, ...(ancestry === undefined ? {} : { ancestry }) },
    segment,
  );
  const facts: Partial<RunFacts> = {
    ...(order.ancestry === undefined ? {} : { ancestry: order.ancestry }),
    ...(isRemote === true && remote !== undefined ? { remote } : {}),
    ...(isRemote === true && findings !== undefined && findings.length > 0 ? { findings } : {}),
    ...(onlySpanId === undefined ? {} : { parentSpanId: onlySpanId }),
  };
  return {
    trace_id,
    dotted_order: order.dotted_order,
    parent_run_id: onlySpanId === undefined ? parent.id : undefined,
    facts,
  };
}

/** What is known of a run of another process from its headers. */
export function remoteFacts(context: RemoteContext, parent: RemoteParent, client: unknown): RunFacts {
  const { findings, remote, sampled, sent } = context;
  // Only a traceparent that stands alone says no more than a span id.
  const isSpanIdAll = parent.dotted_order === null && sent === undefined;
  return {
    placement: 'headers',
    isRemote: true,
    isSampled: sampled !== false,
    client,
    findings,
    ...(parent.ancestry === 'full' ? {} : { ancestry: parent.ancestry }),
    ...(remote === undefined ? {} : { remote }),
    ...(isSpanIdAll && parent.run_id === padSpanId(parent.span_id) ? { onlySpanId: parent.span_id } : {}),
  };
}

/** What of a run travels in headers. */
export function outgoing(run: TravellingRun): OutgoingRun {
  const { ancestry, isRemote, isSampled, spanId } = factsOf(run);
  const { id, trace_id, dotted_order, tags } = run;
  // Only ids are known of a run that came by traceparent.
  const order =
    dotted_order === ''
      ? childOrder({ trace_id, dotted_order: null }, formatSegment(run.start_time * 1000, id))
      : { dotted_order, ...(ancestry === undefined ? {} : { ancestry }) };
  // Whether a run of another process is recorded, its own process has decided.
  const sampled = isRemote === true ? isSampled !== false : run.tracingEnabled;
  const metadata = captureMap(run.metadata).json as Record<string, Json>;
  const span = spanId === undefined ? {} : { span_id: spanId };
  return { id, trace_id, ...order, ...span, tags, project: run.project_name, metadata, sampled };
}

/** Microseconds since 1970 of a time given by hand; now if it cannot be read. */
export function toUs(time: number | string): number {
  const ms = typeof time === 'number' ? time : timeToMs(time);
  if (Number.isFinite(ms)) return Math.round(ms * 1000);
  report(
    'warn',
    'bad-time',
    `a run was given a time that cannot be read; expected ISO 8601 or milliseconds since 1970. Now is taken.`,
  );
  return nowUs();
}
