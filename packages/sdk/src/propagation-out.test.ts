/** Headers that are added to fetch, and read by middleware: over real HTTP, and nothing of the program is changed. */
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  Client,
  continueTrace,
  flush,
  getCurrentRunTree,
  injectInto,
  traceable,
  tracingContext,
  tracingMiddleware,
  type Injection,
} from './index.js';
import { RecordingServer } from './recording-server.test-fixture.js';

let recording: RecordingServer;
beforeAll(async () => {
  recording = await RecordingServer.start();
  process.env['TRACENEST_ENDPOINT'] = recording.url;
  process.env['TRACENEST_TRACING'] = 'true';
});
afterAll(async () => {
  delete process.env['TRACENEST_ENDPOINT'];
  delete process.env['TRACENEST_TRACING'];
  await recording.close();
});

const services: { close(): unknown }[] = [];
async function serve(handle: RequestListener): Promise<string> {
  const service = createServer(handle);
  services.push({ close: () => (service.closeAllConnections(), service.close()) });
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(service.address() as AddressInfo).port}`;
}
afterEach(async () => {
  for (const service of services.splice(0)) service.close();
  await flush();
  recording.clear();
});

const work = traceable(async () => traceable(() => 'done', { name: 'step' })(), { name: 'work' });
const call = <R>(inside: () => R): R => traceable(inside, { name: 'call' })();

describe('injectInto', () => {
  let host: string;
  let seen: IncomingHttpHeaders[];
  let bodies: string[];
  let injection: Injection;
  const original = globalThis.fetch;
  beforeEach(async () => {
    seen = [];
    bodies = [];
    host = await serve((request, response) => {
      seen.push(request.headers);
      let body = '';
      request.on('data', (piece) => (body += String(piece)));
      request.on('end', () => (bodies.push(body), response.end('ok')));
    });
    injection = injectInto([host]);
  });
  afterEach(() => {
    injection.dispose();
    expect(globalThis.fetch).toBe(original);
  });

  test('tells the current run: ids and project, nothing else', async () => {
    const ids = await tracingContext({ metadata: { secret: 1 }, tags: ['t'], project_name: 'shop' }, () =>
      call(async () => {
        await fetch(`http://${host}/`);
        return getCurrentRunTree().id;
      }),
    );
    const [headers] = seen;
    expect(headers?.['langsmith-trace']?.slice(-36)).toBe(ids);
    expect(headers?.['baggage']).toBe('langsmith-project=shop');
    expect(headers?.['traceparent']).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  });

  test('a call that is tried twice has two children', async () => {
    await call(async () => {
      await fetch(`http://${host}/`);
      await fetch(`http://${host}/`);
    });
    await Promise.all(seen.map((headers) => continueTrace({ headers }, work)));
    await flush();
    expect(recording.tree()).toBe('call(work(step),work(step))');
  });

  test('what the request has already is not overwritten; baggage of others stays', async () => {
    await call(async () => {
      await fetch(`http://${host}/`, { headers: { 'langsmith-trace': 'theirs' } });
      await fetch(`http://${host}/`, { headers: [['baggage', 'user=a,langsmith-project=theirs']] });
      const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
      await fetch(`http://${host}/`, { headers: { traceparent, tracestate: 'x=1', Baggage: 'user=b' } });
    });
    const [named, filed, meshed] = seen;
    expect([named?.['langsmith-trace'], named?.['traceparent']]).toEqual(['theirs', undefined]);
    expect(filed?.['baggage']).toBe('user=a,langsmith-project=theirs');
    expect(meshed).toMatchObject({ tracestate: 'x=1', baggage: 'user=b,langsmith-project=default' });
    expect(meshed?.['traceparent']).toContain('b7ad6b7169203331');
    expect(meshed?.['langsmith-trace']).toBeDefined();
  });

  test('baggage that is full stays as it is', async () => {
    const full = `user=${'x'.repeat(8180)}`;
    await call(() => fetch(`http://${host}/`, { headers: { baggage: full } }));
    expect(seen[0]?.['baggage']).toBe(full);
  });

  test("the program's own objects are not touched, and say all they said", async () => {
    const init = { method: 'POST', body: 'a', headers: { x: '1' } };
    const request = new Request(`http://${host}/`, { method: 'PUT', body: 'b', headers: { x: '2' } });
    const asInit = new Request(`http://${host}/`, {
      method: 'PATCH',
      body: 'c',
      headers: { x: '3' },
      duplex: 'half',
    });
    await call(async () => {
      await fetch(`http://${host}/`, Object.freeze(init));
      await fetch(request);
      await fetch(new URL(`http://${host}/`), asInit);
    });
    expect(init).toEqual({ method: 'POST', body: 'a', headers: { x: '1' } });
    expect([...request.headers.keys()]).not.toContain('langsmith-trace');
    expect(bodies).toEqual(['a', 'b', 'c']);
    expect(seen.map((headers) => headers['x'])).toEqual(['1', '2', '3']);
    expect(seen.every((headers) => headers['langsmith-trace'] !== undefined)).toBe(true);
  });

  test('other hosts, and requests out of no run, stay as they are', async () => {
    const other = host.replace('127.0.0.1', 'localhost');
    await call(() => fetch(`http://${other}/`).catch(() => undefined));
    await fetch(`http://${host}/`);
    expect(seen.filter((headers) => headers['langsmith-trace'] !== undefined)).toEqual([]);
  });

  test('errors of fetch are its own', async () => {
    await expect(call(() => fetch('not a url'))).rejects.toThrow(TypeError);
    await expect(call(() => fetch(`http://${host}/`, { method: 'b a d' }))).rejects.toThrow(TypeError);
    expect([fetch.name, fetch.length]).toEqual([original.name, original.length]);
  });

  test('a trace that is left out says so', async () => {
    const client = new Client({ apiUrl: recording.url, tracingSamplingRate: 0 });
    await traceable(() => fetch(`http://${host}/`), { name: 'root', client })();
    await traceable(() => tracingContext({ enabled: false }, () => fetch(`http://${host}/`)), { name: 'outer' })();
    for (const headers of seen) await continueTrace({ headers }, work);
    await Promise.all([flush(), client.flush()]);
    expect(seen).toHaveLength(2);
    expect(recording.tree()).toBe('outer');
  });

  test('who has wrapped fetch since keeps his own', async () => {
    const wrapped: typeof fetch = (...args) => injected(...args);
    const injected = globalThis.fetch;
    globalThis.fetch = wrapped;
    injection.dispose();
    expect(globalThis.fetch).toBe(wrapped);
    await call(() => fetch(`http://${host}/`));
    expect(seen[0]?.['langsmith-trace']).toBeUndefined();
    globalThis.fetch = original;
  });
});

