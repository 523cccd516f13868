/** The tree as the reader's choices leave it: computed once for all parts of the page that go through it. */
import { useMemo, useState } from 'react';
import { useTraceSearch, type TraceSearch } from '../../data/use-search.js';
import type { LoadedTrace } from '../../data/use-trace.js';
import type { KeptRows } from '../../model/kept-rows.js';
import { hitsOf, type Hits } from '../../model/tree-search.js';
import { keptBy } from '../../model/tree-view.js';
import type { View } from '../../model/view.js';
import { visibleRows, type VisibleRows } from '../../model/visible-rows.js';

export interface Tree {
  rows: VisibleRows;
  /** Null: every row. */
  kept: KeptRows | null;
  /** Null: nothing is looked for. */
  hits: Hits | null;
  search: TraceSearch;
  /** The address asked for a search whose rows have not all come. */
  isAwaited: boolean;
}

const none: readonly string[] = [];

export function useTree({ answer, shape }: LoadedTrace, view: View): Tree {
  const { sought, isCallsOnly, isAlone, level, toggled } = view;
  const search = useTraceSearch(answer.trace_id, { sought, isAlone, isLive: answer.is_live });
  const [isOpening, setIsOpening] = useState(sought.trim() !== '');
  if (isOpening && !search.isSearching) setIsOpening(false);
  const byContents = search.data?.run_ids ?? none;
  const hits = useMemo(
    () => (sought.trim() === '' ? null : hitsOf(shape, sought, byContents)),
    [shape, sought, byContents],
  );
  const kept = useMemo(() => keptBy(shape, isCallsOnly, hits), [shape, isCallsOnly, hits]);
  const rows = useMemo(() => visibleRows(shape, { level, toggled }, kept), [shape, level, toggled, kept]);
  return { rows, kept, hits, search, isAwaited: isOpening };
}
