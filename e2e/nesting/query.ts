/** A query in the manner of query builders: it runs when it is awaited, each time it is. */
export class Query implements PromiseLike<string[]> {
  sql: string;
  /** How often it was asked for its rows. */
  asked = 0;
  readonly #execute: (sql: string) => Promise<string[]>;

  constructor(execute: (sql: string) => Promise<string[]>, sql: string) {
    this.#execute = execute;
    this.sql = sql;
  }

  where(condition: string): this {
    this.sql += ` where ${condition}`;
    return this;
  }

  // oxlint-disable-next-line unicorn/no-thenable -- what makes it a query builder
  then<A = string[], B = never>(
    done?: ((rows: string[]) => A | PromiseLike<A>) | null,
    failed?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.asked += 1;
    return this.#execute(this.sql).then(done, failed);
  }
}
