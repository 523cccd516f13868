/** Traces that the reader has picked from a list to compare, as they stand in its address. */

/** Two: a third one takes the place of the first. */
const MOST = 2;

/** @param search the query of an address, with or without its question mark */
export function picksIn(search: string): readonly string[] {
  const ids = new URLSearchParams(search).get('pick')?.split(',') ?? [];
  return [...new Set(ids.filter((id) => id !== ''))].slice(-MOST);
}

/** The address of the list once a trace was picked, or was not any more. */
export function withPick(url: string, picks: readonly string[], id: string): string {
  const left = picks.includes(id) ? picks.filter((pick) => pick !== id) : [...picks, id].slice(-MOST);
  return left.length === 0 ? url : `${url}?pick=${left.map(encodeURIComponent).join(',')}`;
}

/** What is picked in the order in which it is compared: the earlier trace first. Undefined starts keep their places. */
export function inOrder(
  picks: readonly string[],
  startOf: (id: string) => string | null | undefined,
): readonly string[] {
  return picks.toSorted((a, b) => {
    const [left, right] = [startOf(a), startOf(b)];
    return left == null || right == null ? 0 : left < right ? -1 : left > right ? 1 : 0;
  });
}
