import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  Client,
  flush,
  getCurrentRunTree,
  isTraceableFunction,
  ROOT,
  RunTree,
  traceable,
  withRunTree,
} from './index.js';
import { RecordingServer } from './recording-server.test-fixture.js';

let server: RecordingServer;
const environment = { ...process.env };

beforeAll(async () => {
  server = await RecordingServer.start();
  // Before the first run: the shared client reads where to send when it is made.
  process.env['TRACENEST_ENDPOINT'] = server.url;
});
afterAll(() => server.close());
beforeEach(() => {
  server.clear();
  process.env['TRACENEST_TRACING'] = 'true';
});
afterEach(() => {
  delete process.env['TRACENEST_TRACING'];
  for (const [name, value] of Object.entries(environment)) process.env[name] = value;
});

const leaf = traceable((name: string) => name.toUpperCase(), { name: 'leaf' });

describe('a synchronous function', () => {
  test('gives its value itself and becomes a run with inputs, outputs and times', async () => {
    const add = traceable((a: number, b: number) => a + b);
    expect(add(1, 2)).toBe(3);
    await flush();
    const run = server.run('<lambda>');
    expect(run).toMatchObject({
      inputs: { args: [1, 2] },
      outputs: { outputs: 3 },
      status: 'success',
      run_type: 'chain',
    });
    expect(run.trace_id).toBe(run.id);
    expect(run.extra.runtime).toMatchObject({ sdk: 'tracenest-js', runtime: 'node' });
    expect(run.tracenest).toMatchObject({ v: 1, placement: 'root', process: { pid: process.pid } });
  });

  test('takes its name from the function, keeps length, own properties and this', () => {
    function volume(this: { depth: number }, width: number, height: number): number {
      return this.depth * width * height;
    }
    volume.unit = 'm³';
    const traced = traceable(volume);
    expect([traced.name, traced.length, traced.unit]).toEqual(['volume', 2, 'm³']);
    const box = { depth: 2, traced };
    expect(box.traced(3, 4)).toBe(24);
    expect(isTraceableFunction(traced)).toBe(true);
    expect(isTraceableFunction(volume)).toBe(false);
  });

  test('throws the very error; the run has its text with the stack and its cause', async () => {
    const error = new TypeError('bad', { cause: new RangeError('why') });
    const fail = traceable(
      () => {
        throw error;
      },
      { name: 'fail' },
    );
    expect(fail).toThrow(error);
    await flush();
    const run = server.run('fail');
    expect(run.status).toBe('error');
    expect(run.error).toMatch(/^TypeError: bad\n +at .*\nCaused by: RangeError: why\n +at/s);
    expect(run.outputs).toBeNull();
  });

  test('constructs as before', () => {
    class Point {
      constructor(readonly x: number) {}
    }
    const Traced = traceable(Point as unknown as (x: number) => Point) as unknown as typeof Point;
    const point = new Traced(3);
    expect(point).toBeInstanceOf(Point);
    expect(point.x).toBe(3);
  });
});

describe('inputs and outputs are mapped as the protocol says', () => {
  const echo = traceable((...args: unknown[]) => args.at(-1), { name: 'echo' });
  test.each([
    ['nothing', [], {}, null],
    ['undefined', [undefined], {}, null],
    ['null', [null], { inputs: null }, { outputs: null }],
    ['an object', [{ a: 1 }], { a: 1 }, { a: 1 }],
    ['a text', ['x'], { input: 'x' }, { outputs: 'x' }],
    ['a list', [[1, 2]], { input: [1, 2] }, { outputs: [1, 2] }],
    ['several', [1, { b: 2 }], { args: [1, { b: 2 }] }, { b: 2 }],
  ])('%s', async (_, args, inputs, outputs) => {
    echo(...args);
    await flush();
    const run = server.run('echo');
    expect(run.inputs ?? {}).toEqual(inputs);
    expect(run.outputs ?? {}).toEqual(outputs ?? {});
  });

  test('what the program changes later is not changed in the record', async () => {
    const list = [1];
    const grow = traceable(
      async (items: number[]) => {
        items.push(2);
        await sleep(1);
        return items;
      },
      { name: 'grow' },
    );
    const result = await grow(list);
    result.push(3);
    await flush();
    expect(server.run('grow')).toMatchObject({ inputs: { input: [1] }, outputs: { outputs: [1, 2] } });
  });

  test('iterators, streams and promises given as arguments are not consumed', async () => {
    function* numbers(): Generator<number> {
      yield 1;
    }
    const stream = new ReadableStream();
    const sum = traceable((items: Iterable<number>, _stream: unknown, _later: Promise<number>) => [...items], {
      name: 'sum',
    });
    expect(sum(numbers(), stream, Promise.resolve(1))).toEqual([1]);
    expect(stream.locked).toBe(false);
    await flush();
    expect(server.run('sum').inputs).toEqual({ args: ['[Generator]', '[ReadableStream]', '[Promise]'] });
  });
});

