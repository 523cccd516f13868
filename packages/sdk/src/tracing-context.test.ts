/** Where runs go, and how they are marked and filed, inside of tracingContext: over real HTTP. */
import { describe, expect, test, vi } from 'vitest';
import {
  Client,
  flush,
  getCurrentRunTree,
  MemoryExporter,
  ROOT,
  RunTree,
  traceable,
  tracingContext,
  withRunTree,
} from './index.js';
import { startServerOfTests } from './traced-tests.test-fixture.js';

const server = await startServerOfTests();

const leaf = traceable((name: string) => name.length, { name: 'leaf' });
const tree = traceable(async (name: string) => leaf(name), { name: 'tree' });

/** The headers of a run that was recorded by another process. */
async function callerHeaders(): Promise<Record<string, string>> {
  const caller = traceable(() => getCurrentRunTree().toHeaders(), { name: 'caller' });
  const headers = caller();
  await flush();
  return headers;
}

describe('a parent', () => {
  test('as a run, as headers in any shape, as a dotted order: all that begins inside is below it', async () => {
    const headers = await callerHeaders();
    const run = new RunTree({ name: 'by-hand' });
    await run.postRun();
    const upperCase = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), [value]]));
    for (const parent of [headers, new Headers(headers), upperCase, Object.entries(headers).flat()])
      await tracingContext({ parent }, () => tree('x'));
    await tracingContext({ parent: headers['langsmith-trace'] }, () => tree('x'));
    await tracingContext({ parent: run }, () => tree('x'));
    await flush();
    const five = Array.from({ length: 5 }, () => 'tree(leaf)').join(',');
    expect(server.tree()).toBe(`caller(${five}) by-hand?(tree(leaf))`);
    expect(server.runs.flatMap((each) => each.tracenest?.findings ?? [])).toEqual([]);
  });

  test('as headers is a run of another process: placed by headers, and in its project', async () => {
    process.env['TRACENEST_PROJECT'] = 'caller-project';
    const headers = await callerHeaders();
    delete process.env['TRACENEST_PROJECT'];
    tracingContext({ parent: headers, project_name: 'mine' }, () => leaf('x'));
    await flush();
    expect(server.run('leaf').tracenest).toMatchObject({ placement: 'headers', process: { pid: process.pid } });
    expect(server.run('leaf').project).toBe('caller-project');
  });

  test('is ROOT: a trace of its own inside of another', async () => {
    const outer = traceable(() => tracingContext({ parent: ROOT }, () => leaf('x')), { name: 'outer' });
    outer();
    await flush();
    expect(server.tree()).toBe('outer leaf');
    expect(server.run('leaf').tracenest?.findings).toBeUndefined();
  });

  test('is asked for by no key: what is current stays', async () => {
    traceable(() => tracingContext({ tags: ['a'] }, () => leaf('x')), { name: 'outer' })();
    await flush();
    expect(server.tree()).toBe('outer(leaf)');
    expect(server.run('leaf').tracenest?.findings).toBeUndefined();
  });

  test.each([
    ['undefined', undefined, 'no-parent-given'],
    ['null', null, 'no-parent-given'],
    ['an empty text', '', 'no-parent-given'],
    ['a text that is no dotted order', 'hello', 'bad-parent'],
    ['a run that went through JSON', JSON.parse('{"id":"1","name":"a","extra":{}}') as object, 'bad-parent'],
    ['ids of a run', { trace_id: '1', run_id: '2' }, 'bad-parent'],
    ['a number', 7, 'bad-parent'],
    ['a revoked proxy', revoked(), 'bad-parent'],
  ])('is %s: the runs directly inside say so, with the line to mend', async (_, parent, code) => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const outer = traceable(() => tracingContext({ parent: parent as undefined }, () => tree('x')), { name: 'outer' });
    await outer();
    await flush();
    expect(server.tree()).toBe('outer(tree(leaf))');
    expect(server.run('tree').tracenest?.findings).toEqual([
      {
        code,
        severity: 'warning',
        evidence: { run: 'tree', site: expect.stringMatching(/tracing-context\.test\.ts:\d+$/) },
      },
    ]);
    expect(server.run('leaf').tracenest?.findings).toBeUndefined();
    expect(warn.mock.calls.length).toBeLessThanOrEqual(1);
  });

  test('that is missing is written to the log once for each line of the program', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    for (let i = 0; i < 3; i += 1) tracingContext({ parent: undefined }, () => leaf('x'));
    expect(warn.mock.calls.map(([line]) => String(line))).toEqual([
      expect.stringMatching(/^\[tracenest\] no-parent-given at .*tracing-context\.test\.ts:\d+: .*Did a header not/),
    ]);
  });

  test('that is missing where nothing is recorded is not worth a word', () => {
    delete process.env['TRACENEST_TRACING'];
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    tracingContext({ parent: undefined }, () => leaf('x'));
    expect(warn).not.toHaveBeenCalled();
  });
});

