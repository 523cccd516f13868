/** Work that runs in another context than the one a reader of the source expects, and its healthy look-alikes. */
import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { bind, detach } from './bind.js';
import { flush, getCurrentRunTree, ROOT, RunTree, traceable, withRunTree } from './index.js';
import { named, recordedBy, startServerOfTests } from './traced-tests.test-fixture.js';

const server = await startServerOfTests();
process.env['TRACENEST_LOG'] = 'off';

const job = named('job', () => sleep(2));
const recorded = () => recordedBy(server);

/** Runs its jobs one after the other, each in the context of whoever was first. */
class Pool {
  #waiting: (() => Promise<void>)[] = [];
  #isBusy = false;

  use(work: () => Promise<void>): Promise<void> {
    return new Promise((done) => {
      this.#waiting.push(() => work().then(done));
      void this.#next();
    });
  }

  async #next(): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    for (let work = this.#waiting.shift(); work !== undefined; work = this.#waiting.shift()) await work();
    this.#isBusy = false;
  }
}

describe('bind', () => {
  test('keeps a callback in the run in which it was handed over', async () => {
    const pool = new Pool();
    const request = (): Promise<void> => pool.use(bind(() => job()));
    await Promise.all([named('first', request)(), named('second', request)()]);
    expect(await recorded()).toEqual(['first(job) second(job)']);
    expect(server.runs.filter(({ name }) => name === 'job').map((run) => run.tracenest?.placement)).toEqual([
      'bound',
      'bound',
    ]);
  });

  test('keeps this, arguments, result, name and length', () => {
    function volume(this: { depth: number }, width: number, height: number): number {
      return this.depth * width * height;
    }
    const bound = bind(volume);
    expect([bound.call({ depth: 2 }, 3, 4), bound.name, bound.length]).toEqual([24, 'volume', 2]);
  });

  test('made where no run is current belongs to none', async () => {
    const later = bind(job);
    await named('request', later)();
    expect(await recorded()).toEqual(['request job']);
  });
});

describe('detach', () => {
  test('calls outside of every run; nobody is missed there', async () => {
    await named(
      'request',
      detach(() => job()),
    )();
    expect(await recorded()).toEqual(['request job']);
    expect(server.findingOf('job')).toBeUndefined();
  });

  test('an interval that outlives its request', async () => {
    let timer: NodeJS.Timeout | undefined;
    const refresh = named('refresh');
    await named('request', () => void (timer = detach(() => setInterval(() => void refresh(), 5))()))();
    await sleep(12);
    clearInterval(timer);
    const [tree, ...warnings] = await recorded();
    expect([tree.startsWith('request refresh'), warnings]).toEqual([true, []]);
  });

  test('leaves tracing switched off where it is', async () => {
    await traceable(
      detach(() => job()),
      { name: 'off', tracingEnabled: false },
    )();
    expect(await recorded()).toEqual(['']);
  });
});

