import { describe, expect, test } from 'vitest';
import { Client, MemoryExporter, RunTree } from './index.js';
import { factsOf } from './run-like.js';
import { recordRun } from './run-record.js';
import { parseDottedOrder, spanIdOf } from './wire/index.js';

const exporter = new MemoryExporter();
const client = new Client({ exporter });
const root = (config = {}): RunTree => new RunTree({ name: 'root', client, ...config });
const tracenest = (run: RunTree) => recordRun('create', run, {}).record.extra?.tracenest;

describe('ids and order', () => {
  test('a root is its own trace; a child carries its parent’s order and its own segment', () => {
    const run = root();
    const child = run.createChild({ name: 'child' });
    const grandchild = child.createChild({ name: 'grandchild' });
    expect([run.trace_id, run.parent_run_id, run.id[14]]).toEqual([run.id, undefined, '7']);
    expect([child.trace_id, child.parent_run_id]).toEqual([run.id, run.id]);
    expect(parseDottedOrder(grandchild.dotted_order)?.map(({ id }) => id)).toEqual([run.id, child.id, grandchild.id]);
    expect(grandchild.dotted_order.startsWith(`${child.dotted_order}.`)).toBe(true);
  });

  test('children sort in the order in which they were made, however fast', () => {
    const run = root();
    const orders = Array.from({ length: 5000 }, () => run.createChild({ name: 'c' }).dotted_order);
    expect(orders.toSorted()).toEqual(orders);
    expect(new Set(orders).size).toBe(5000);
  });

  test('a very deep order is cut in its middle, and children go on so', () => {
    let run = root();
    for (let depth = 2; depth <= 100; depth += 1) run = run.createChild({ name: `level ${depth}` });
    expect(factsOf(run).ancestry).toBe('cut');
    expect(parseDottedOrder(run.dotted_order)).toHaveLength(64);
    expect(tracenest(run)).toMatchObject({ placement: 'explicit', ancestry: 'cut' });
  });

  test('a parent that is released does not stay in memory through its children', () => {
    const run = root();
    const child = run.createChild({ name: 'child' });
    expect(child.parent_run).toBe(run);
    child.release();
    expect(child.parent_run).toBeUndefined();
    expect(run.child_runs).toHaveLength(0);
  });
});

