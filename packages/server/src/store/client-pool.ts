/**
 * The clients of the embedded engine. One client runs one query at a time and keeps the settings of
 * the call before: every call takes a free client and states the full set of settings.
 */

/** Whatever runs one query at a time. */
interface Closable {
  close(): Promise<void>;
}

/**
 * Lends each client to one caller at a time; the others wait in line. A client on which something
 * failed is replaced: chDB keeps what a failed query had put out so far and gives it to the next
 * query on that client, as rows of its answer.
 */
export class ClientPool<Client extends Closable> {
  /** Clients that nobody uses; null where one is to be made anew. */
  private readonly free: (Client | null)[] = [];
  private readonly waiting: ((client: Client | null) => void)[] = [];
  private readonly lent = new Set<Promise<unknown>>();
  private isClosed = false;

  /** Throws if the store cannot be opened. */
  constructor(
    private readonly connect: () => Client,
    size: number,
  ) {
    try {
      for (let i = 0; i < size; i += 1) this.free.push(connect());
    } catch (error) {
      void this.close();
      throw error;
    }
  }

  async use<T>(work: (client: Client) => Promise<T>): Promise<T> {
    if (this.isClosed) throw new Error('The store is closed: open it again before asking.');
    const job = this.run(work);
    this.lent.add(job);
    try {
      return await job;
    } finally {
      this.lent.delete(job);
    }
  }

  /** Waits for what is under way, then closes all clients. */
  async close(): Promise<void> {
    this.isClosed = true;
    await Promise.allSettled(this.lent);
    await Promise.all(this.free.splice(0).flatMap((client) => (client === null ? [] : [client.close()])));
  }

  private async run<T>(work: (client: Client) => Promise<T>): Promise<T> {
    let client =
      this.free.length > 0 ? this.free.pop() : await new Promise<Client | null>((take) => this.waiting.push(take));
    try {
      client ??= this.connect();
      return await work(client);
    } catch (error) {
      await client?.close();
      client = null;
      throw error;
    } finally {
      const next = this.waiting.shift();
      if (next) next(client ?? null);
      else this.free.push(client ?? null);
    }
  }
}