describe('a function made in a request', () => {
  test('and called by another one is placed where it was made, and the reader is told', async () => {
    const pool = new Pool();
    const request = async (): Promise<void> => {
      await pool.use(named('own_job', () => sleep(5)));
      await sleep(20);
    };
    await Promise.all([named('first', request)(), named('second', request)()]);
    expect(await recorded()).toEqual(['first(own_job) second(own_job)', 'made-elsewhere']);
    const told = server.runs.find((run) => run.tracenest?.placement === 'bound');
    expect(told?.tracenest?.findings?.[0]?.evidence).toMatchObject({
      run: 'own_job',
      other: { name: 'first' },
      parent: { name: 'second' },
    });
  });

  test('and kept for all, as clients are that are made at first use, belongs to who calls it', async () => {
    let client: (() => Promise<void>) | undefined;
    const request = async (): Promise<void> => {
      client ??= named('ask', () => sleep(5));
      await client();
      await sleep(5);
      await client();
    };
    await Promise.all([named('first', request)(), named('second', request)()]);
    expect(await recorded()).toEqual(['first(ask,ask) second(ask,ask)']);
  });

  test('and called in a step of the same request belongs to the step', async () => {
    await named('request', async () => {
      const tool = named('tool');
      await named('step', tool)();
    })();
    expect(await recorded()).toEqual(['request(step(tool))']);
  });

  test('that has ended belongs to who calls it', async () => {
    let made: (() => Promise<void>) | undefined;
    await named('first', () => void (made = named('tool')))();
    await named('second', () => made?.())();
    expect(await recorded()).toEqual(['first second(tool)']);
  });

  test('and called from outside of all runs belongs to the request, which still waits', async () => {
    const bell = new EventEmitter();
    const ringing = once(bell, 'ring').then(([work]) => (work as () => Promise<void>)());
    await named('request', async () => {
      await sleep(1);
      bell.emit('ring', named('own_job'));
      await ringing;
    })();
    expect(await recorded()).toEqual(['request(own_job)']);
    expect(server.findingOf('own_job')).toMatchObject({
      code: 'listener-adopted',
      evidence: { parent: { name: 'request' } },
    });
  });
});

describe('a listener that is added in a request', () => {
  test.each(['on', 'once', 'addListener', 'prependListener', 'prependOnceListener'] as const)(
    '(%s) and called outside of all runs belongs to the request',
    async (add) => {
      const emitter = new EventEmitter();
      setTimeout(() => emitter.emit('message'), 10);
      await named('request', () => new Promise((done) => emitter[add]('message', () => void job().then(done))))();
      expect(await recorded()).toEqual(['request(job)']);
      expect(server.run('job').tracenest).toMatchObject({
        placement: 'bound',
        findings: [{ code: 'listener-adopted', severity: 'hint', evidence: { parent: { name: 'request' } } }],
      });
    },
  );

  test('and called inside of another belongs to the one that emits', async () => {
    const emitter = new EventEmitter();
    await named('first', () => void emitter.on('message', () => void job()))();
    await named('second', () => void emitter.emit('message'))();
    expect(await recorded()).toEqual(['first second(job)']);
  });

  test('and heard once inside of another belongs to the one that waits for it', async () => {
    const lock = new EventEmitter();
    const waiting = named('first', () => new Promise((done) => lock.once('free', () => void job().then(done))))();
    await named('second', () => void lock.emit('free'))();
    await waiting;
    expect(await recorded()).toEqual(['first(job) second']);
    expect(server.findingOf('job')).toMatchObject({
      code: 'listener-adopted',
      evidence: { parent: { name: 'first' } },
    });
  });

  test('that has ended belongs to nobody', async () => {
    const emitter = new EventEmitter();
    await named('request', () => void emitter.on('message', () => void job()))();
    emitter.emit('message');
    expect(await recorded()).toEqual(['request job']);
  });

  test('is found, counted and taken off as before', async () => {
    const emitter = new EventEmitter();
    const heard: unknown[] = [];
    function listener(this: unknown, ...args: unknown[]): void {
      heard.push([this === emitter, ...args]);
    }
    const added: unknown[] = [];
    emitter.on('newListener', (event, fn) => added.push(event, fn));
    await named('request', () => {
      expect([emitter.on('a', listener), emitter.once('b', listener)]).toEqual([emitter, emitter]);
    })();
    expect(added).toEqual(['a', listener, 'b', listener]);
    expect([emitter.listeners('a'), emitter.listeners('b')]).toEqual([[listener], [listener]]);
    expect([emitter.listenerCount('a', listener), emitter.listenerCount('b', listener)]).toEqual([1, 1]);
    emitter.emit('a', 1);
    emitter.emit('b', 2);
    emitter.emit('b', 3);
    emitter.off('a', listener).emit('a', 4);
    expect(heard).toEqual([
      [true, 1],
      [true, 2],
    ]);
    expect(emitter.eventNames()).toEqual(['newListener']);
    await expect(named('bad', () => emitter.on('a', 'no function' as never))()).rejects.toThrow(TypeError);
    await flush();
  });
});

