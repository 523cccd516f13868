/** What programs are traced with: `traceable` in all its forms, and run trees made by hand. */
import { deepEqual, equal, rejects } from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { freshName, has, type Proof } from '../proof.js';
import { collect, type Client, type Run, type Trial } from '../trial.js';

/** `name(child,child)` as the server has it, siblings in order. */
async function treeOf(client: Client, project: string): Promise<{ tree: string; runs: Map<string, Run> }> {
  await client.awaitPendingTraceBatches();
  const runs = await collect(client.listRuns({ projectName: project, order: 'asc' }));
  const draw = (parent: string | null): string =>
    runs
      .filter((run) => (run.parent_run_id ?? null) === parent)
      .map((run) => {
        const below = draw(run.id);
        return below === '' ? run.name : `${run.name}(${below})`;
      })
      .join(',');
  return { tree: draw(null), runs: new Map(runs.map((run) => [run.name, run])) };
}

function options(trial: Trial, project: string): { client: Client; project_name: string; tracingEnabled: true } {
  return { client: trial.client, project_name: project, tracingEnabled: true };
}

export const tracingProofs: Proof[] = [
  {
    methods: ['traceable', 'getCurrentRunTree', 'isTraceableFunction', 'withRunTree'],
    note: 'async and sync functions, generators, errors, hidden payloads: places and payloads',
    async prove(trial) {
      const { traceable, getCurrentRunTree, isTraceableFunction, withRunTree } = trial.library.traceable;
      const project = freshName(trial, 'traceable');
      const with_ = options(trial, project);
      const numbers = traceable(
        async function* numbers(upTo: number) {
          for (let n = 1; n <= upTo; n += 1) yield n;
        },
        { ...with_, name: 'numbers', aggregator: (all: number[]) => ({ sum: all.reduce((a, b) => a + b, 0) }) },
      );
      const letters = traceable(
        function* letters() {
          yield 'a';
          yield 'b';
        },
        { ...with_, name: 'letters' },
      );
      const plain = traceable((x: number) => x * 2, { ...with_, name: 'plain', run_type: 'tool' });
      const fails = traceable(
        async () => {
          throw new RangeError('too far');
        },
        { ...with_, name: 'fails' },
      );
      const hidden = traceable(async (secret: string) => secret, {
        ...with_,
        name: 'hidden',
        processInputs: () => ({ secret: '***' }),
        processOutputs: () => ({ secret: '***' }),
      });
      const outer = traceable(
        async (topic: string) => {
          const current = getCurrentRunTree();
          deepEqual(await collect(numbers(3)), [1, 2, 3]);
          const read: string[] = [];
          // Read in pieces though its type still says that of the wrapped function.
          const spelled = (await letters()) as unknown as AsyncIterable<string>;
          for await (const letter of spelled) read.push(letter);
          deepEqual(read, ['a', 'b']);
          await rejects(fails(), RangeError);
          await hidden('pass');
          await withRunTree(current, async () => plain(4));
          return { topic };
        },
        { ...with_, name: 'outer', metadata: { kind: 'demo' }, tags: ['t'] },
      );
      equal(isTraceableFunction(outer), true);
      await outer('tides');
      const { tree, runs } = await treeOf(trial.client, project);
      equal(tree, 'outer(numbers,letters,fails,hidden,plain)');
      has(runs.get('numbers'), { outputs: { sum: 6 } });
      has(runs.get('letters'), { outputs: { outputs: ['a', 'b'] } });
      has(runs.get('hidden'), { inputs: { secret: '***' }, outputs: { secret: '***' } });
      has(runs.get('plain'), { run_type: 'tool', inputs: { input: 4 }, outputs: { outputs: 8 } });
      has(runs.get('outer'), { inputs: { input: 'tides' }, outputs: { topic: 'tides' }, tags: ['t'] });
      equal(runs.get('outer')?.extra?.['metadata']?.kind, 'demo');
      equal(runs.get('fails')?.error?.includes('too far'), true);
    },
  },
  {
    methods: [
      'RunTree.createChild',
      'RunTree.postRun',
      'RunTree.patchRun',
      'RunTree.end',
      'RunTree.addEvent',
      'RunTree.toHeaders',
      'RunTree.fromHeaders',
      'RunTree.fromDottedOrder',
    ],
    note: 'by hand, by headers and by dotted order: places, payloads, events',
    async prove(trial) {
      const { RunTree } = trial.library.main;
      const project = freshName(trial, 'run trees');
      const { client } = trial;
      const root = new RunTree({ name: 'root', client, project_name: project, inputs: { a: 1 }, tracingEnabled: true });
      await root.postRun();
      const child = root.createChild({ name: 'child', run_type: 'tool', inputs: { b: 2 } });
      await child.postRun();
      child.addEvent({ name: 'half', time: '2026-11-21T12:00:00.000Z', kwargs: { part: 0.5 } });
      await child.end({ c: 3 });
      await child.patchRun();
      const parents = [RunTree.fromHeaders(root.toHeaders()), RunTree.fromDottedOrder(root.dotted_order)];
      for (const [index, parent] of parents.entries()) {
        equal(parent?.id, root.id);
        if (parent === undefined) continue;
        Object.assign(parent, { client, project_name: project, tracingEnabled: true });
        // What begins in one millisecond below two copies of a parent has no order: each counts its own children.
        await sleep(2);
        const below = parent.createChild({ name: ['by headers', 'by order'][index] ?? '' });
        await below.postRun();
        await below.end({ done: true });
        await below.patchRun();
      }
      await root.end({ d: 4 }, undefined);
      await root.patchRun();
      const { tree, runs } = await treeOf(client, project);
      equal(tree, 'root(child,by headers,by order)');
      has(runs.get('root'), { inputs: { a: 1 }, outputs: { d: 4 } });
      has(runs.get('child'), { inputs: { b: 2 }, outputs: { c: 3 }, run_type: 'tool' });
      has(
        runs.get('child')?.events?.find(({ name }: { name?: string }) => name === 'half'),
        { kwargs: { part: 0.5 } },
      );
    },
  },
  {
    methods: ['createRun (replicas)', 'computeRunIdForSecondaryReplica'],
    note: 'a run in two projects',
    async prove(trial) {
      const { RunTree, computeRunIdForSecondaryReplica } = trial.library.main;
      const projects = [freshName(trial, 'replica'), freshName(trial, 'replica')];
      const root = new RunTree({
        name: 'both',
        client: trial.client,
        tracingEnabled: true,
        replicas: projects.map((projectName) => ({ projectName })),
      });
      await root.postRun();
      await root.end({ done: 1 });
      await root.patchRun();
      for (const project of projects) equal((await treeOf(trial.client, project)).tree, 'both');
      equal(typeof computeRunIdForSecondaryReplica(root.id, projects[1] ?? ''), 'string');
    },
  },
];
