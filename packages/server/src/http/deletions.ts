/** Deletes for good, beside writers and the counter: neither may go on with what it remembers of what was deleted. */
import type { Writer } from '../ingest/writer.js';
import type { Questions } from '../query/questions.js';
import type { TraceCounter } from '../query/trace-counter.js';

export class Deletions {
  readonly #questions: Pick<Questions, 'deleteRuns' | 'deleteProjectRow'>;
  readonly #writer: Writer;
  readonly #counter: TraceCounter;
  /** One after the other. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(questions: Pick<Questions, 'deleteRuns' | 'deleteProjectRow'>, writer: Writer, counter: TraceCounter) {
    this.#questions = questions;
    this.#writer = writer;
    this.#counter = counter;
  }

  /** All runs of a project, and the project if none has come meanwhile. */
  deleteProject(projectId: string): Promise<void> {
    return this.#inTurn(async () => {
      await this.#deleteRuns(projectId, null);
      await this.#writer.between(() => this.#questions.deleteProjectRow(projectId));
    });
  }

  /** Of traces, the runs of one project. How many they were. */
  deleteTraces(projectId: string, traceIds: readonly string[]): Promise<number> {
    return this.#inTurn(() => this.#deleteRuns(projectId, traceIds));
  }

  async #deleteRuns(projectId: string, traceIds: readonly string[] | null): Promise<number> {
    const through = await this.#writer.between(async (latest) => latest);
    return this.#counter.pausedFor(() => this.#questions.deleteRuns({ projectId, traceIds, through }));
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const next = this.#last.then(work, work);
    this.#last = next.catch(() => undefined);
    return next;
  }
}
