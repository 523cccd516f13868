/** Sampling: decided once for a trace, and followed by all that belongs to it, in this process and in others. */
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  Client,
  flush,
  getCurrentRunTree,
  RunTree,
  startRun,
  traceable,
  tracingContext,
  uuid7,
  withRunTree,
} from './index.js';
import { RecordingServer } from './recording-server.test-fixture.js';
import { isSampled } from './sampling.js';

describe('the decision', () => {
  test('is one for all runs and all processes of a trace', () => {
    const id = uuid7();
    expect(new Set(Array.from({ length: 10 }, () => isSampled(id, 0.5))).size).toBe(1);
    expect(isSampled(id.toUpperCase(), 0.5)).toBe(isSampled(id, 0.5));
  });

  test('takes the part that is asked for; a larger part holds the smaller', () => {
    const ids = Array.from({ length: 20_000 }, () => uuid7());
    const tenth = ids.filter((id) => isSampled(id, 0.1));
    // Six standard deviations.
    expect(Math.abs(tenth.length - 2000)).toBeLessThan(6 * Math.sqrt(20_000 * 0.1 * 0.9));
    expect(tenth.every((id) => isSampled(id, 0.3))).toBe(true);
    expect(ids.every((id) => isSampled(id, 1) && !isSampled(id, 0))).toBe(true);
  });
});

describe('what follows the decision', () => {
  let server: RecordingServer;
  beforeAll(async () => {
    server = await RecordingServer.start();
    process.env['TRACENEST_ENDPOINT'] = server.url;
    process.env['TRACENEST_TRACING'] = 'true';
  });
  afterEach(() => server.clear());
  afterAll(async () => {
    delete process.env['TRACENEST_ENDPOINT'];
    delete process.env['TRACENEST_TRACING'];
    await server.close();
  });

  const child = traceable(() => traceable(() => 1, { name: 'leaf' })(), { name: 'child' });
  const rooted = (rate: number, work: () => unknown) => {
    const client = new Client({ apiUrl: server.url, tracingSamplingRate: rate });
    return { client, run: traceable(work, { name: 'root', client, tracingEnabled: true }) };
  };
  const sent = (): Record<string, string> => getCurrentRunTree().toHeaders();

  const ways: [string, () => unknown, string][] = [
    ['a child', () => child(), 'root(child(leaf))'],
    ['a child by headers', () => child.with({ parent: sent() })(), 'root(child(leaf))'],
    [
      'a child by headers without langsmith-trace',
      () => {
        const { traceparent, tracestate } = sent();
        return tracingContext({ parent: { traceparent, tracestate } }, child);
      },
      'root(child(leaf))',
    ],
    ['a child by handle', () => withRunTree(RunTree.fromHeaders(sent()), child), 'root(child(leaf))'],
    ['a service that passes headers on', () => passedOn(sent()), 'root(child(leaf))'],
    ['a run begun by hand', () => startRun({ name: 'by hand' }).end(), 'root(by hand)'],
    ['a run after an await', async () => void (await Promise.resolve(), child()), 'root(child(leaf))'],
    [
      'a function that is switched off: its children hang from the nearest recorded run',
      () => off(),
      'root(child(leaf))',
    ],
  ];
  const passedOn = (headers: Record<string, string>): unknown =>
    withRunTree(RunTree.fromHeaders(headers), () => withRunTree(RunTree.fromHeaders(sent()), child));
  const off = traceable(() => tracingContext({ enabled: true }, child), { name: 'off', tracingEnabled: false });

  test.each(ways)('%s is recorded with its trace', async (_, work, tree) => {
    const { client, run } = rooted(1, work);
    await run();
    await Promise.all([client.flush(), flush()]);
    expect(server.tree()).toBe(tree);
  });

  test.each(ways.slice(0, -1))('%s is left out with its trace', async (_, work) => {
    const { client, run } = rooted(0, work);
    await run();
    await Promise.all([client.flush(), flush()]);
    expect(server.records).toEqual([]);
  });

  test('a rate that is none is named, and the environment decides', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    expect(new Client({ tracingSamplingRate: 10 }).samplingRate).toBe(1);
    expect(warn.mock.calls.flat().join()).toMatch(/tracingSamplingRate is 10; expected a number from 0 to 1/);
    warn.mockRestore();
  });
});
