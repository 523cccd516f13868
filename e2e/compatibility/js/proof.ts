/** A proof: what it is about, and what is written and read back. */
import { deepEqual, equal } from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { uuid7 } from 'tracenest';
import type { Client, Trial } from './trial.js';

export interface Proof {
  /**
   * Names as in methods.ts, with what is special about the call in parentheses. What a version does
   * not have is left out of its results.
   */
  methods: readonly string[];
  /** In a few words, what is compared. */
  note: string;
  /** First minor that can do it, where the methods themselves are older; for example 11. */
  sinceMinor?: number;
  /** Throws if something is not as it was written. */
  prove(trial: Trial): Promise<void>;
}

/** Throws what `check` threw last, if that does not hold within half a minute. For what is counted in the background. */
export async function soon(check: () => Promise<void>): Promise<void> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    await sleep(50);
  }
}

/** The values of `expected` are those of `actual`, which may have more. */
export function has(actual: unknown, expected: Record<string, unknown>): void {
  equal(typeof actual, 'object');
  const found = Object.fromEntries(Object.keys(expected).map((key) => [key, Reflect.get(actual as object, key)]));
  deepEqual(found, expected);
}

export interface WrittenTree {
  project: string;
  projectId: string;
  rootId: string;
  childId: string;
  leafId: string;
  /** ISO 8601, of the root. */
  startedAt: string;
}

/** A trace of three runs — a chain, a retriever in it and a failed llm in that — in a new project. */
export async function writeTree(
  client: Client,
  project: string,
  options: { threadId?: string; startedAt?: Date } = {},
): Promise<WrittenTree> {
  const start = (options.startedAt ?? new Date()).getTime();
  const [rootId, childId, leafId] = [uuid7(), uuid7(), uuid7()];
  const orders: string[] = [];
  // Also with the end: 0.10 keeps of the beginning only what the end does not say, where it sends both at once.
  const extraOf = (depth: number): { metadata: Record<string, unknown> } => ({
    metadata: { depth, ...(options.threadId === undefined ? {} : { thread_id: options.threadId }) },
  });
  const made = [
    { id: rootId, name: 'ask', run_type: 'chain', inputs: { question: 'Why are there tides?' } },
    { id: childId, name: 'search', run_type: 'retriever', inputs: { query: 'tides' } },
    { id: leafId, name: 'answer', run_type: 'llm', inputs: { messages: [{ role: 'user', content: 'tides' }] } },
  ];
  for (const [depth, run] of made.entries()) {
    const startTime = new Date(start + depth * 10);
    orders.push(`${startTime.toISOString().slice(0, -1).replaceAll(/[-:.]/g, '')}000Z${run.id}`);
    await client.createRun({
      ...run,
      project_name: project,
      trace_id: rootId,
      dotted_order: orders.join('.'),
      start_time: startTime.toISOString(),
      ...(depth === 0 ? {} : { parent_run_id: made[depth - 1]?.id ?? '' }),
      extra: extraOf(depth),
    });
  }
  const ends = [
    { outputs: { answer: 'The moon.' }, tags: ['moon', 'tea'] },
    { outputs: { documents: [{ page_content: 'The moon pulls.', metadata: {} }] } },
    {
      error: 'Error: out of tokens',
      outputs: { usage_metadata: { input_tokens: 7, output_tokens: 3, total_tokens: 10 } },
    },
  ];
  for (const [depth, end] of ends.entries()) {
    await client.updateRun(made[depth]?.id ?? '', {
      ...end,
      extra: extraOf(depth),
      trace_id: rootId,
      dotted_order: orders.slice(0, depth + 1).join('.'),
      ...(depth === 0 ? {} : { parent_run_id: made[depth - 1]?.id ?? '' }),
      end_time: new Date(start + 100 - depth * 10).toISOString(),
    });
  }
  await client.awaitPendingTraceBatches();
  const { id: projectId } = await client.readProject({ projectName: project });
  return { project, projectId, rootId, childId, leafId, startedAt: new Date(start).toISOString() };
}

/** A name that no other proof uses; versions share one server. */
export function freshName(trial: Trial, what: string): string {
  return `${what} of ${trial.library.main.__version__}, ${randomUUID().slice(0, 8)}`;
}
