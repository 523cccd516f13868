import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { flush, getCurrentRunTree, traceable } from './index.js';
import { RecordingServer } from './recording-server.test-fixture.js';

let server: RecordingServer;

beforeAll(async () => {
  server = await RecordingServer.start();
  process.env['TRACENEST_ENDPOINT'] = server.url;
  process.env['TRACENEST_TRACING'] = 'true';
});
afterAll(() => server.close());
beforeEach(() => server.clear());

const inner = traceable((value: unknown) => value, { name: 'inner' });
const outer = <R>(work: () => R): R => traceable(work, { name: 'outer' })();

async function listOf<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

async function sent(): Promise<RecordingServer> {
  await flush();
  return server;
}

describe('promises', () => {
  test('the very promise that the program keeps comes back', async () => {
    const kept = Promise.resolve(1);
    const get = traceable(() => kept, { name: 'get' });
    expect(get()).toBe(kept);
    await kept;
    expect((await sent()).run('get').outputs).toEqual({ outputs: 1 });
  });

  test('of another realm are promises too', async () => {
    const get = traceable(runInNewContext('async () => 1') as () => Promise<number>, { name: 'get' });
    const kept = runInNewContext('Promise.resolve(2)') as Promise<number>;
    const same = traceable(() => kept, { name: 'same' });
    expect([await get(), same() === kept, await kept]).toEqual([1, true, 2]);
    const runs = await sent();
    expect([runs.run('get').outputs, runs.run('same').outputs]).toEqual([{ outputs: 1 }, { outputs: 2 }]);
  });

  test('a rejection is the very error', async () => {
    const error = new TypeError('bad');
    const fail = traceable(async () => Promise.reject(error), { name: 'fail' });
    await expect(fail()).rejects.toBe(error);
    expect((await sent()).run('fail').error).toContain('TypeError: bad');
  });

  test('a rejection of an async function that nobody handles is still reported as unhandled', async () => {
    const listeners = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection');
    const heard: unknown[] = [];
    process.on('unhandledRejection', (reason) => heard.push(reason));
    const error = new TypeError('nobody cares');
    void traceable(async () => Promise.reject(error), { name: 'fail' })();
    await sleep(5);
    process.removeAllListeners('unhandledRejection');
    for (const listener of listeners) process.on('unhandledRejection', listener);
    expect(heard).toEqual([error]);
    expect((await sent()).tree()).toBe('fail!');
  });

  test("a parent's end is its own function's end: it does not wait for detached work", async () => {
    let finish = (): void => undefined;
    let done: Promise<unknown> = Promise.resolve();
    outer(() => {
      done = traceable(() => new Promise<void>((resolve) => void (finish = resolve)), { name: 'detached' })();
    });
    await flush();
    expect(server.tree()).toBe('outer(detached?)');
    finish();
    await done;
    const { end_time: ended } = (await sent()).run('outer');
    expect(server.tree()).toBe('outer(detached)');
    expect((server.run('detached').end_time ?? '') > (ended ?? '')).toBe(true);
  });
});

