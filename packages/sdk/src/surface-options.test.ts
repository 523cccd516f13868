/** What the official package's options do here: files beside runs, replicas, config in arguments, settings of the client. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  Client,
  computeRunIdForSecondaryReplica,
  isTracingEnabled,
  RunTree,
  traceable,
  uuid7FromTime,
} from './index.js';
import { overrideFetchImplementation } from './client-config.js';
import { RecordingServer } from './recording-server.test-fixture.js';
import { tracingContext } from './tracing-context.js';

let server: RecordingServer;
let client: Client;

beforeEach(async () => {
  vi.stubEnv('LANGSMITH_TRACING', 'true');
  server = await RecordingServer.start();
  client = new Client({ apiUrl: server.url, apiKey: 'key', tracingSamplingRate: 1 });
});

afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await server.close();
});

/** Paths of the requests that carried runs. */
function paths(to = server): string[] {
  return to.requests.map(({ path }) => path).filter((path) => path.startsWith('/runs'));
}

function files(): Map<string, { type: string; bytes: Buffer }> {
  return new Map(server.requests.flatMap((request) => [...request.files]));
}

describe('attachments', () => {
  const png = new Uint8Array([0x89, 0x50, 0, 13, 10, 45, 45, 255]);

  test('travel as parts of their own, as they were at the call, and not among the inputs', async () => {
    const describeImage = traceable(
      (image: Uint8Array, hint: string) => {
        image.fill(0);
        return hint;
      },
      {
        ...{ name: 'describe', client },
        extractAttachments: (image, hint) => [
          { image: ['image/png', image], note: { mimeType: 'text/plain', data: new TextEncoder().encode('é').buffer } },
          { hint },
        ],
      },
    );
    expect(describeImage(png.slice(), 'a cat')).toBe('a cat');
    await client.flush();
    const run = server.run('describe');
    expect(run.inputs).toEqual({ hint: 'a cat' });
    expect([...files()]).toEqual([
      [`attachment.${run.id}.image`, { type: `image/png; length=${png.length}`, bytes: Buffer.from(png) }],
      [`attachment.${run.id}.note`, { type: 'text/plain; length=2', bytes: Buffer.from('é') }],
    ]);
  });

  test('of a run made by hand travel once, also where they come after its beginning', async () => {
    const run = new RunTree({ name: 'by-hand', client, attachments: { a: ['text/plain', new Uint8Array([1])] } });
    await run.postRun();
    await client.flush();
    await run.end({});
    await run.patchRun();
    await client.flush();
    expect([...files().keys()]).toEqual([`attachment.${run.id}.a`]);
    const late = new RunTree({ name: 'late', client });
    await late.postRun();
    await client.flush();
    late.attachments = { b: ['text/plain', new Uint8Array([2])] };
    await late.end({});
    await late.patchRun();
    await client.flush();
    expect([...files().keys()]).toEqual([`attachment.${run.id}.a`, `attachment.${late.id}.b`]);
  });

  test.each([
    ['a name with a dot', { 'a.png': ['image/png', new Uint8Array(1)] }],
    ['no bytes', { a: ['image/png', 'text'] }],
    ['no kind', { a: [undefined, new Uint8Array(1)] }],
    ['a kind that would end the head of the part', { a: ['image/png\r\nx: y', new Uint8Array(1)] }],
    ['more than a run may have', { a: ['image/png', new Uint8Array(21 * 1024 * 1024)] }],
    ['nothing', { a: null }],
  ])('that cannot be sent are named, and the run is recorded: %s', async (what, attachments) => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const run = new RunTree({ name: `bad: ${what}`, client, attachments: attachments as never });
    await run.end({});
    await run.postRun();
    await client.flush();
    expect(server.run(`bad: ${what}`).status).toBe('success');
    expect(files().size).toBe(0);
    expect(warn.mock.calls.flat().join()).toMatch(/attachment "a(\.png)?" of bad: .* is not sent: /);
  });

  test('a function that cannot extract them loses no run', async () => {
    vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const broken = traceable((n: number) => n, {
      ...{ name: 'broken', client },
      extractAttachments: () => {
        throw new TypeError('no file');
      },
    });
    expect(broken(3)).toBe(3);
    await client.flush();
    expect(server.run('broken').inputs).toEqual({ input: 3 });
  });
});