test.each([
  ['*.svc', 'http://a.svc/', true],
  ['*.svc', 'http://a.b.svc:80/', true],
  ['*.svc', 'http://svc/', false],
  ['*.svc', 'http://evilsvc/', false],
  ['api.internal', 'https://API.internal:8443/x', true],
  ['api.internal', 'http://api.internal.evil.com/', false],
  ['api.internal', 'http://evil.com/?api.internal', false],
  ['api.internal', 'http://api.internal@evil.com/', false],
  ['api.internal:81', 'http://api.internal:81/', true],
  ['api.internal:81', 'http://api.internal/', false],
  ['[::1]', 'http://[::1]:3000/', true],
])('%s, %s: %o', async (pattern, url, isMeant) => {
  const original = globalThis.fetch;
  const seen: boolean[] = [];
  globalThis.fetch = (_, init) => {
    seen.push(new Headers(init?.headers).has('langsmith-trace'));
    return Promise.resolve(new Response());
  };
  const injection = injectInto([pattern]);
  await call(() => fetch(url));
  injection.dispose();
  globalThis.fetch = original;
  expect(seen).toEqual([isMeant]);
});

test('what is no host is named and left out', () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  injectInto(['https://a.internal/', '*']).dispose();
  expect(warn.mock.calls.flat().join('\n')).toMatch(/injectInto was given "https:\/\/a.internal\/"; expected a host/);
  warn.mockRestore();
});

describe('middleware', () => {
  const headers = (): Record<string, string> => call(() => getCurrentRunTree().toHeaders());

  test("as Node's own server calls it: work that waits for the body is in its place too", async () => {
    const middleware = tracingMiddleware();
    const host = await serve((incoming, response) => {
      const answer = (): unknown => incoming.on('data', () => void work().then((said) => response.end(said)));
      middleware(incoming, response, answer);
    });
    const answer = await fetch(`http://${host}/`, { method: 'POST', body: 'a', headers: headers() });
    expect(await answer.text()).toBe('done');
    await flush();
    expect(recording.tree()).toBe('call(work(step))');
  });

  const request = (): { headers: Record<string, string> } => ({ headers: headers() });
  test.each<[string, (sent: { headers: Record<string, string> }) => unknown]>([
    ['a Request, as fetch handlers get it', (sent) => continueTrace(new Request('http://a/', sent), work)],
    ["Node's request", (sent) => continueTrace(sent, work)],
    ["Hono's context", (sent) => tracingMiddleware()({ req: { raw: new Request('http://a/', sent) } }, work)],
    ["Koa's context", (sent) => tracingMiddleware()({ ...sent, req: sent }, work)],
    ["Fastify's hook", (sent) => tracingMiddleware()(sent, {}, work)],
  ])('%s', async (_, handle) => {
    expect(await handle(request())).toBe('done');
    await flush();
    expect(recording.tree()).toBe('call(work(step))');
  });

  test('a request without headers of ours, or with none at all, begins a trace', async () => {
    await continueTrace({ headers: { host: 'a' } }, work);
    await continueTrace({}, work);
    await flush();
    expect(recording.tree()).toBe('work(step) work(step)');
  });

  test('metadata and tags only if trusted', async () => {
    const sent = { headers: tracingContext({ tags: ['web'], metadata: { user: 1 } }, headers) };
    await continueTrace(sent, work);
    await flush();
    expect(recording.run('work').tags).toEqual([]);
    recording.clear();
    await continueTrace(sent, work, { trustBaggage: true });
    await flush();
    expect(recording.run('work')).toMatchObject({ tags: ['web'], extra: { metadata: { user: 1 } } });
  });

  test('at a public edge nobody is believed', async () => {
    await continueTrace(request(), work, { propagation: 'none' });
    await flush();
    expect(recording.tree()).toBe('call work(step)');
    expect(recording.run('work').tracenest?.remote).toBeUndefined();
  });
});
