import { describe, expect, test } from 'vitest';
import type { TracePage, TraceSummary } from './answers.js';
import {
  cursorsOf,
  emptyTraceList,
  rowsAddedAbove,
  withNewestPage,
  withNextPage,
  withRefreshedPage,
} from './trace-list.js';

function trace(id: string, change: Partial<TraceSummary> = {}): TraceSummary {
  return {
    trace_id: id,
    project: 'p',
    root_run_id: id,
    name: id,
    run_type: 'chain',
    status: 'success',
    start_time: null,
    end_time: null,
    run_count: 1,
    error_count: 0,
    tokens: { prompt: 0, completion: 0, total: 0 },
    cost: null,
    finding_count: null,
    warning_count: null,
    inputs_preview: null,
    outputs_preview: null,
    error_preview: null,
    ...change,
  };
}

const page = (ids: string, nextCursor: string | null = null, change: Partial<TraceSummary> = {}): TracePage => ({
  traces: [...ids].map((id) => trace(id, change)),
  next_cursor: nextCursor,
});
const ids = (list: typeof emptyTraceList) => list.traces.map((one) => one.trace_id).join('');
const twoPages = withNextPage(withNextPage(emptyTraceList, null, page('fed', 'c1')), 'c1', page('cba'));

describe('list of traces', () => {
  test('grows at its end page by page', () => {
    expect(ids(twoPages)).toBe('fedcba');
    expect(twoPages.nextCursor).toBeNull();
  });

  test('a page that came twice changes no order and brings what is new', () => {
    const again = withNextPage(twoPages, 'c1', page('cba', null, { status: 'error' }));
    expect(ids(again)).toBe('fedcba');
    expect(again.traces.map((one) => one.status).join()).toBe('success,success,success,error,error,error');
  });

  test('takes new traces in at the top and keeps the place for the next page', () => {
    const list = withNewestPage(withNextPage(emptyTraceList, null, page('fed', 'c1')), page('hgf', 'c9'));
    expect(ids(list)).toBe('hgfed');
    expect(list.nextCursor).toBe('c1');
  });

  test('starts over where the newest page does not reach what is known', () => {
    const list = withNewestPage(twoPages, page('zyx', 'c9'));
    expect(ids(list)).toBe('zyx');
    expect(list.nextCursor).toBe('c9');
    expect(cursorsOf(list, ['a'])).toEqual([]);
  });

  test('a newest page without a next one is the whole list and more', () => {
    expect(ids(withNewestPage(emptyTraceList, page('b')))).toBe('b');
    expect(ids(withNewestPage(withNextPage(emptyTraceList, null, page('a')), page('cb')))).toBe('cba');
  });

  test('refreshes a page further down in its place', () => {
    const list = withRefreshedPage(twoPages, page('bxa', null, { status: 'error' }));
    expect(ids(list)).toBe('fedcba');
    expect(list.traces.filter((one) => one.status === 'error').map((one) => one.trace_id)).toEqual(['b', 'a']);
  });

  test('knows which pages hold changed traces', () => {
    expect(cursorsOf(twoPages, ['f', 'b', 'a', 'unknown'])).toEqual(['c1']);
    // A trace that has become one of the newest is refreshed with them.
    expect(cursorsOf(withNewestPage(twoPages, page('fedcba', 'x')), ['a'])).toEqual([]);
  });

  test('knows by how many rows the reader was pushed down', () => {
    const after = withNewestPage(twoPages, page('hgf', 'c9'));
    expect(rowsAddedAbove(twoPages, after, 2)).toBe(2);
    expect(rowsAddedAbove(twoPages, withNewestPage(twoPages, page('zyx', 'c9')), 2)).toBe(0);
    expect(rowsAddedAbove(emptyTraceList, after, 0)).toBe(0);
  });
});
