/** One numbered change of the tables, written so that it can be run again. */
export interface SchemaStep {
  /** Counts up from 1 without gaps. */
  number: number;
  name: string;
  statements: readonly string[];
}