describe('headers that name no parent', () => {
  test('are an ordinary request: a trace of its own, without a finding', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    for (const parent of [{}, { host: 'a', cookie: ['b'] }, new Headers({ accept: '*/*' }), []]) {
      server.clear();
      tracingContext({ parent }, () => leaf('x'));
      await flush();
      expect(server.tree()).toBe('leaf');
    }
    expect(server.runs.flatMap((run) => run.tracenest?.findings ?? [])).toEqual([]);
    expect(warn).not.toHaveBeenCalled();
  });

  test('but a span of others: its ids go with the run, so that the server can attach it', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await tracingContext({ parent: { traceparent } }, () => tree('x'));
    await flush();
    expect(server.tree()).toBe('tree(leaf)');
    expect(server.run('tree').tracenest?.remote).toEqual({
      trace_id: '0af76519-16cd-43dd-8448-eb211c80319c',
      span_id: 'b7ad6b7169203331',
      from: 'traceparent',
    });
    expect(server.run('leaf').tracenest?.remote).toBeUndefined();
  });

  test('because they cannot be read: the run says which header', async () => {
    tracingContext({ parent: { 'langsmith-trace': 'garbage' } }, () => leaf('x'));
    await flush();
    expect(server.run('leaf').tracenest?.findings).toMatchObject([
      { code: 'bad-header', severity: 'hint', evidence: { run: 'leaf', header: 'langsmith-trace' } },
    ]);
  });
});

describe('tags, metadata and project', () => {
  test('are on all runs inside, inner before outer, and on none outside', async () => {
    const outer = { tags: ['a', 'b'], metadata: { x: 1, y: 1 }, project_name: 'first' };
    await tracingContext(outer, () =>
      tracingContext({ tags: ['b', 'c'], metadata: { y: 2 } }, async () => {
        await Promise.resolve();
        return tree('x');
      }),
    );
    traceable(() => 1, { name: 'outside' })();
    await flush();
    for (const name of ['tree', 'leaf']) {
      const run = server.run(name);
      expect([run.tags, run.extra.metadata, run.project]).toMatchObject([['a', 'b', 'c'], { x: 1, y: 2 }, 'first']);
    }
    expect(server.run('outside')).toMatchObject({ tags: [], project: 'default' });
    expect(server.run('outside').extra.metadata).toBeUndefined();
  });

  test('give way to what the run itself says; tags add up', async () => {
    const own = traceable(() => 1, { name: 'own', tags: ['own'], metadata: { x: 'own' }, project_name: 'own' });
    tracingContext({ tags: ['a'], metadata: { x: 1, y: 1 }, project_name: 'context' }, () => own());
    await flush();
    const run = server.run('own');
    expect([run.tags, run.extra.metadata, run.project]).toMatchObject([['a', 'own'], { x: 'own', y: 1 }, 'own']);
  });

  test('said inside of a run hold for what begins below it there, not for its other children', async () => {
    const outer = traceable(
      () => {
        leaf('before');
        void tracingContext({ tags: ['inside'], project_name: 'another' }, () => tree('x'));
      },
      { name: 'outer' },
    );
    outer();
    await flush();
    expect(server.runs.map((run) => [run.name, run.tags, run.project])).toEqual(
      expect.arrayContaining([
        ['outer', [], 'default'],
        ['leaf', [], 'default'],
        ['tree', ['inside'], 'default'],
        ['leaf', ['inside'], 'default'],
      ]),
    );
  });

  test('hold in the body of a generator that was made inside, wherever it is pumped from', async () => {
    const numbers = traceable(
      function* (): Generator<number> {
        yield leaf('a');
      },
      { name: 'numbers' },
    );
    const made = tracingContext({ tags: ['maker'] }, () => numbers());
    expect(tracingContext({ tags: ['consumer'] }, () => [...made])).toEqual([1]);
    await flush();
    expect([server.run('numbers').tags, server.run('leaf').tags]).toEqual([['maker'], ['maker']]);
  });

  test('of two requests at once never mix', async () => {
    const request = (name: string): Promise<number> =>
      tracingContext({ tags: [name], metadata: { name } }, async () => {
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 5));
        return tree(name);
      });
    await Promise.all(Array.from({ length: 20 }, (_, i) => request(`r${i}`)));
    await flush();
    expect(server.runs).toHaveLength(40);
    for (const run of server.runs) expect(run.tags).toEqual([run.extra.metadata?.['name']]);
  });
});