describe('a server without multipart', () => {
  test.each([
    ['says so', (): void => void (server.saysMultipart = false), ['/runs/batch']],
    ['answers 404', (): void => void server.answers.push({ status: 404 }), ['/runs/multipart', '/runs/batch']],
    ['answers 405', (): void => void server.answers.push({ status: 405 }), ['/runs/multipart', '/runs/batch']],
  ])('gets JSON: it %s', async (_, prepare, asked) => {
    vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    prepare();
    const outer = new RunTree({ name: 'outer', client, inputs: { a: 'é' } });
    const inner = outer.createChild({ name: 'inner', attachments: { a: ['text/plain', new Uint8Array(1)] } });
    await outer.postRun();
    await inner.postRun();
    await inner.end({ b: 1 });
    await inner.patchRun();
    expect(await client.flush()).toBe(true);
    expect(paths()).toEqual(asked);
    expect(server.tree()).toBe('outer?(inner)');
    expect(server.run('outer').inputs).toEqual({ a: 'é' });
    expect(server.run('inner').outputs).toEqual({ b: 1 });
  });
});

describe('replicas', () => {
  test('the run’s own project keeps ids; another has ids of its own that make the same tree', async () => {
    const inner = traceable(async () => 'x', { name: 'inner', client });
    const outer = traceable(() => inner(), {
      ...{ name: 'outer', client, project_name: 'main' },
      replicas: [{ projectName: 'main' }, ['copy', { tags: ['copied'] }]],
    });
    await outer();
    await client.flush();
    const of = (project: string) => server.runs.filter((run) => run.project === project);
    const [own, copy] = [of('main'), of('copy')];
    expect([own.length, copy.length]).toEqual([2, 2]);
    expect(server.tree()).toBe('outer(inner) outer(inner)');
    for (const run of own) {
      const twin = copy.find(({ name }) => name === run.name);
      expect(twin?.id).toBe(computeRunIdForSecondaryReplica(run.id, 'copy'));
      expect(twin?.trace_id).toBe(computeRunIdForSecondaryReplica(run.trace_id ?? '', 'copy'));
      expect(twin?.dotted_order?.slice(0, 22)).toBe(run.dotted_order?.slice(0, 22));
      expect([run.tags, twin?.tags]).toEqual([[], ['copied']]);
    }
  });

  test('one that is rerooted has the run as a root, and what lies below it', async () => {
    const inner = traceable(() => 1, { name: 'inner', client });
    const middle = traceable(() => inner(), {
      name: 'middle',
      client,
      replicas: [{ projectName: 'part', reroot: true }],
    });
    const outer = traceable(() => middle(), { name: 'outer', client, project_name: 'main' });
    outer();
    await client.flush();
    expect(server.tree()).toBe('outer middle(inner)');
    expect(server.run('middle').trace_id).toBe(server.run('middle').id);
    expect(server.run('inner').dotted_order?.split('.')).toHaveLength(2);
  });

  test('one that is rerooted at a parent of another process begins below that', async () => {
    const parent = new RunTree({ name: 'far', client });
    const far = RunTree.fromHeaders(parent.toHeaders(), { client });
    const run = new RunTree({
      ...{ name: 'here', client, ...(far && { parent_run: far }) },
      replicas: [{ projectName: 'part', reroot: true, primary: true }],
      distributedParentId: parent.id,
    });
    await run.end({});
    await run.postRun();
    await client.flush();
    expect(server.run('here')).toMatchObject({ id: run.id, trace_id: run.id, parent_run_id: null });
  });

  test('of another server go there, with its own key and never with ours', async () => {
    const other = await RecordingServer.start();
    const keyless = await RecordingServer.start();
    try {
      const run = new RunTree({
        ...{ name: 'run', client, project_name: 'main' },
        replicas: [{}, { apiUrl: other.url, apiKey: 'theirs', primary: true }, { apiUrl: keyless.url }],
      });
      await run.end({});
      await run.postRun();
      expect(await client.flush()).toBe(true);
      expect([server, other, keyless].map((one) => one.tree())).toEqual(['run', 'run', 'run']);
      const keys = [server, other, keyless].map(
        (one) => new Set(one.requests.map(({ headers }) => headers['x-api-key'])),
      );
      expect(keys).toEqual([new Set(['key']), new Set(['theirs']), new Set([undefined])]);
    } finally {
      await other.close();
      await keyless.close();
    }
  });

  test('two that are primary would be one run told twice: the first keeps the ids', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const replicas = ['a', 'b'].map((projectName) => ({ projectName, primary: true }));
    const run = new RunTree({ name: 'run', client, replicas });
    await run.end({});
    await run.postRun();
    await client.flush();
    const ids = Object.fromEntries(server.runs.map(({ project, id }) => [project, id]));
    expect(ids).toEqual({ a: run.id, b: computeRunIdForSecondaryReplica(run.id, 'b') });
    expect(warn.mock.calls.flat().join()).toContain('2 replicas are primary');
  });

  test.each([
    ['a list', (url: string) => JSON.stringify([{ api_url: `${url}/`, api_key: 'k', project_name: 'p' }]), 'p'],
    ['an object', (url: string) => JSON.stringify({ [url]: 'k' }), 'default'],
  ])('of the environment, as %s, hold where nothing else is said', async (_, text, project) => {
    vi.stubEnv('LANGSMITH_RUNS_ENDPOINTS', text(server.url));
    const nowhere = new Client({ apiUrl: 'http://127.0.0.1:9' });
    const run = new RunTree({ name: 'run', client: nowhere });
    await run.end({});
    await run.postRun();
    await nowhere.flush();
    expect(server.run('run').project).toBe(project);
  });

  test('of an environment that cannot be read are named, and the run is recorded', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    vi.stubEnv('LANGSMITH_RUNS_ENDPOINTS', '{"a":1}');
    await new RunTree({ name: 'run', client }).postRun();
    await client.flush();
    expect(server.tree()).toBe('run?');
    expect(warn.mock.calls.flat().join()).toContain('RUNS_ENDPOINTS has an entry that cannot be read');
  });

  test('are not taken from headers: where data goes is said here', () => {
    const baggage = `langsmith-replicas=${encodeURIComponent(JSON.stringify([['theirs', {}]]))}`;
    const headers = { ...new RunTree({ name: 'far', client }).toHeaders() };
    const remote = RunTree.fromHeaders({ ...headers, baggage }, { client });
    expect(remote?.replicas).toBeUndefined();
  });
});

