import { describe, expect, test } from 'vitest';
import { decodeBatch } from './batch.js';
import { BadBody } from './decoded.js';
import { readRun } from './run-fields.js';
import { decodeCreate, decodeUpdate } from './single.js';

const A = 'aaaaaaaa-0000-4000-8000-00000000000a';
const B = 'bbbbbbbb-0000-4000-8000-00000000000b';
const C = 'cccccccc-0000-4000-8000-00000000000c';
const nil = '00000000-0000-0000-0000-000000000000';
const bytes = (value: unknown): Buffer => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));

describe('fields', () => {
  test('all that is known is kept, in the form in which it was sent', () => {
    const run = {
      id: A,
      trace_id: A,
      parent_run_id: B,
      dotted_order: 'any text',
      name: 'n',
      run_type: 'custom',
      start_time: '2026-01-01T00:00:00',
      end_time: 5.5,
      inputs: { a: null },
      outputs: [1],
      error: 'e',
      events: [{ name: 'x', time: 't', kwargs: {} }],
      tags: [],
      serialized: { s: 1 },
      extra: { metadata: { k: null }, batch_size: 3 },
      session_name: 'p',
      session_id: C,
      reference_example_id: C,
    };
    expect(readRun('update', run, null)).toEqual({ record: { op: 'update', ...run }, rejected: [] });
  });

  test('null and unknown fields say nothing', () => {
    const run = {
      id: A,
      trace_id: null,
      parent_run_id: null,
      name: null,
      inputs: null,
      tags: null,
      extra: null,
      status: 'error',
      child_runs: [],
      replicas: [],
      execution_order: 1,
    };
    expect(readRun('update', run, null)).toEqual({ record: { op: 'update', id: A }, rejected: [] });
  });

  test('the nil id and an empty text are no parent and no trace', () => {
    expect(readRun('create', { id: A, trace_id: nil, parent_run_id: '' }, null).record).toEqual({
      op: 'create',
      id: A,
    });
  });

  test.each([
    ['not an object', 5, 'bad-run'],
    ['a list', [], 'bad-run'],
    ['no id', {}, 'bad-id'],
    ['an id that is none', { id: 'abc' }, 'bad-id'],
    ['the nil id', { id: nil }, 'bad-id'],
    ['a parent that is no id: the run would come to stand as a root', { id: A, parent_run_id: 'abc' }, 'bad-field'],
    ['a trace that is no id', { id: A, trace_id: 7 }, 'bad-field'],
  ])('refused: %s', (_, run, code) => {
    const { record, rejected } = readRun('create', run, null);
    expect(record).toBeNull();
    expect(rejected.map((reason) => reason.code)).toEqual([code]);
  });

  test('what cannot be read elsewhere is left out and reported, the run stays', () => {
    const run = {
      id: A,
      tags: 'a,b',
      events: {},
      extra: { metadata: 'x', runtime: [], other: 1 },
      start_time: {},
      name: 'n',
    };
    const { record, rejected } = readRun('create', run, null);
    expect(record).toEqual({ op: 'create', id: A, name: 'n', extra: { other: 1 } });
    expect(rejected.map(({ message }) => /field (\S+)/u.exec(message)?.[1])).toEqual([
      'start_time',
      'events',
      'tags',
      'extra.metadata',
      'extra.runtime',
    ]);
  });

  test('odd names, errors, tags and events become text', () => {
    const run = {
      id: A,
      name: 5,
      error: { message: 'x' },
      tags: ['a', 1, { b: 2 }],
      events: ['start', { name: null }, { time: 7 }],
    };
    expect(readRun('create', run, null).record).toEqual({
      op: 'create',
      id: A,
      name: '5',
      error: '{"message":"x"}',
      tags: ['a', '1', '{"b":2}'],
      events: [
        { name: 'start', time: '' },
        { name: '', time: '' },
        { name: '', time: '7' },
      ],
    });
  });
});

describe('batch', () => {
  test('lists of creates and updates; one bad run does not cost the good ones', () => {
    const decoded = decodeBatch(
      bytes({ post: [{ id: A, name: 'a' }, { id: 'bad' }, 3], patch: [{ id: B.toUpperCase(), end_time: 1 }] }),
    );
    expect(decoded.records).toEqual([
      { op: 'create', id: A, name: 'a' },
      { op: 'update', id: B, end_time: 1 },
    ]);
    expect(decoded.rejected.map(({ id, code }) => [id, code])).toEqual([
      ['bad', 'bad-id'],
      [null, 'bad-run'],
    ]);
  });

  test('either list may be missing or null', () => {
    expect(decodeBatch(bytes({ patch: null })).records).toEqual([]);
  });

  test.each(['', '[]', '"x"', '{"post":{}}', '{"post":[', 'null'])('refused as a whole: %s', (body) => {
    expect(() => decodeBatch(bytes(body))).toThrow(BadBody);
  });
});

describe('single', () => {
  test('a create', () => {
    expect(decodeCreate(bytes({ id: A, name: 'a', inputs: {} })).records).toEqual([
      { op: 'create', id: A, name: 'a', inputs: {} },
    ]);
  });

  test('a tree of nested runs becomes records below each other, in the trace and project of the outermost', () => {
    const tree = {
      id: A,
      trace_id: A,
      session_name: 'p',
      child_runs: [{ id: B, child_runs: [{ id: C, session_name: 'q' }, { id: 'bad' }] }],
    };
    const decoded = decodeCreate(bytes(tree));
    expect(decoded.records).toEqual([
      { op: 'create', id: A, trace_id: A, session_name: 'p' },
      { op: 'create', id: B, parent_run_id: A, trace_id: A, session_name: 'p' },
      { op: 'create', id: C, parent_run_id: B, trace_id: A, session_name: 'q' },
    ]);
    expect(decoded.rejected.map(({ id }) => id)).toEqual(['bad']);
  });

  test('an update takes its id from the path', () => {
    expect(decodeUpdate(A, bytes({ end_time: 5, outputs: { x: 1 } })).records).toEqual([
      { op: 'update', id: A, end_time: 5, outputs: { x: 1 } },
    ]);
    expect(decodeUpdate(A, bytes({ id: B })).rejected[0]?.code).toBe('bad-id');
  });

  test.each(['', '[]', '{', '\u0000'])('refused as a whole: %j', (body) => {
    expect(() => decodeCreate(bytes(body))).toThrow(BadBody);
    expect(() => decodeUpdate(A, bytes(body))).toThrow(BadBody);
  });

  test('very deep values are read', () => {
    const depth = 100_000;
    const [record] = decodeCreate(bytes(`{"id":"${A}","inputs":${'['.repeat(depth)}${']'.repeat(depth)}}`)).records;
    expect(Array.isArray(record?.inputs)).toBe(true);
  });
});
