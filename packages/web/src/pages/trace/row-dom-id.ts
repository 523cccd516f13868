/** Id of a row's element, by which the tree says which row is current. */
export function rowDomId(runId: string): string {
  return `run-${runId}`;
}