describe('thenables', () => {
  class Query implements PromiseLike<string> {
    calls = 0;
    readonly #rows: () => string;
    constructor(rows: () => string) {
      this.#rows = rows;
    }
    // oxlint-disable-next-line unicorn/no-thenable -- what query builders are
    then<A, B>(
      onValue?: ((value: string) => A | PromiseLike<A>) | null,
      onError?: ((error: unknown) => B | PromiseLike<B>) | null,
    ) {
      this.calls += 1;
      return new Promise<string>((resolve) => resolve(this.#rows())).then(onValue, onError);
    }
  }

  test('then is called by the program alone, and the work belongs to who returned it', async () => {
    const query = new Query(() => String(inner('rows')));
    const select = traceable(() => query, { name: 'select' });
    const result = await traceable(
      async () => {
        const built = select();
        expect(built).toBe(query);
        expect(query.calls).toBe(0);
        return await built;
      },
      { name: 'outer' },
    )();
    expect([result, query.calls]).toEqual(['rows', 1]);
    expect((await sent()).tree()).toBe('outer(select(inner))');
    expect(server.run('select').outputs).toEqual({ outputs: 'rows' });
  });

  test('what the consumer does with the value is the consumer’s', async () => {
    const select = traceable(() => new Query(() => 'rows'), { name: 'select' });
    await outer(() => select().then((rows) => inner(rows)));
    expect((await sent()).tree()).toBe('outer(select,inner)');
  });

  test.each(['exec', 'execute'] as const)('%s starts the work as then does, and ends the run', async (start) => {
    class Started extends Query {
      [start](): Promise<string> {
        return new Promise((resolve) => void this.then(resolve));
      }
    }
    const select = traceable(() => new Started(() => String(inner('rows'))), { name: 'select' });
    expect(await outer(async () => await select()[start]?.())).toBe('rows');
    expect((await sent()).tree()).toBe('outer(select(inner))');
    expect(server.run('select').outputs).toEqual({ outputs: 'rows' });
  });

  test('an error of exec goes on to who awaits', async () => {
    const error = new TypeError('no table');
    class Failing extends Query {
      exec(): Promise<string> {
        return Promise.reject(error);
      }
    }
    const select = traceable(() => new Failing(String), { name: 'select' });
    await expect(select().exec()).rejects.toBe(error);
    expect((await sent()).tree()).toBe('select!');
  });

  test('an error goes on to who awaits', async () => {
    const error = new TypeError('no table');
    const select = traceable(
      () =>
        new Query(() => {
          throw error;
        }),
      { name: 'select' },
    );
    await expect(select()).rejects.toBe(error);
    expect((await sent()).tree()).toBe('select!');
  });
});

describe('generators', () => {
  const steps: string[] = [];
  const numbers = traceable(function* numbers(upTo: number): Generator<number, string, string | undefined> {
    try {
      for (let i = 1; i <= upTo; i += 1) {
        steps.push(`make ${i}`);
        inner(i);
        const said = yield i;
        if (said !== undefined) steps.push(said);
      }
      return 'all';
    } finally {
      steps.push('finally');
    }
  });
  beforeEach(() => void (steps.length = 0));

  test('are lazy; their body is theirs and what happens between two values is the consumer’s', async () => {
    outer(() => {
      const made = numbers(2);
      expect(steps).toEqual([]);
      for (const value of made) {
        steps.push(`take ${value}`);
        traceable(() => value, { name: 'consumer' })();
      }
    });
    expect(steps).toEqual(['make 1', 'take 1', 'make 2', 'take 2', 'finally']);
    expect((await sent()).tree()).toBe('outer(numbers(inner,inner),consumer,consumer)');
    expect(server.run('numbers')).toMatchObject({ inputs: { input: 2 }, outputs: { outputs: [1, 2, 'all'] } });
  });

  test('return by break ends the run; nothing is read ahead', async () => {
    for (const value of numbers(1_000_000)) if (value === 2) break;
    expect(steps).toEqual(['make 1', 'make 2', 'finally']);
    const run = (await sent()).run('numbers');
    expect(run).toMatchObject({ outputs: { outputs: [1, 2] }, status: 'success', error: null });
    expect(run.events.map(({ name }) => name)).toEqual(['cancelled']);
  });

  test('values and errors can be sent in', async () => {
    const made = numbers(3);
    expect([made.next(), made.next('hello')]).toEqual([
      { done: false, value: 1 },
      { done: false, value: 2 },
    ]);
    const error = new TypeError('stop');
    expect(() => made.throw(error)).toThrow(error);
    expect(steps).toEqual(['make 1', 'hello', 'make 2', 'finally']);
    expect((await sent()).run('numbers')).toMatchObject({ status: 'error', outputs: { outputs: [1, 2] } });
  });

  test('yield* passes through; one that is made in a run and read outside stays there', async () => {
    const both = traceable(function* both() {
      yield* numbers(1);
      yield* numbers(1);
    });
    const made = outer(() => both());
    expect([...made]).toEqual([1, 1]);
    expect((await sent()).tree()).toBe('outer(both(numbers(inner),numbers(inner)))');
  });

  test('an aggregator makes one output of the chunks', async () => {
    const words = traceable(
      function* words() {
        yield 'a';
        yield 'b';
      },
      { aggregator: (chunks) => chunks.join('') },
    );
    expect([...words()]).toEqual(['a', 'b']);
    expect((await sent()).run('words').outputs).toEqual({ outputs: 'ab' });
  });
});

describe('async generators', () => {
  const ticks = traceable(
    async function* ticks(upTo: number) {
      for (let i = 1; i <= upTo; i += 1) {
        await sleep(1);
        inner(i);
        yield i;
      }
    },
    { run_type: 'llm' },
  );

  test('two that are read in turn do not mix, and a break ends only its own', async () => {
    await outer(async () => {
      const first = ticks(2);
      const second = traceable(async function* second() {
        yield* ticks(3);
      })();
      await first.next();
      await second.next();
      await first.next();
      await first.next();
      for await (const value of second) if (value === 2) break;
    });
    expect((await sent()).tree()).toBe('outer(ticks(inner,inner),second(ticks(inner,inner)))');
  });

  test('a chunk is recorded as it was; the first token has its time', async () => {
    const objects = traceable(
      async function* objects() {
        yield { n: 1 };
        yield { n: 2 };
      },
      { run_type: 'llm' },
    );
    for await (const chunk of objects()) chunk.n = 0;
    const run = (await sent()).run('objects');
    expect(run.outputs).toEqual({ outputs: [{ n: 1 }, { n: 2 }] });
    expect(run.first_token_time).not.toBeNull();
  });

  test('a promise of one, and an object that is iterable in its own way, are watched too', async () => {
    class Tokens {
      readonly model = 'm';
      async *[Symbol.asyncIterator]() {
        yield inner('a');
        yield inner('b');
      }
    }
    const tokens = new Tokens();
    const ask = traceable(async () => tokens, { name: 'ask' });
    const got = await ask();
    expect(got).toBe(tokens);
    const read: unknown[] = [];
    for await (const token of got) read.push(token);
    expect(read).toEqual(['a', 'b']);
    expect(JSON.stringify(got)).toBe('{"model":"m"}');
    expect((await sent()).tree()).toBe('ask(inner,inner)');
    expect(server.run('ask').outputs).toEqual({ outputs: ['a', 'b'] });
  });

  test('an error in the middle keeps what came before it', async () => {
    const broken = traceable(async function* broken() {
      yield 1;
      throw new TypeError('cut');
    });
    await expect(async () => {
      for await (const _ of broken());
    }).rejects.toThrow('cut');
    expect((await sent()).run('broken')).toMatchObject({ status: 'error', outputs: { outputs: [1] } });
  });
});

describe('streams', () => {
  let pulls = 0;
  let cancelled: unknown;
  const open = traceable(
    (upTo: number) =>
      new ReadableStream<number>(
        {
          pull(controller) {
            pulls += 1;
            inner(pulls);
            if (pulls > upTo) controller.close();
            else controller.enqueue(pulls);
          },
          cancel: (reason) => void (cancelled = reason),
        },
        { highWaterMark: 0 },
      ),
    { name: 'open' },
  );
  beforeEach(() => {
    pulls = 0;
    cancelled = undefined;
  });

  test('a reader pulls as much as it reads', async () => {
    const reader = outer(() => open(5)).getReader();
    expect(pulls).toBe(0);
    expect(await reader.read()).toEqual({ done: false, value: 1 });
    expect(pulls).toBe(1);
    await reader.cancel('enough');
    expect(cancelled).toBe('enough');
    expect((await sent()).tree()).toBe('outer(open(inner))');
    expect(server.run('open').outputs).toEqual({ outputs: [1] });
  });

  test.each<[string, (stream: ReadableStream<number>) => Promise<unknown>]>([
    ['for await', async (stream) => listOf(stream)],
    ['tee', async (stream) => Promise.all(stream.tee().map((branch) => listOf(branch))).then(([first]) => first)],
    ['pipeThrough', async (stream) => listOf(stream.pipeThrough(new TransformStream<number, number>()))],
    [
      'pipeTo',
      async (stream) => {
        const got: number[] = [];
        await stream.pipeTo(new WritableStream({ write: (chunk) => void got.push(chunk) }));
        return got;
      },
    ],
  ])('%s reads all of it once', async (_, read) => {
    const stream = open(3);
    expect(stream).toBeInstanceOf(ReadableStream);
    expect(await read(stream)).toEqual([1, 2, 3]);
    expect(pulls).toBe(4);
    expect((await sent()).run('open').outputs).toEqual({ outputs: [1, 2, 3] });
    expect(server.tree()).toBe('open(inner,inner,inner,inner)');
  });

  test('a stream of Node keeps its class, through a pipeline and when it is left', async () => {
    const lines = traceable((count: number) => Readable.from(Array.from({ length: count }, (_, i) => `line ${i}`)), {
      name: 'lines',
    });
    const got: unknown[] = [];
    await pipeline(lines(2), async (source) => {
      for await (const line of source) got.push(line);
    });
    expect(got).toEqual(['line 0', 'line 1']);
    expect((await sent()).run('lines').outputs).toEqual({ outputs: ['line 0', 'line 1'] });
    server.clear();
    for await (const _ of lines(100)) break;
    expect((await sent()).tree()).toBe('lines');
  });
});

describe('objects that do not allow to be watched', () => {
  test('are given back as they are, and the run ends', async () => {
    const frozen = Object.freeze({
      async *[Symbol.asyncIterator]() {
        yield 1;
      },
    });
    const get = traceable(() => frozen, { name: 'get' });
    expect(get()).toBe(frozen);
    expect((await sent()).tree()).toBe('get');
  });

  test('a revoked proxy given or returned does not throw', async () => {
    const { proxy, revoke } = Proxy.revocable<Record<string, unknown>>({}, {});
    revoke();
    const pass = traceable((value: unknown) => ({ value }), { name: 'pass' });
    expect(pass(proxy).value).toBe(proxy);
    expect((await sent()).tree()).toBe('pass');
  });
});

/** What a function does, as far as anybody outside can see. */
type Act =
  | { do: 'effect' }
  | { do: 'wait' }
  | { do: 'yield'; value: number }
  | { do: 'throw' }
  | { do: 'nest'; acts: Act[] };

const acts: fc.Arbitrary<Act[]> = fc.letrec<{ acts: Act[] }>((tie) => ({
  acts: fc.array(
    fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constant<Act>({ do: 'effect' }),
      fc.constant<Act>({ do: 'wait' }),
      fc.integer().map((value): Act => ({ do: 'yield', value })),
      fc.constant<Act>({ do: 'throw' }),
      tie('acts').map((nested): Act => ({ do: 'nest', acts: nested })),
    ),
    { maxLength: 4 },
  ),
})).acts;

describe('wrapped behaves as unwrapped', () => {
  type Wrap = <F extends (...args: never[]) => unknown>(fn: F) => F;
  const plain: Wrap = (fn) => fn;
  const traced: Wrap = (fn) => traceable(fn);

  /** Runs the acts; gives the effects in their order, the values and how it ended. */
  async function observe(wrap: Wrap, script: Act[], breakAfter: number): Promise<unknown[]> {
    const log: unknown[] = [];
    const run = (depth: number) =>
      wrap(async function* (list: Act[]): AsyncGenerator<number, string> {
        log.push(`start ${depth}`);
        try {
          for (const act of list) {
            if (act.do === 'effect') log.push(wrap((x: number) => x + 1)(depth));
            else if (act.do === 'wait') log.push(await wrap(async (x: number) => (await Promise.resolve(), x))(depth));
            else if (act.do === 'yield') yield act.value;
            else if (act.do === 'throw') throw new RangeError(`at ${depth}`);
            else log.push(yield* run(depth + 1)(act.acts));
          }
          return `end ${depth}`;
        } finally {
          log.push(`finally ${depth}`);
        }
      });
    const made = run(0)(script);
    log.push('made');
    try {
      let taken = 0;
      for await (const value of made) {
        log.push(value);
        if ((taken += 1) === breakAfter) break;
      }
    } catch (error) {
      log.push(error instanceof RangeError ? error.message : 'another error');
    }
    return log;
  }

  test('values, order of effects, errors and laziness are the same', async () => {
    await fc.assert(
      fc.asyncProperty(acts, fc.integer({ min: 1, max: 4 }), async (script, breakAfter) => {
        expect(await observe(traced, script, breakAfter)).toEqual(await observe(plain, script, breakAfter));
      }),
      { numRuns: 200 },
    );
    await flush();
    expect(server.runs.every(({ end_time: end }) => end !== null)).toBe(true);
    expect(getCurrentRunTree(true)).toBeUndefined();
  });
});