describe('config in the arguments of a call', () => {
  const options = { name: 'ask', tags: ['a'], metadata: { m: 1 } };

  test('in a field: the function gets the rest', async () => {
    const seen: unknown[] = [];
    const ask = traceable((...args: unknown[]) => void seen.push(args), {
      ...options,
      client,
      argsConfigPath: [1, 'langsmithExtra'],
    });
    ask('why', { timeout: 5, langsmithExtra: { name: 'asked', tags: ['b'], metadata: { n: 2 } } });
    ask('why', { timeout: 5 });
    ask('why');
    await client.flush();
    expect(seen).toEqual([['why', { timeout: 5 }], ['why', { timeout: 5 }], ['why']]);
    expect(server.run('asked')).toMatchObject({ tags: ['a', 'b'], extra: { metadata: { m: 1, n: 2 } } });
    expect(server.runs.map(({ name }) => name)).toEqual(['asked', 'ask', 'ask']);
  });

  test('as an argument, which the function does not get, traced or not', async () => {
    const seen: unknown[] = [];
    const take = (...args: unknown[]): void => void seen.push(args);
    traceable(take, { ...options, client, argsConfigPath: [0] })({ name: 'first' }, 'why');
    traceable(take, { ...options, tracingEnabled: false, argsConfigPath: [1] })('why', { name: 'last' });
    await client.flush();
    expect(seen).toEqual([['why'], ['why']]);
    expect(server.runs.map(({ name }) => name)).toEqual(['first']);
  });
});