describe('through headers', () => {
  test('a child in another process: ids, order, project and sampling travel; metadata and tags only if trusted', () => {
    const sender = root({ project_name: 'p', metadata: { thread_id: 't' }, tags: ['a'] });
    const headers = sender.toHeaders();
    const remote = RunTree.fromHeaders(headers, { client }) as RunTree;
    const child = remote.createChild({ name: 'child' });
    expect(child).toMatchObject({ trace_id: sender.id, parent_run_id: sender.id, project_name: 'p', metadata: {} });
    expect(child.dotted_order.startsWith(`${sender.dotted_order}.`)).toBe(true);
    expect(tracenest(child)).toMatchObject({ placement: 'headers', process: { pid: process.pid } });
    const trusted = RunTree.fromHeaders(headers, { client, trustBaggage: true }) as RunTree;
    expect([trusted.metadata, trusted.tags]).toEqual([{ thread_id: 't' }, ['a']]);
  });

  test('the remote run itself is never sent', async () => {
    const remote = RunTree.fromHeaders(root().toHeaders(), { client }) as RunTree;
    exporter.records.length = 0;
    await remote.postRun();
    await remote.end();
    await remote.patchRun();
    await client.flush();
    expect(exporter.records).toEqual([]);
  });

  test('only traceparent and tracestate came through: the order is partial, the parent is right', () => {
    const sender = root();
    const { traceparent = '', tracestate = '' } = sender.toHeaders();
    const child = (RunTree.fromHeaders({ traceparent, tracestate }, { client }) as RunTree).createChild({
      name: 'child',
    });
    expect(child.parent_run_id).toBe(sender.id);
    expect(parseDottedOrder(child.dotted_order)?.map(({ id }) => id)).toEqual([sender.id, child.id]);
    expect(tracenest(child)).toMatchObject({ placement: 'headers', ancestry: 'partial' });
    expect(parseDottedOrder(child.createChild({ name: 'deeper' }).dotted_order)).toHaveLength(3);
  });

  test('only traceparent came through: the parent is known by its span id, a root by the id of the trace', () => {
    const top = root();
    const below = top.createChild({ name: 'below' });
    const placeUnder = (sender: RunTree): object => {
      const { traceparent = '' } = sender.toHeaders();
      const remote = RunTree.fromHeaders({ traceparent }, { client }) as RunTree;
      expect(remote.toHeaders()['traceparent']).toContain(spanIdOf(sender.id));
      return recordRun('create', remote.createChild({ name: 'child' }), {}).record;
    };
    expect(placeUnder(below)).toMatchObject({
      trace_id: top.id,
      parent_run_id: null,
      parent_span_id: spanIdOf(below.id),
    });
    expect(placeUnder(top)).toMatchObject({ trace_id: top.id, parent_run_id: top.id });
  });

  test('a sender that is sampled out is heard', () => {
    const sender = root({ tracingEnabled: false });
    const remote = RunTree.fromHeaders(sender.toHeaders(), { client }) as RunTree;
    expect([remote.tracingEnabled, remote.createChild({}).tracingEnabled]).toEqual([false, false]);
    expect(remote.toHeaders()['traceparent']).toMatch(/-00$/);
  });

  test('a process that does not trace itself passes on that the sender is recorded', () => {
    const passed = (RunTree.fromHeaders(root().toHeaders(), { tracingEnabled: false }) as RunTree).toHeaders();
    expect((RunTree.fromHeaders(passed, { client }) as RunTree).tracingEnabled).toBe(true);
  });

  test.each([
    [{}],
    [{ 'langsmith-trace': '' }],
    [{ 'langsmith-trace': 'nonsense' }],
    [{ traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' }],
    [undefined],
    [7],
  ])('%o names no parent', (headers) => expect(RunTree.fromHeaders(headers as never)).toBeUndefined());

  test('a Headers object is written to; entries of others stay', () => {
    const headers = new Headers({ baggage: 'mine=1', tracestate: 'vendor=x' });
    const written = root().toHeaders(headers);
    expect(headers.get('langsmith-trace')).toBe(written['langsmith-trace']);
    expect([headers.get('baggage'), headers.get('tracestate')]).toEqual([
      expect.stringContaining('mine=1'),
      expect.stringMatching(/^tracenest=.*vendor=x/),
    ]);
  });

  test('a dotted order alone is enough', () => {
    const sender = root().createChild({ name: 'child' });
    expect(RunTree.fromDottedOrder(sender.dotted_order)).toMatchObject({ id: sender.id, trace_id: sender.trace_id });
  });
});

describe('by hand', () => {
  test('what was said first about the end stands', async () => {
    const run = root();
    await run.end({ a: 1 }, undefined, run.start_time + 5, { m: 1 });
    await run.end({ a: 2 }, 'late');
    expect([run.outputs, run.error, run.end_time, run.metadata]).toEqual([
      { a: 1 },
      'late',
      run.start_time + 5,
      { m: 1 },
    ]);
  });

  test('no end is before the beginning', async () => {
    const run = root({ start_time: Date.now() + 60_000 });
    await run.end();
    expect(run.end_time).toBe(run.start_time);
  });

  test('begin and end join into one record, a later word about inputs included', async () => {
    exporter.records.length = 0;
    const run = root({ inputs: { a: 1 }, tags: ['t'] });
    await run.postRun();
    run.inputs = { a: 2 };
    run.addEvent({ name: 'retry', kwargs: { n: 1 } });
    await run.end({ b: 1 });
    await run.patchRun({ excludeInputs: false });
    await client.flush();
    expect(exporter.records).toHaveLength(1);
    expect(exporter.records[0]).toMatchObject({
      op: 'create',
      id: run.id,
      inputs: { a: 2 },
      outputs: { b: 1 },
      tags: ['t'],
      events: [{ name: 'retry' }],
    });
  });

  test('a time or id that cannot be read is replaced by one that can', () => {
    const run = root({ start_time: 'yesterday', id: 'x' });
    expect(Math.abs(run.start_time - Date.now())).toBeLessThan(60_000);
    expect(run.id).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('as JSON it is the record that would be sent', () => {
    const run = root({ inputs: { n: 1n } });
    expect(JSON.parse(JSON.stringify(run))).toMatchObject({ op: 'create', id: run.id, inputs: { n: '1' } });
  });
});
