/** Programs that trace with the official package, with LangChain.js and with us at once. */
import { RunnableLambda, RunnableSequence } from '@langchain/core/runnables';
import { setContextVariable, getContextVariable } from '@langchain/core/context';
import type { Client as OfficialClient } from 'langsmith';
import { RunTree as OfficialRunTree } from 'langsmith/run_trees';
import {
  getCurrentRunTree as officialCurrent,
  traceable as official,
  withRunTree as officialWith,
} from 'langsmith/traceable';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  flush,
  getCurrentRunTree,
  isTraceableFunction,
  RunTree,
  traceable,
  tracingContext,
  withRunTree,
} from './index.js';
import { RecordingServer } from './recording-server.test-fixture.js';

let server: RecordingServer;
let officialClient: OfficialClient;

beforeAll(async () => {
  server = await RecordingServer.start();
  process.env['LANGSMITH_TRACING'] = 'true';
  process.env['LANGSMITH_ENDPOINT'] = server.url;
  process.env['LANGSMITH_API_KEY'] = 'anything';
  officialClient = OfficialRunTree.getSharedClient();
});
afterAll(() => server.close());
beforeEach(() => server.clear());

const ours = <R>(name: string, work: () => R): R => traceable(work, { name })();
const theirs = <R>(name: string, work: () => R): Promise<Awaited<R>> =>
  official(async () => await work(), { name })() as Promise<Awaited<R>>;

/** Waits for both senders; LangChain's tracer has a client of its own, which sends after 250 ms. */
async function sent(runs: number): Promise<RecordingServer> {
  await flush();
  await officialClient.awaitPendingTraceBatches();
  await server.until(() => server.runs.length >= runs && server.runs.every(({ status }) => status !== 'pending'));
  return server;
}

describe('with the official package', () => {
  test('theirs inside ours inside theirs inside ours', async () => {
    await ours('a', async () => {
      await theirs('b', () => ours('c', () => theirs('d', () => sleep(1))));
      await theirs('e', () => 1);
    });
    expect((await sent(5)).tree()).toBe('a(b(c(d)),e)');
  });

  test('ours inside theirs is placed as found there, and inherits project and metadata', async () => {
    await official(async () => ours('child', () => 1), {
      name: 'root',
      project_name: 'mixed',
      metadata: { thread_id: 't' },
    })();
    expect((await sent(2)).tree()).toBe('root(child)');
    const child = server.run('child');
    expect(child).toMatchObject({
      project: 'mixed',
      tracenest: { placement: 'langsmith' },
      extra: { metadata: { thread_id: 't' } },
    });
    expect(child.dotted_order?.startsWith(`${server.run('root').dotted_order}.`)).toBe(true);
  });

  test('theirs below ours carries the inputs, outputs and errors that theirs would', async () => {
    await ours('root', async () => {
      await official(async (question: string) => ({ answer: question.length }), { name: 'ask' })('why?');
      await official(
        async () => {
          throw new TypeError('bad');
        },
        { name: 'fail' },
      )().catch(() => undefined);
      for await (const _ of official(
        async function* count() {
          yield 1;
          yield 2;
        },
        { name: 'count' },
      )());
    });
    await sent(4);
    expect(server.tree()).toBe('root(ask,fail!,count)');
    expect(server.run('ask')).toMatchObject({ inputs: { input: 'why?' }, outputs: { answer: 4 } });
    expect(server.run('fail').error).toContain('TypeError: bad');
    expect(server.run('count').outputs).toEqual({ outputs: [1, 2] });
  });

  test('promises given as arguments are recorded by theirs once they are known', async () => {
    await ours('root', () =>
      official(async (later: Promise<number>) => (await later) + 1, { name: 'wait' })(sleep(1).then(() => 4)),
    );
    expect((await sent(2)).run('wait')).toMatchObject({ inputs: { input: 4 }, outputs: { outputs: 5 } });
  });

  test('each sees the other’s current run', async () => {
    ours('a', () => expect((officialCurrent() as { name: string }).name).toBe('a'));
    await theirs('b', () => {
      const run = getCurrentRunTree();
      expect([run.name, typeof run.toHeaders()['langsmith-trace']]).toEqual(['b', 'string']);
    });
    await sent(2);
  });

  test('runs made by hand can be handed over, in both directions', async () => {
    const theirRun = new OfficialRunTree({ name: 'their run' });
    await theirRun.postRun();
    withRunTree(theirRun, () => ours('x', () => 1));
    traceable((_run: unknown) => 1, { name: 'y' })(theirRun);
    await theirRun.end();
    await theirRun.patchRun();
    const ourRun = new RunTree({ name: 'our run' });
    await ourRun.postRun();
    await officialWith(ourRun as unknown as OfficialRunTree, () => theirs('z', () => 1));
    await ourRun.end();
    await ourRun.patchRun();
    expect((await sent(5)).tree()).toBe('their run(x,y) our run(z)');
    expect([server.run('x').tracenest?.placement, server.run('y').tracenest?.placement]).toEqual([
      'langsmith',
      'explicit',
    ]);
  });

  test('headers of either are understood by the other', async () => {
    const root = new RunTree({ name: 'root', project_name: 'p' });
    await root.postRun();
    const remote = OfficialRunTree.fromHeaders(root.toHeaders());
    await officialWith(remote as OfficialRunTree, () => theirs('theirs', () => ours('ours', () => 1)));
    const back = RunTree.fromHeaders((remote as OfficialRunTree).createChild({ name: 'elsewhere' }).toHeaders());
    withRunTree(back, () => ours('far', () => 1));
    await root.end();
    await root.patchRun();
    await sent(4);
    expect(server.tree()).toBe('root(theirs(ours)) missing:far');
    expect(server.run('far')).toMatchObject({
      trace_id: root.trace_id,
      project: 'p',
      tracenest: { placement: 'headers' },
    });
  });

  test('theirs, switched off, switches off ours inside of it; ours is left out itself', async () => {
    await ours('root', async () => {
      await official(async () => ours('hidden', () => 1), { name: 'off', tracingEnabled: false })();
      await traceable(() => theirs('shown', () => 1), { name: 'off', tracingEnabled: false })();
      await tracingContext({ enabled: false }, () => theirs('hidden too', () => 1));
    });
    expect((await sent(2)).tree()).toBe('root(shown)');
  });

  test('traceable functions of ours are traceable functions to them', () => {
    expect(isTraceableFunction(official(() => 1))).toBe(true);
  });
});