describe('the client', () => {
  test('hides metadata, also by a function; one that gives a promise sends nothing', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const secret = { metadata: { user: 'ada', kind: 'x' } };
    const clients = [
      new Client({ apiUrl: server.url, hideMetadata: true }),
      new Client({ apiUrl: server.url, hideMetadata: ({ kind }) => ({ kind: kind ?? null }) }),
      new Client({ apiUrl: server.url, hideMetadata: (async () => secret) as never }),
    ];
    for (const [i, one] of clients.entries()) {
      await new RunTree({ name: `run-${i}`, client: one, ...secret }).postRun();
      await one.flush();
    }
    expect([0, 1, 2].map((i) => server.run(`run-${i}`).extra.metadata ?? {})).toEqual([{}, { kind: 'x' }, {}]);
    expect(warn.mock.calls.flat().join()).toContain('the function given to hide metadata failed');
  });

  test('sends by flush alone in manual mode', async () => {
    const manual = new Client({ apiUrl: server.url, manualFlushMode: true, batchSizeLimit: 1 });
    for (const name of ['a', 'b']) await new RunTree({ name, client: manual }).postRun();
    await client.flush();
    expect(server.requests).toEqual([]);
    await manual.flush();
    expect(paths()).toEqual(['/runs/multipart', '/runs/multipart']);
  });

  test('waits in patchRun of a root where it is told to', async () => {
    const blocking = new Client({ apiUrl: server.url, blockOnRootRunFinalization: true });
    const root = new RunTree({ name: 'root', client: blocking });
    const child = root.createChild({ name: 'child' });
    await child.end({});
    await child.patchRun();
    expect(server.records).toEqual([]);
    await root.end({});
    await root.patchRun();
    expect(server.runs).toHaveLength(2);
  });

  test('says nothing of its runtime where it is told to, and has headers and fetch options of the program', async () => {
    const asked: RequestInit[] = [];
    const quiet = new Client({
      ...{ apiUrl: server.url, apiKey: 'key', omitTracedRuntimeInfo: true },
      headers: { 'x-own': 'a', 'x-api-key': 'not this' },
      fetchOptions: { keepalive: false, headers: { 'x-proxy': 'b' } },
      fetchImplementation: (url, init) => {
        asked.push(init ?? {});
        return fetch(url, init);
      },
    });
    await new RunTree({ name: 'run', client: quiet }).postRun();
    await quiet.flush();
    expect(server.run('run').extra.runtime).toBeUndefined();
    expect(server.requests.at(-1)?.headers).toMatchObject({ 'x-own': 'a', 'x-proxy': 'b', 'x-api-key': 'key' });
    expect(asked.every(({ keepalive }) => keepalive === false)).toBe(true);
  });

  test('goes by the fetch that the program puts in the place of all', async () => {
    const asked: string[] = [];
    overrideFetchImplementation((url, init) => {
      asked.push(url instanceof Request ? url.url : url.toString());
      return fetch(url, init);
    });
    try {
      await new RunTree({ name: 'run', client }).postRun();
      await client.flush();
      expect(asked).toContain(`${server.url}/runs/multipart`);
    } finally {
      overrideFetchImplementation(fetch);
    }
  });

  test('takes runs as the official client does: project by name, many at once, for another server', async () => {
    const other = await RecordingServer.start();
    try {
      const id = '01a1fab1-0263-7000-8000-03dc7cfd3782';
      await client.createRun({ id, name: 'one', run_type: 'chain', inputs: {}, project_name: 'p' });
      await client.updateRun(id, { end_time: Date.now() + 5, outputs: { a: 1 } });
      await client.batchIngestRuns({
        runCreates: [{ id: id.replace('01a1', '01a2'), name: 'two' }],
        runUpdates: [{ id: id.replace('01a1', '01a2'), end_time: Date.now() + 5 }],
      });
      await client.multipartIngestRuns({ runCreates: [{ id, name: 'there' }] }, { apiUrl: other.url });
      expect(server.tree()).toBe('one two');
      expect(server.run('one')).toMatchObject({ project: 'p', outputs: { a: 1 } });
      expect(other.tree()).toBe('there?');
    } finally {
      await other.close();
    }
  });
});

test('whether a run would be recorded here, by the environment and by the program', () => {
  expect(isTracingEnabled()).toBe(true);
  vi.stubEnv('LANGSMITH_TRACING', 'false');
  expect(isTracingEnabled()).toBe(false);
  vi.stubEnv('LANGSMITH_TRACING', 'true');
  expect(tracingContext({ enabled: false }, isTracingEnabled)).toBe(false);
});

test('an id for a time', () => {
  const ms = Date.parse('2026-11-20T20:41:06.915Z');
  expect(uuid7FromTime(ms).slice(0, 13)).toBe(uuid7FromTime('2026-11-20T20:41:06.915Z').slice(0, 13));
  expect(Number.parseInt(uuid7FromTime(ms).replace('-', '').slice(0, 12), 16)).toBe(ms);
});
