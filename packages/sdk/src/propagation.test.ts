import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { readHeaders, writeHeaders, type HeadersLike, type OutgoingRun } from './propagation.js';
import { childOrder, formatSegment, parseDottedOrder, type OrderParent } from './wire/dotted-order.js';
import { uuid7 } from './wire/ids.js';
import type { Ancestry } from './wire/record.js';
import { timeToMs } from './wire/time.js';
import { readVectors, type HeaderVector } from './wire/vectors.fixture.js';

const vectors = readVectors();
const now = timeToMs(vectors.facts.now);
const ROOT = '01a1f8d2-ffa0-7abc-8def-0123456789ab';
const RUN = '01a1f8d3-74d0-7abc-bdef-00000000beef';
const ORDER = `20261120T115900000000Z${ROOT}.20261120T115930000000Z${RUN}`;
const run: OutgoingRun = { id: RUN, trace_id: ROOT, dotted_order: ORDER };

describe('readHeaders', () => {
  test.each(vectors.headers)('$rule: $title', ({ headers, expect: expected, ...options }: HeaderVector) => {
    const { otel, trustBaggage, propagation } = options;
    const context = readHeaders(headers, {
      now,
      ...(otel === undefined ? {} : { otel }),
      ...(trustBaggage === undefined ? {} : { trustBaggage }),
      ...(propagation === undefined ? {} : { propagation }),
    });
    const { parent, findings, ...rest } = context;
    const { parent: expectedParent, findings: codes = [], ...expectedRest } = expected;
    expect(findings.map(({ code }) => code)).toEqual(codes);
    expect(rest).toEqual(expectedRest);
    if (expectedParent === null) expect(parent).toBeNull();
    else expect(parent).toMatchObject(expectedParent as object);
  });

  test('the order comes along, ids in normal form, times as they were sent; other headers bring none', () => {
    const sent = `20261120T115900Z${ROOT.toUpperCase()}.20261120T1159305Z${RUN.replaceAll('-', '')}`;
    const context = readHeaders({ 'langsmith-trace': sent }, { now });
    expect(context.parent?.dotted_order).toBe(`20261120T115900Z${ROOT}.20261120T1159305Z${RUN}`);
    const { traceparent = '' } = writeHeaders(run, now);
    expect(readHeaders({ traceparent }, { now }).parent?.dotted_order).toBeNull();
  });

  test('findings say which header and why, and copy nothing of it', () => {
    const { findings } = readHeaders({ 'langsmith-trace': '<script>', traceparent: '<script>' }, { now });
    expect(findings).toMatchObject([
      { evidence: { header: 'langsmith-trace' } },
      { evidence: { header: 'traceparent' } },
    ]);
    expect(JSON.stringify(findings)).not.toContain('script');
  });

  test('a later version of traceparent may say more; version 00 may not', () => {
    const { traceparent = '' } = writeHeaders(run, now);
    expect(readHeaders({ traceparent: `01${traceparent.slice(2)}-more` }, { now }).parent).not.toBeNull();
    expect(readHeaders({ traceparent: `${traceparent}-more` }, { now }).findings).toHaveLength(1);
  });

  test('an entry of an unknown version is ignored, one without a version is damaged', () => {
    const { traceparent = '', tracestate = '' } = writeHeaders(run, now);
    const later = tracestate.replace('=1:', '=2:');
    expect(readHeaders({ traceparent, tracestate: later }, { now })).toEqual(readHeaders({ traceparent }, { now }));
    expect(readHeaders({ traceparent, tracestate: 'tracenest=x' }, { now }).findings).toMatchObject([
      { code: 'bad-header' },
    ]);
    expect(readHeaders({ tracestate: 'tracenest=x' }, { now })).toEqual({ parent: null, findings: [] });
  });

  test('damaged metadata is a finding only where metadata is wanted', () => {
    const headers = { 'langsmith-trace': ORDER, baggage: 'langsmith-metadata=%5B1%5D' };
    expect(readHeaders(headers, { now }).findings).toEqual([]);
    expect(readHeaders(headers, { now, trustBaggage: true }).findings).toMatchObject([
      { evidence: { header: 'baggage' } },
    ]);
  });

  const trace = { 'Langsmith-Trace': ORDER, Baggage: 'langsmith-project=p1' };
  test.each<[string, HeadersLike]>([
    ['an object, names in any case', trace],
    ['Headers', new Headers(trace)],
    ['a Map', new Map(Object.entries(trace))],
    ['anything with get', { get: (name: string) => new Headers(trace).get(name) }],
    ['a list of pairs', Object.entries(trace)],
    ['raw headers of Node', Object.entries(trace).flat()],
    [
      'bytes of a message queue',
      { 'langsmith-trace': new TextEncoder().encode(ORDER), baggage: [Buffer.from('langsmith-project=p1')] },
    ],
    ['the same header twice', [...Object.entries(trace), ...Object.entries(trace)].flat()],
  ])('reads %s', (_, headers) => {
    expect(readHeaders(headers, { now })).toMatchObject({
      parent: { run_id: RUN, trace_id: ROOT },
      project: 'p1',
      findings: [],
    });
  });

  test('two different parents in one header are none', () => {
    const other = `20261120T115900000000Z${RUN}`;
    expect(readHeaders({ 'langsmith-trace': [ORDER, other] }, { now })).toMatchObject({
      parent: null,
      findings: [{ code: 'bad-header' }],
    });
  });

  test('no input makes it throw', () => {
    const name = fc.constantFrom('langsmith-trace', 'traceparent', 'tracestate', 'baggage');
    const damaged = fc
      .tuple(
        fc.constantFrom(ORDER, ...Object.values(writeHeaders({ ...run, project: 'p', metadata: { k: 1 } }, now))),
        fc.nat(),
        fc.string(),
      )
      .map(
        ([text, at, insert]) =>
          text.slice(0, at % text.length) + insert + text.slice((at % text.length) + insert.length),
      );
    fc.assert(
      fc.property(
        fc.oneof(fc.anything(), fc.dictionary(name, fc.oneof(fc.string(), damaged, fc.anything()))),
        (headers) => {
          expect(readHeaders(headers as HeadersLike, { now, otel: true, trustBaggage: true }).findings).toBeInstanceOf(
            Array,
          );
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('writeHeaders', () => {
  test('both families name the run', () => {
    expect(writeHeaders({ ...run, project: 'team/a b', tags: ['x', 'y'], metadata: { k: 1 } }, now)).toEqual({
      'langsmith-trace': ORDER,
      baggage: 'langsmith-project=team%2Fa%20b,langsmith-tags=x%2Cy,langsmith-metadata=%7B%22k%22%3A1%7D',
      traceparent: '00-01a1f8d2ffa07abc8def0123456789ab-bdef00000000beef-01',
      tracestate: `tracenest=1:01a1f8d2ffa07abc8def0123456789ab:01a1f8d374d07abcbdef00000000beef:01:${now}`,
    });
  });

  test('of a root that only traceparent names, the whole id is known: it is that of the trace', () => {
    const root = uuid7(now);
    const { traceparent = '' } = writeHeaders(
      { id: root, trace_id: root, dotted_order: formatSegment(now * 1000, root) },
      now,
    );
    expect(readHeaders({ traceparent }, { now }).parent).toMatchObject({ run_id: root, ancestry: 'partial' });
  });

  test('what is written is read, whichever headers a gateway lets through', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 90 }),
        text,
        fc.boolean(),
        fc.constantFrom('partial', undefined),
        (depth, project, sampled, partial) => {
          const rootId = uuid7(now);
          let order = formatSegment(now * 1000, rootId);
          let ancestry: Ancestry | undefined = partial;
          let id = rootId;
          for (let i = 0; i < depth; i += 1) {
            id = uuid7(now);
            const parent: OrderParent = {
              trace_id: rootId,
              dotted_order: order,
              ...(ancestry === undefined ? {} : { ancestry }),
            };
            ({ dotted_order: order, ancestry } = {
              ancestry: undefined,
              ...childOrder(parent, formatSegment(now * 1000 + i, id)),
            });
          }
          const sent = {
            id,
            trace_id: rootId,
            dotted_order: order,
            project,
            sampled,
            ...(ancestry === undefined ? {} : { ancestry }),
          };
          const headers = writeHeaders(sent, now);
          const both = { run_id: id, trace_id: rootId, dotted_order: order, ancestry: ancestry ?? 'full' };
          expect(readHeaders(headers, { now })).toMatchObject({
            parent: both,
            project,
            sampled,
            sent: now,
            findings: [],
          });
          const { traceparent = '', tracestate = '' } = headers;
          const byIds = { run_id: id, trace_id: rootId, dotted_order: null, ancestry: 'partial' };
          expect(readHeaders({ traceparent, tracestate }, { now })).toMatchObject({
            parent: byIds,
            sampled,
            findings: [],
          });
          expect(readHeaders({ traceparent }, { now }).parent).toMatchObject({ trace_id: rootId, ancestry: 'partial' });
        },
      ),
    );
  });

  test('a longer order, received whole, is cut to fit', () => {
    const text = Array.from({ length: 200 }, (_, i) =>
      vectors.segment.replaceAll('NNN', String(i + 1).padStart(3, '0')),
    ).join('.');
    const segments = parseDottedOrder(text) ?? [];
    const deep = { id: segments.at(-1)?.id ?? '', trace_id: segments[0]?.id ?? '', dotted_order: text };
    const headers = writeHeaders(deep, now);
    expect(headers['langsmith-trace']?.length).toBeLessThanOrEqual(4096);
    expect(readHeaders(headers, { now }).parent).toMatchObject({
      run_id: deep.id,
      trace_id: deep.trace_id,
      ancestry: 'cut',
    });
  });

  test('entries of others stay, ours are replaced', () => {
    const before = writeHeaders({ ...run, project: 'old', tags: ['old'] }, now - 1000);
    const existing = {
      baggage: `user=1;ttl=3 , broken,${before['baggage'] ?? ''}`,
      tracestate: `rojo=00f067aa0ba902b7,${before['tracestate'] ?? ''},congo=t61`,
    };
    const { baggage, tracestate } = writeHeaders({ ...run, project: 'new' }, now, existing);
    expect(baggage).toBe('user=1;ttl=3,broken,langsmith-project=new');
    expect(tracestate).toMatch(/^tracenest=1:[0-9a-f]{32}:[0-9a-f]{32}:01:\d+,rojo=00f067aa0ba902b7,congo=t61$/);
    expect(tracestate).toContain(String(now));
  });

  test('what would make a header longer than 4 kB stays behind; the project does not', () => {
    const large = { ...run, project: 'p', tags: ['x'], metadata: { large: 'x'.repeat(5000) } };
    expect(writeHeaders(large, now)['baggage']).toBe('langsmith-project=p,langsmith-tags=x');
    const foreign = `a=${'x'.repeat(4090)}`;
    expect(writeHeaders(large, now, { baggage: foreign })['baggage']).toBe(`${foreign},langsmith-project=p`);
    const { tracestate = '' } = writeHeaders(run, now, { tracestate: `a=${'x'.repeat(3000)},b=${'x'.repeat(3000)}` });
    expect(tracestate.length).toBeLessThanOrEqual(4096);
    expect(tracestate).toContain(',a=x');
  });

  test('text that cannot be encoded and metadata with a cycle cost themselves only', () => {
    const cycle: Record<string, never> = {};
    Object.assign(cycle, { cycle });
    const headers = writeHeaders({ ...run, project: 'a\uD800b', metadata: cycle }, now);
    expect(readHeaders(headers, { now, trustBaggage: true })).toMatchObject({
      project: 'a\uFFFDb',
      parent: { run_id: RUN },
    });
  });
});