describe('options', () => {
  test('name, type, metadata, tags, project and invocation parameters reach the run', async () => {
    const ask = traceable((question: string) => question.length, {
      ...{ name: 'ask', run_type: 'llm', metadata: { user: 'u1' }, tags: ['a'], project_name: 'p' },
      getInvocationParams: (question) => ({ ls_model_name: 'm', ls_length: question.length }),
    });
    ask('why?');
    await flush();
    expect(server.run('ask')).toMatchObject({
      ...{ run_type: 'llm', tags: ['a'], project: 'p' },
      extra: { metadata: { user: 'u1', ls_model_name: 'm', ls_length: 4 } },
    });
  });

  test('processInputs and processOutputs decide what is recorded, also when slow', async () => {
    const login = traceable((user: { password: string }) => ({ token: user.password }), {
      name: 'login',
      processInputs: () => ({ password: '***' }),
      processOutputs: async () => {
        await sleep(5);
        return { token: '***' };
      },
    });
    expect(login({ password: 'secret' })).toEqual({ token: 'secret' });
    await flush();
    expect(server.run('login')).toMatchObject({
      inputs: { password: '***' },
      outputs: { token: '***' },
      status: 'success',
    });
    expect(JSON.stringify(server.records)).not.toContain('secret');
  });

  test('a mask that throws lets nothing through, and the program goes on', async () => {
    const fail = (): never => {
      throw new TypeError('mask');
    };
    const login = traceable((user: { password: string }) => user, {
      name: 'login',
      processInputs: fail,
      processOutputs: async () => fail(),
    });
    expect(login({ password: 'secret' })).toEqual({ password: 'secret' });
    await flush();
    const run = server.run('login');
    expect(run).toMatchObject({ inputs: { 'processInputs failed': true }, outputs: { 'processOutputs failed': true } });
    expect(JSON.stringify(server.records)).not.toContain('secret');
  });

  test('on_start and on_end get the run; what they add is recorded, what they throw is not heard', async () => {
    const seen: unknown[] = [];
    const work = traceable((a: number) => a * 2, {
      name: 'work',
      on_start: (run) => seen.push(run.inputs),
      on_end: (run) => {
        seen.push(run.outputs);
        run.metadata = { noted: true };
        throw new TypeError('listener');
      },
    });
    expect(work(4)).toBe(8);
    await flush();
    expect(seen).toEqual([{ input: 4 }, { outputs: 8 }]);
    expect(server.run('work').extra.metadata).toEqual({ noted: true });
  });

  test('usage in the outputs is the usage of the run', async () => {
    const usage_metadata = { input_tokens: 3, output_tokens: 4, total_tokens: 7 };
    traceable(() => ({ text: 'hi', usage_metadata }), { name: 'ask', run_type: 'llm' })();
    await flush();
    expect(server.run('ask')).toMatchObject({
      usage: { prompt: 3, completion: 4, total: 7 },
      extra: { metadata: { usage_metadata } },
    });
  });
});

describe('a parent is found', () => {
  test('in the context, across awaits, timers and parallel work', async () => {
    const child = traceable(
      async (name: string) => {
        await sleep(2);
        leaf(name);
      },
      { name: 'child' },
    );
    const root = traceable(
      async () => {
        await Promise.all([child('a'), child('b')]);
        await new Promise<void>((resolve) => setTimeout(() => resolve(void leaf('c')), 1));
      },
      { name: 'root' },
    );
    await root();
    await flush();
    expect(server.tree()).toBe('root(child(leaf),child(leaf),leaf)');
    expect(server.run('root').tracenest?.process?.pid).toBe(process.pid);
    const [first] = server.runs.filter(({ name }) => name === 'child');
    expect(first?.tracenest).toEqual({ v: 1, placement: 'context' });
  });

  test('two concurrent requests never mix', async () => {
    const step = traceable(
      async (request: number) => {
        await sleep(Math.random() * 5);
        return request;
      },
      { name: 'step' },
    );
    const handle = traceable(
      async (request: number) => {
        for (let i = 0; i < 3; i += 1) await step(request);
        await Promise.all([step(request), step(request)]);
        return request;
      },
      { name: 'handle' },
    );
    await Promise.all(Array.from({ length: 20 }, (_, request) => handle(request)));
    await flush();
    const { runs } = server;
    const roots = new Map(runs.filter(({ name }) => name === 'handle').map((run) => [run.id, run]));
    const steps = runs.filter(({ name }) => name === 'step');
    expect([roots.size, steps.length]).toEqual([20, 100]);
    for (const { parent_run_id, inputs } of steps) expect(roots.get(parent_run_id ?? '')?.inputs).toEqual(inputs);
  });

  test('given as first argument: the function gets the child in its place', async () => {
    const parent = new RunTree({ name: 'parent' });
    await parent.postRun();
    const child = traceable((run: RunTree, text: string) => `${run.name}:${text}`, { name: 'child' });
    expect(child(parent, 'x')).toBe('child:x');
    await parent.end();
    await parent.patchRun();
    await flush();
    expect(server.tree()).toBe('parent(child)');
    expect(server.run('child')).toMatchObject({ inputs: { input: 'x' }, tracenest: { placement: 'explicit' } });
  });

  test('ROOT asks for a root inside of a run', async () => {
    const inner = traceable((run: RunTree) => run.trace_id === run.id, { name: 'inner' });
    const outer = traceable(() => inner(ROOT), { name: 'outer' });
    expect(outer()).toBe(true);
    await flush();
    expect(server.tree()).toBe('outer inner');
  });

  test('children inherit project and metadata but not tags, and keep the order of their start', async () => {
    const outer = traceable(() => ['a', 'b', 'c'].map((name) => traceable(() => name, { name })()), {
      ...{ name: 'outer', project_name: 'p', metadata: { thread_id: 't' }, tags: ['outer'] },
    });
    outer();
    await flush();
    expect(server.tree()).toBe('outer(a,b,c)');
    expect(server.run('b')).toMatchObject({ project: 'p', tags: [], extra: { metadata: { thread_id: 't' } } });
  });

  test('withRunTree makes a run current and gives what the function gives', async () => {
    const run = new RunTree({ name: 'request' });
    await run.postRun();
    expect(withRunTree(run, () => leaf('a'))).toBe('A');
    expect(withRunTree(undefined, () => 7)).toBe(7);
    await run.end();
    await run.patchRun();
    await flush();
    expect(server.tree()).toBe('request(leaf)');
    expect(server.run('leaf').tracenest?.placement).toBe('context');
  });
});