describe('with LangChain.js', () => {
  const runnable = (name: string, work: (input: number) => unknown) =>
    RunnableLambda.from(async (input: number) => (await work(input)) as number).withConfig({ runName: name });

  test('a runnable inside a traceable inside a runnable, and again', async () => {
    const deep = runnable('deep', (input) => ours('leaf', () => input));
    const chain = runnable('chain', (input) => ours('middle', () => deep.invoke(input)));
    await ours('root', () => chain.invoke(1));
    expect((await sent(5)).tree()).toBe('root(chain(middle(deep(leaf))))');
    expect(server.run('leaf').tracenest?.placement).toBe('langsmith');
  });

  test('a runnable at the top, parallel branches, and a sequence', async () => {
    const branch = (name: string) =>
      runnable(name, async (input) => {
        await sleep(Math.random() * 3);
        return ours(`in ${name}`, () => input + 1);
      });
    const sequence = RunnableSequence.from([branch('one'), branch('two')]).withConfig({ runName: 'sequence' });
    await Promise.all([
      sequence.invoke(1),
      ours('root', () => Promise.all([branch('a').invoke(1), branch('b').invoke(2)])),
    ]);
    await sent(10);
    const trees = server.tree();
    expect(trees).toContain('sequence(one(in one),two(in two))');
    expect(server.run('in a').parent_run_id).toBe(server.run('a').id);
    expect(server.run('a').parent_run_id).toBe(server.run('root').id);
    expect(server.run('b').parent_run_id).toBe(server.run('root').id);
  });

  test('a traceable as a runnable gets its parent from the config', async () => {
    const step = RunnableLambda.from(
      traceable((input: number) => ours('leaf', () => input * 2), { name: 'step' }) as never,
    );
    const chain = RunnableSequence.from([runnable('first', (input) => input), step as never]).withConfig({
      runName: 'chain',
    });
    expect(await chain.invoke(2)).toBe(4);
    await sent(4);
    const step2 = server.run('step');
    expect(step2).toMatchObject({ inputs: { input: 2 }, tracenest: { placement: 'config' } });
    expect(server.run('leaf').parent_run_id).toBe(step2.id);
    expect(step2.trace_id).toBe(server.run('chain').id);
  });

  test('a config as the parent of a context: its run is current there, and runnables called inside find it', async () => {
    const inner = RunnableLambda.from((text: string) => text).withConfig({ runName: 'inner' });
    const chain = RunnableLambda.from(async (text: string, config) => {
      setContextVariable('tenant', 7);
      await tracingContext({ parent: config }, async () => {
        expect(getCurrentRunTree().name).toBe('chain');
        expect(getContextVariable('tenant')).toBe(7);
        await ours('step', () => inner.invoke(text));
        await inner.invoke(text);
        const headers = getCurrentRunTree().toHeaders();
        await tracingContext({ parent: headers }, () => ours('by_headers', () => sleep(1)));
      });
      return `${text}!`;
    }).withConfig({ runName: 'chain' });
    await ours('request', () => chain.invoke('tea'));
    expect((await sent(6)).tree()).toBe('request(chain(step(inner),inner,by_headers))');
    expect(server.run('step').tracenest).toMatchObject({ placement: 'config' });
    expect(server.run('chain')).toMatchObject({ inputs: { input: 'tea' }, outputs: { output: 'tea!' } });
  });

  test('the config that LangChain keeps in the context, and its variables, pass through us', async () => {
    const seen: unknown[] = [];
    const handler = { handleChainStart: (_chain: unknown, inputs: unknown) => void seen.push(inputs) };
    const inner = RunnableLambda.from((input: number, config) => {
      seen.push([config?.tags, config?.configurable?.['user'], getContextVariable('colour')]);
      return input;
    }).withConfig({ runName: 'inner' });
    const outer = RunnableLambda.from(async (input: number) => {
      setContextVariable('colour', 'blue');
      return await ours('middle', () => inner.invoke(input));
    }).withConfig({ runName: 'outer' });
    await outer.invoke(1, { callbacks: [handler], tags: ['t'], configurable: { user: 'u' } });
    expect(seen).toContainEqual([['t'], 'u', 'blue']);
    expect(seen.filter((entry) => !Array.isArray(entry))).toHaveLength(2);
    expect((await sent(3)).tree()).toBe('outer(middle(inner))');
  });

  test('what a streaming runnable calls belongs to it, wherever it is read', async () => {
    const streaming = RunnableLambda.from(async function* (input: number) {
      for (let i = 0; i < input; i += 1) yield ours(`chunk ${i}`, () => i);
    } as never).withConfig({ runName: 'streaming' });
    await ours('root', async () => {
      for await (const _ of await streaming.stream(2)) ours('consumer', () => 1);
    });
    await sent(6);
    const { id } = server.run('streaming');
    expect([server.run('chunk 0').parent_run_id, server.run('chunk 1').parent_run_id]).toEqual([id, id]);
    const consumers = server.runs.filter(({ name }) => name === 'consumer');
    for (const { parent_run_id: parent } of consumers) expect(parent).toBe(server.run('root').id);
    expect(server.run('streaming').parent_run_id).toBe(server.run('root').id);
  });

  test('only TRACENEST_TRACING is on: what is LangChain’s below ours is recorded, and ours inside of untraced LangChain is a root', async () => {
    delete process.env['LANGSMITH_TRACING'];
    process.env['TRACENEST_TRACING'] = 'true';
    try {
      const inside = runnable('inside', () => ours('leaf', () => 1));
      await ours('root', () => inside.invoke(1));
      await runnable('untraced', () => ours('own root', () => inside.invoke(2))).invoke(1);
      await traceable(() => inside.invoke(3), { name: 'off', tracingEnabled: false })();
      await sent(6);
      expect(server.tree()).toBe('root(inside(leaf)) own root(inside(leaf))');
    } finally {
      process.env['LANGSMITH_TRACING'] = 'true';
      delete process.env['TRACENEST_TRACING'];
    }
  });
});
