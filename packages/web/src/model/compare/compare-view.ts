/** What the reader has chosen to see of a comparison, as it stands in the address. */

export interface CompareView {
  /** Id of a run of either trace; null: the first line. */
  run: string | null;
  /** Without lines that are the same. */
  isOnlyDifferences: boolean;
  /** What is the same in contents is shown, too. */
  isWhole: boolean;
  /** Ids of lines. */
  collapsed: ReadonlySet<string>;
}

/** More collapsed lines than this are not worth an address nobody can paste. */
const COLLAPSED_IN_ADDRESS = 20;

/** @param search the query of an address, with or without its question mark */
export function readCompareView(search: string): CompareView {
  const query = new URLSearchParams(search);
  return {
    run: query.get('run') || null,
    isOnlyDifferences: query.get('only') === '1',
    isWhole: query.get('equal') === '1',
    collapsed: new Set((query.get('collapsed') ?? '').split(',').filter((id) => id !== '')),
  };
}

/** The query that {@link readCompareView} reads back; empty, or with its question mark. */
export function writeCompareView(view: CompareView): string {
  const { run, isOnlyDifferences, isWhole, collapsed } = view;
  const parts: string[] = [];
  if (run !== null) parts.push(`run=${encodeURIComponent(run)}`);
  if (isOnlyDifferences) parts.push('only=1');
  if (isWhole) parts.push('equal=1');
  if (collapsed.size > 0 && collapsed.size <= COLLAPSED_IN_ADDRESS) {
    parts.push(`collapsed=${[...collapsed].map(encodeURIComponent).join(',')}`);
  }
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}