describe('getCurrentRunTree', () => {
  test('gives the current run, whose metadata can be added to', async () => {
    const work = traceable(
      () => {
        getCurrentRunTree().metadata = { customer: 'c1' };
        getCurrentRunTree().addEvent('halfway');
      },
      { name: 'work' },
    );
    work();
    await flush();
    const run = server.run('work');
    expect(run.extra.metadata).toEqual({ customer: 'c1' });
    expect(run.events).toMatchObject([{ name: 'event', message: 'halfway' }]);
  });

  test('says what to do where there is none', () => {
    expect(() => getCurrentRunTree()).toThrow(/getCurrentRunTree\(true\)/);
    expect(getCurrentRunTree(true)).toBeUndefined();
  });
});

describe('switched off', () => {
  test('the function is called straight through and nothing is sent', async () => {
    process.env['TRACENEST_TRACING'] = 'false';
    const work = traceable((a: number) => getCurrentRunTree(true)?.id ?? a, { name: 'work' });
    expect(work(1)).toBe(1);
    await flush();
    expect(server.requests).toEqual([]);
  });

  test('a function that expects a run still gets one', () => {
    process.env['TRACENEST_TRACING'] = 'false';
    const work = traceable((run: RunTree, text: string) => [run instanceof RunTree, text], { name: 'work' });
    expect(work(ROOT, 'x')).toEqual([true, 'x']);
  });

  test('tracingEnabled: false in the middle leaves that function out: what it calls hangs from the nearest recorded run', async () => {
    const seen = traceable(() => 1, { name: 'seen', tracingEnabled: true });
    const middle = traceable(() => [leaf('x'), seen()], { name: 'middle', tracingEnabled: false });
    const outer = traceable(() => middle(), { name: 'outer' });
    outer();
    await flush();
    expect(server.tree()).toBe('outer(leaf,seen)');
  });

  test('so it does with a body that is read elsewhere', async () => {
    const middle = traceable(
      async function* () {
        yield leaf('x');
      },
      { name: 'middle', tracingEnabled: false },
    );
    let values: AsyncIterable<string> | undefined;
    traceable(() => void (values = middle()), { name: 'outer' })();
    const reader = async (): Promise<void> => {
      for await (const value of values ?? []) expect(value).toBe('X');
    };
    await traceable(reader, { name: 'reader' })();
    await flush();
    expect(server.tree()).toBe('outer(leaf) reader');
  });

  test('tracingEnabled: false of the outermost holds for all below, until one says otherwise', async () => {
    const seen = traceable(() => 1, { name: 'seen', tracingEnabled: true });
    traceable(() => [leaf('x'), seen()], { name: 'outer', tracingEnabled: false })();
    await flush();
    expect(server.tree()).toBe('seen');
  });

  test('a trace that is sampled out leaves nothing, and those called elsewhere are told', async () => {
    const client = new Client({ apiUrl: server.url, tracingSamplingRate: 0 });
    let headers: Record<string, string> = {};
    const outer = traceable(
      () => {
        headers = getCurrentRunTree().toHeaders();
        return leaf('x');
      },
      { name: 'outer', client },
    );
    expect(outer()).toBe('X');
    withRunTree(RunTree.fromHeaders(headers), () => leaf('y'));
    await client.flush();
    await flush();
    expect(server.requests).toEqual([]);
  });
});
