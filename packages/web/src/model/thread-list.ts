/** The list of a project's conversations: its columns, how it is sorted, and a thread in a sentence. */
import { THREAD_SORTS } from 'tracenest/wire';
import type { ThreadSort, ThreadSummary } from './answers.js';
import { threadsUrl } from './page-url.js';
import { formatQuantity } from './words.js';

export interface ThreadColumn {
  label: string;
  /** Null: it cannot be sorted by. */
  sort: ThreadSort | null;
}

export const threadColumns: readonly ThreadColumn[] = [
  { label: 'First question', sort: null },
  { label: 'Last activity', sort: 'active' },
  { label: 'Turns', sort: 'turns' },
  { label: 'Failed', sort: 'errors' },
  { label: 'Latency p50', sort: 'latency' },
  { label: 'Tokens', sort: 'tokens' },
  { label: 'Cost', sort: 'cost' },
];

/** @param search the query of an address; a sort that we do not know is by last activity */
export function readThreadSort(search: string): ThreadSort {
  const asked = new URLSearchParams(search).get('sort');
  return THREAD_SORTS.find((sort) => sort === asked) ?? 'active';
}

/** The address of the list in an order, which {@link readThreadSort} reads back. */
export function sortedThreadsUrl(project: string, sort: ThreadSort): string {
  return sort === 'active' ? threadsUrl(project) : `${threadsUrl(project)}?sort=${sort}`;
}

/** `7 turns, 1 failed`. */
export function turnsWords({ turn_count, error_count }: Pick<ThreadSummary, 'turn_count' | 'error_count'>): string {
  const turns = formatQuantity(turn_count, 'turn');
  return error_count === 0 ? turns : `${turns}, ${error_count} failed`;
}