describe('a run that is handed over', () => {
  const handle = async (): Promise<unknown> => {
    let run: unknown;
    await named('request', () => void (run = getCurrentRunTree()))();
    await sleep(5);
    return run;
  };

  test.each([
    ['as the current one', (run: unknown) => withRunTree(run as never, job)],
    ['as first argument', (run: unknown) => (job as unknown as (run: unknown) => Promise<void>)(run)],
  ])('%s, long after it ended: below it, with a word', async (_, call) => {
    await call(await handle());
    expect(await recorded()).toEqual(['request(job)', 'stale-parent']);
    expect(server.run('job').tracenest).toMatchObject({ placement: 'stale' });
    expect(server.findingOf('job')?.evidence).toMatchObject({ run: 'job', parent: { name: 'request' } });
  });

  test('to work of its own that has gone on by itself is just late', async () => {
    await named('request', () => {
      const run = getCurrentRunTree();
      setTimeout(() => void withRunTree(run, job), 5);
    })();
    await sleep(15);
    expect(await recorded()).toEqual(['request(job)']);
  });

  test('while it runs is right', async () => {
    await named('request', async () => {
      const run = getCurrentRunTree();
      await detach(() => withRunTree(run, job))();
    })();
    expect(await recorded()).toEqual(['request(job)']);
  });
});

describe('a root that begins while others run', () => {
  test('says so as a hint, for those who miss a child', async () => {
    const bell = new EventEmitter();
    const ringing = once(bell, 'ring').then(() => job());
    await named('request', async () => {
      bell.emit('ring');
      await ringing;
    })();
    expect(await recorded()).toEqual(['request job']);
    expect(server.findingOf('job')).toMatchObject({
      code: 'context-lost',
      severity: 'hint',
      evidence: { candidates: [{ name: 'request' }], n: 1 },
    });
  });

  test('and was asked to be one does not', async () => {
    await named('request', () => (job as unknown as (root: typeof ROOT) => Promise<void>)(ROOT))();
    expect(await recorded()).toEqual(['request job']);
    expect(server.findingOf('job')).toBeUndefined();
  });
});

test('a child made by hand of a run that has ended says so', async () => {
  const parent = new RunTree({ name: 'request' });
  await parent.postRun();
  await parent.end();
  await parent.patchRun();
  await sleep(5);
  const child = parent.createChild({ name: 'child' });
  await child.end();
  await child.postRun();
  expect(await recorded()).toEqual(['request(child)', 'stale-parent']);
  expect(server.findingOf('child')?.evidence).toMatchObject({ run: 'child', parent: { name: 'request' } });
});

test('the stack of an error shows the program and not the SDK', async () => {
  const fail = traceable(
    () => {
      throw new TypeError('bad');
    },
    { name: 'fail' },
  );
  await expect(named('request', fail)()).rejects.toThrow('bad');
  await flush();
  const { error } = server.run('fail');
  expect(error?.split('\n').slice(1)).not.toHaveLength(0);
  expect(error).toContain('nesting.test.ts');
  expect(error).not.toMatch(/traceable\.ts|context\.ts|AsyncLocalStorage/);
});

describe('withRunTree with something else than a run', () => {
  test.each([
    ['nothing', undefined, 'no-parent-given'],
    ['a run that went through JSON', { id: '1', name: 'x' }, 'bad-parent'],
    ['a text', 'request', 'bad-parent'],
  ])('%s inside of a run: that run stays, with a word, after an await too', async (_, given, code) => {
    await named('request', () =>
      withRunTree(given as never, async () => {
        await sleep(1);
        await job();
      }),
    )();
    await job();
    expect(await recorded()).toEqual(['request(job) job', code]);
  });

  test('headers that did not come, outside of every run, are an ordinary request', async () => {
    await withRunTree(RunTree.fromHeaders({}), job);
    expect(await recorded()).toEqual(['job']);
  });
});
