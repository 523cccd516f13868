/** `official-js.ts <package> <program>`: small programs with the official JavaScript client of that package. */
import type * as Langsmith from 'langsmith-0.12';
import type * as Traceables from 'langsmith-0.12/traceable';

const [name = '', program = ''] = process.argv.slice(2);
const { Client, RunTree } = (await import(name)) as typeof Langsmith;
const { traceable } = (await import(`${name}/traceable`)) as typeof Traceables;

const project_name = `captured ${program}`;
const usage_metadata = { input_tokens: 11, output_tokens: 4, total_tokens: 15 };

const programs: Record<string, () => Promise<void>> = {
  /** What decorators send: begin and end together, a failure, a stream, two calls at once. */
  async nested() {
    const client = new Client();
    const search = traceable(async (query: string) => [{ page_content: `on ${query}` }], {
      name: 'search',
      run_type: 'retriever',
    });
    const answer = traceable(async () => ({ role: 'assistant', content: 'grün & 日本語 <b>', usage_metadata }), {
      name: 'answer',
      run_type: 'llm',
      metadata: { ls_provider: 'demo', ls_model_name: 'demo-1' },
    });
    const rate = traceable(
      async (): Promise<void> => {
        throw new TypeError('no rating today');
      },
      { name: 'rate', run_type: 'tool' },
    );
    const tokens = traceable(
      async function* () {
        yield 'a';
        yield 'b';
      },
      { name: 'tokens' },
    );
    const ask = traceable(
      async (question: { text: string }) => {
        await Promise.all([search('tides'), search('moons')]);
        await rate().catch(() => undefined);
        let text = '';
        for await (const token of tokens()) text += token;
        return { message: await answer(), text, question };
      },
      { name: 'ask', client, project_name, tags: ['tea', 'moon'], metadata: { thread_id: 't-1', depth: { of: 2 } } },
    );
    await ask({ text: 'Why are there tides?' });
    await client.awaitPendingTraceBatches();
  },

  /** What a program sends that makes its runs itself: begin and end apart, a file, feedback. */
  async by_hand() {
    const client = new Client();
    const root = new RunTree({ name: 'root', client, project_name, inputs: { n: 1 }, serialized: { lc: 1 } });
    root.attachments = { note: ['text/plain', new TextEncoder().encode('a note')] };
    await root.postRun();
    const child = root.createChild({ name: 'child', run_type: 'tool', inputs: { query: null }, extra: { odd: [1] } });
    await child.postRun();
    await client.awaitPendingTraceBatches();
    await child.end(undefined, 'Error: out of tea');
    await child.patchRun();
    await root.end({ done: true });
    await root.patchRun();
    await client.awaitPendingTraceBatches();
    await client.createFeedback(root.id, 'helpful', { score: 0.5, comment: 'short' });
  },

  /** One request for each beginning and each end. */
  async one_by_one() {
    const client = new Client({ autoBatchTracing: false });
    const root = new RunTree({ name: 'root', client, project_name, inputs: { n: 1 }, run_type: 'chain' });
    await root.postRun();
    const child = root.createChild({ name: 'child', run_type: 'llm', inputs: { messages: ['hi'] } });
    await child.postRun();
    await child.end({ text: 'yes', usage_metadata });
    await child.patchRun();
    await root.end({ done: true });
    await root.patchRun();
  },

  /** What is asked by a program that reads its traces. */
  async reads() {
    const client = new Client();
    const root = new RunTree({ name: 'root', client, project_name, inputs: { q: 1 }, metadata: { thread_id: 'th' } });
    const child = root.createChild({ name: 'model', run_type: 'llm', inputs: {}, tags: ['x'] });
    await root.postRun();
    await child.postRun();
    await child.end({ usage_metadata });
    await child.patchRun();
    await root.end({ a: 2 });
    await root.patchRun();
    await client.awaitPendingTraceBatches();
    await client.readRun(root.id, { loadChildRuns: true });
    const { id: projectId } = await client.readProject({ projectName: project_name });
    await collect(client.listRuns({ projectId, limit: 250 }));
    await collect(client.listRuns({ projectName: project_name, isRoot: false, filter: 'has(tags, "x")' }));
    await collect(client.listRuns({ projectId, filter: 'eq(thread_id, "th")' }));
    await client.hasProject({ projectName: 'never made' });
    await client.createProject({ projectName: `${project_name} by hand`, description: 'why', metadata: { a: 1 } });
    await client.readRunSharedLink(root.id);
    await collect(client.listFeedback({ runIds: [root.id] }));
    await client.getRunStats({ projectIds: [projectId], runType: 'llm' });
  },
};

async function collect<T>(items: AsyncIterable<T>): Promise<void> {
  for await (const _ of items);
}

const chosen = programs[program];
if (chosen === undefined) throw new RangeError(`${program}: expected one of ${Object.keys(programs).join(', ')}`);
await chosen();
