/**
 * The list of a project's traces as far as the reader has scrolled, kept up to date page by page:
 * new traces come in at the top, changed ones in their place, and nothing on screen is thrown away.
 */
import type { TracePage, TraceSummary } from './answers.js';

export interface TraceList {
  traces: readonly TraceSummary[];
  /** Where the next page starts; null: the list is complete. */
  nextCursor: string | null;
  /** The cursor under which each trace came; that of the newest page is null. */
  pageOf: ReadonlyMap<string, string | null>;
}

export const emptyTraceList: TraceList = { traces: [], nextCursor: null, pageOf: new Map() };

/** Adds the page behind the end of the list. */
export function withNextPage(list: TraceList, cursor: string | null, page: TracePage): TraceList {
  const known = new Map(page.traces.map((trace) => [trace.trace_id, trace]));
  const added = page.traces.filter((trace) => !list.pageOf.has(trace.trace_id));
  return {
    traces: [...list.traces.map((trace) => known.get(trace.trace_id) ?? trace), ...added],
    nextCursor: page.next_cursor,
    pageOf: new Map([...list.pageOf, ...added.map((trace) => [trace.trace_id, cursor] as const)]),
  };
}

/**
 * Takes over the newest page. Where it does not reach down to what is known, traces between the
 * two are unknown: then it becomes the whole list, whose rest is read again by scrolling.
 */
export function withNewestPage(list: TraceList, page: TracePage): TraceList {
  const reaches = page.next_cursor === null || page.traces.some((trace) => list.pageOf.has(trace.trace_id));
  if (!reaches || list.traces.length === 0) return withNextPage(emptyTraceList, null, page);
  const newest = new Set(page.traces.map((trace) => trace.trace_id));
  return {
    traces: [...page.traces, ...list.traces.filter((trace) => !newest.has(trace.trace_id))],
    nextCursor: list.nextCursor,
    pageOf: new Map([...list.pageOf, ...page.traces.map((trace) => [trace.trace_id, null] as const)]),
  };
}

/** Takes over what a page further down says of the traces in the list. */
export function withRefreshedPage(list: TraceList, page: TracePage): TraceList {
  const fresh = new Map(page.traces.map((trace) => [trace.trace_id, trace]));
  return { ...list, traces: list.traces.map((trace) => fresh.get(trace.trace_id) ?? trace) };
}

/** Cursors of the pages, the newest left out, that hold one of these traces. */
export function cursorsOf(list: TraceList, traceIds: Iterable<string>): string[] {
  const cursors = new Set<string>();
  for (const id of traceIds) {
    const cursor = list.pageOf.get(id);
    if (typeof cursor === 'string') cursors.add(cursor);
  }
  return [...cursors];
}

/** Rows that were put in above the one that the reader has at the top; 0 where that one is gone. */
export function rowsAddedAbove(before: TraceList, after: TraceList, topIndex: number): number {
  const top = before.traces[topIndex]?.trace_id;
  const index = after.traces.findIndex((trace) => trace.trace_id === top);
  return index < 0 ? 0 : index - topIndex;
}
