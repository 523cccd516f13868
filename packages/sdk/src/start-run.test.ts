/// <reference lib="esnext.disposable" />
/** Runs begun and ended by hand: their place, their end, and that they are current only within. */
import { describe, expect, test } from 'vitest';
import { flush, getCurrentRunTree, ROOT, RunTree, startRun, traceable, withRunTree } from './index.js';
import { startServerOfTests } from './traced-tests.test-fixture.js';

const server = await startServerOfTests();

const leaf = traceable((name: string) => name.length, { name: 'leaf' });

test('has inputs, outputs, type, tags and metadata, and ends once', async () => {
  const run = startRun({ name: 'import', run_type: 'tool', inputs: { file: 'a' }, tags: ['t'], metadata: { m: 1 } });
  run.end({ rows: 3 });
  run.end({ rows: 4 });
  run.fail(new Error('too late'));
  await flush();
  const recorded = server.run('import');
  expect(recorded).toMatchObject({
    inputs: { file: 'a' },
    outputs: { rows: 3 },
    run_type: 'tool',
    status: 'success',
    tags: ['t'],
    extra: { metadata: { m: 1 } },
  });
  expect(server.tree()).toBe('import');
});

test('leaves at its beginning, without its end', async () => {
  const run = startRun({ name: 'long' });
  await flush();
  expect(server.tree()).toBe('long?');
  run.fail(new TypeError('broken'));
  await flush();
  expect(server.run('long').error).toMatch(/^TypeError: broken/);
});

describe('its place', () => {
  test('is below the current run', async () => {
    traceable(() => startRun({ name: 'inner' }).end(), { name: 'outer' })();
    await flush();
    expect(server.tree()).toBe('outer(inner)');
    expect(server.run('inner').tracenest?.placement).toBe('context');
  });

  test('is the parent given: a run, headers, a dotted order, or none', async () => {
    const parent = startRun({ name: 'parent' });
    traceable(
      () => {
        startRun({ name: 'by-run', parent: parent.run }).end();
        startRun({ name: 'by-headers', parent: parent.toHeaders() }).end();
        startRun({ name: 'by-order', parent: parent.run.dotted_order }).end();
        startRun({ name: 'by-root', parent: ROOT }).end();
      },
      { name: 'outer' },
    )();
    parent.end();
    await flush();
    expect(server.tree()).toBe('parent(by-run,by-headers,by-order) outer by-root');
    expect(server.run('by-run').tracenest?.placement).toBe('explicit');
    expect(server.run('by-headers').tracenest?.placement).toBe('headers');
    const findings = server.runs.flatMap((run) => run.tracenest?.findings ?? []);
    expect(findings.filter(({ severity }) => severity !== 'hint')).toEqual([]);
  });

  test('is not known where a parent was expected and did not come: the run says so', async () => {
    startRun({ name: 'lost', parent: undefined }).end();
    await flush();
    expect(server.run('lost').tracenest?.findings).toMatchObject([
      { code: 'no-parent-given', evidence: { run: 'lost', site: expect.stringMatching(/start-run\.test\.ts:\d+$/) } },
    ]);
  });
});

describe('is current', () => {
  test('within and nowhere else, also after an await', async () => {
    const run = startRun({ name: 'run' });
    expect(getCurrentRunTree(true)).toBeUndefined();
    await run.within(async () => {
      await Promise.resolve();
      leaf('inside');
    });
    expect(getCurrentRunTree(true)).toBeUndefined();
    leaf('outside');
    run.end();
    await flush();
    expect(server.tree()).toBe('run(leaf) leaf');
  });

  test('in its own request only, while another begins', async () => {
    const request = async (name: string): Promise<void> => {
      const run = startRun({ name });
      await new Promise((resolve) => setTimeout(resolve, 1));
      await run.within(() => Promise.resolve(leaf(name)));
      run.end();
    };
    await Promise.all([request('a'), request('b')]);
    await flush();
    expect(server.tree()).toBe('a(leaf) b(leaf)');
  });

  test('never where tracing is off: what another process sent is passed on', () => {
    const sender = new RunTree({ name: 'sender' });
    delete process.env['TRACENEST_TRACING'];
    const run = startRun({ name: 'off' });
    expect(run.toHeaders()).toEqual({});
    run.within(() => expect(getCurrentRunTree(true)).toBeUndefined());
    withRunTree(RunTree.fromHeaders(sender.toHeaders()), () =>
      expect(startRun({ name: 'off' }).toHeaders()['langsmith-trace']).toBe(sender.dotted_order),
    );
    run.end();
  });

  test('and gives what the function gives, and throws what it throws', () => {
    const run = startRun({ name: 'run' });
    const promise = Promise.resolve();
    expect(run.within(() => promise)).toBe(promise);
    const error = new Error('mine');
    expect(() =>
      run.within(() => {
        throw error;
      }),
    ).toThrow(error);
    run.end();
  });
});

test('ends with the block that it stands in', async () => {
  {
    using run = startRun({ name: 'sync' });
    run.within(() => leaf('x'));
  }
  {
    await using run = startRun({ name: 'async' });
    await run.within(() => Promise.resolve(leaf('x')));
    run.end({ said: true });
  }
  await flush();
  expect(server.tree()).toBe('sync(leaf) async(leaf)');
  expect(server.run('async').outputs).toEqual({ said: true });
});
