/** Where a page of a list ends and the next one starts. */
export interface Position {
  /** Start of the last item: microseconds since 1970. */
  startUs: number;
  /** Its id, which orders items that started together. */
  id: string;
}