describe('enabled', () => {
  test('true records although the environment does not ask for it', async () => {
    delete process.env['TRACENEST_TRACING'];
    await tracingContext({ enabled: true }, () => tree('x'));
    leaf('not recorded');
    new RunTree({ name: 'by hand, not recorded' }).send('create', {});
    await tracingContext({ enabled: true }, () => new RunTree({ name: 'by-hand' }).postRun());
    await flush();
    expect(server.tree()).toBe('tree(leaf) by-hand?');
  });

  test('false records nothing inside, and what is below that again is below the nearest recorded run', async () => {
    const outer = traceable(
      () => tracingContext({ enabled: false }, () => (leaf('x'), tracingContext({ enabled: true }, () => tree('x')))),
      { name: 'outer' },
    );
    await outer();
    await flush();
    expect(server.tree()).toBe('outer(tree(leaf))');
  });

  test('true under a caller that was sampled out is a trace of its own: its parent will never come', async () => {
    const headers = new RunTree({ name: 'dropped', tracingEnabled: false }).toHeaders();
    tracingContext({ parent: headers }, () => leaf('x'));
    tracingContext({ parent: headers, enabled: true }, () => leaf('x'));
    await flush();
    expect(server.tree()).toBe('leaf');
  });

  test('true under a caller that is recorded is below it, without a word of the environment', async () => {
    const headers = await callerHeaders();
    delete process.env['TRACENEST_TRACING'];
    tracingContext({ parent: headers }, () => leaf('not recorded'));
    tracingContext({ parent: headers, enabled: true }, () => leaf('x'));
    await flush();
    expect(server.tree()).toBe('caller(leaf)');
  });
});

test('a client takes the runs of all traces that begin inside', async () => {
  const exporter = new MemoryExporter();
  const client = new Client({ exporter });
  await tracingContext({ client }, () => tree('x'));
  await client.flush();
  await flush();
  expect(new Set(exporter.records.map((record) => record.name))).toEqual(new Set(['tree', 'leaf']));
  expect(server.runs).toEqual([]);
});

test('gives what the function gives, and throws what it throws', async () => {
  const promise = Promise.resolve(1);
  expect(tracingContext({ tags: ['a'] }, () => promise)).toBe(promise);
  const error = new Error('mine');
  expect(() =>
    tracingContext({ parent: ROOT }, () => {
      throw error;
    }),
  ).toThrow(error);
});

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

test('what is said around holds below a run of another process too, and is not said of that run', async () => {
  const exporter = new MemoryExporter();
  const client = new Client({ exporter });
  const headers = await callerHeaders();
  tracingContext({ client, tags: ['here'] }, () => {
    const caller = RunTree.fromHeaders(headers);
    expect(caller?.tags).toEqual([]);
    withRunTree(caller, () => leaf('x'));
  });
  await client.flush();
  expect(exporter.records).toMatchObject([{ name: 'leaf', tags: ['here'] }]);
});
