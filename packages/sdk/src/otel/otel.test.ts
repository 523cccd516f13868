/** Runs and spans in one tree, with OpenTelemetry's own SDK: who is below whom, and what is sent of a span. */
import { context, propagation, ROOT_CONTEXT, SpanStatusCode, trace, TraceFlags, type Span } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { AlwaysOffSampler, BasicTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  Client,
  detach,
  flush,
  getCurrentRunTree,
  injectInto,
  startRun,
  traceable,
  tracingContext,
  withRunTree,
} from '../index.js';
import { RecordingServer } from '../recording-server.test-fixture.js';
import { normalizeId, padSpanId } from '../wire/ids.js';
import {
  TracenestContextManager,
  TracenestPropagator,
  TracenestSpanExporter,
  TracenestSpanProcessor,
} from './index.js';

let server: RecordingServer;
beforeAll(async () => {
  server = await RecordingServer.start();
  process.env['TRACENEST_ENDPOINT'] = server.url;
  process.env['TRACENEST_TRACING'] = 'true';
  context.setGlobalContextManager(new TracenestContextManager(new AsyncLocalStorageContextManager()).enable());
  propagation.setGlobalPropagator(
    new CompositePropagator({
      propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator(), new TracenestPropagator()],
    }),
  );
});
afterEach(async () => {
  await flush();
  server.clear();
});
afterAll(async () => {
  context.disable();
  delete process.env['TRACENEST_ENDPOINT'];
  delete process.env['TRACENEST_TRACING'];
  await server.close();
});

const tracer = new BasicTracerProvider({ spanProcessors: [new TracenestSpanProcessor()] }).getTracer('test');

/** A span around a function, as OpenTelemetry's documentation writes it. */
async function spanned<R>(name: string, work: (span: Span) => R): Promise<Awaited<R>> {
  return await tracer.startActiveSpan(name, async (span) => {
    try {
      return await work(span);
    } finally {
      span.end();
    }
  });
}
const traced = <R>(name: string, work: () => R): R => traceable(work, { name })();
const leaf = (name: string) => async (): Promise<void> => {
  await sleep(1);
  traced(name, () => 1);
};
async function treeOf(work: () => unknown): Promise<string> {
  await work();
  await flush();
  return server.tree();
}

describe('of a run and a span the one that was entered last is the parent', () => {
  test.each<[string, () => unknown, string]>([
    ['a run below a span', () => spanned('span', leaf('run')), 'span(run)'],
    ['a span below a run', () => traced('run', () => spanned('span', () => sleep(1))), 'run(span)'],
    [
      'in turns',
      () => spanned('a', () => traced('b', () => spanned('c', () => traced('d', () => spanned('e', leaf('f')))))),
      'a(b(c(d(e(f)))))',
    ],
    [
      'siblings on both sides, each after an await',
      () =>
        traced('run', async () => {
          await spanned('s1', leaf('r1'));
          await leaf('r2')();
          await spanned('s2', leaf('r3'));
        }),
      'run(s1(r1),r2,s2(r3))',
    ],
    [
      'a handle that is entered inside of a span of its own',
      () =>
        traced('run', () => {
          const run = getCurrentRunTree();
          return spanned('span', () => withRunTree(run, leaf('child')));
        }),
      'run(span,child)',
    ],
    [
      'a run begun by hand',
      () => {
        const run = startRun({ name: 'by hand' });
        return run.within(() => spanned('span', leaf('run'))).then(() => run.end());
      },
      'by hand(span(run))',
    ],
    [
      'a generator that another run consumes: its body is its own',
      () => {
        const numbers = traceable(
          async function* numbers() {
            await spanned('one', leaf('two'));
            yield 1;
          },
          { name: 'numbers' },
        );
        return traced('maker', async () => {
          const made = numbers();
          await spanned('consumer', async () => {
            for await (const _ of made) await spanned('step', () => 1);
          });
        });
      },
      'maker(numbers(one(two)),consumer(step))',
    ],
    [
      'a root that is asked for',
      () => traced('run', () => spanned('span', () => tracer.startSpan('alone', { root: true }).end())),
      'run(span) alone',
    ],
    [
      'work that is detached',
      () => spanned('span', () => detach(() => spanned('alone', leaf('run')))()),
      'span alone(run)',
    ],
    [
      'a context that the program has kept',
      () =>
        spanned('span', () => {
          const kept = context.active();
          return traced('run', () => context.with(kept, leaf('beside')));
        }),
      'span(run,beside)',
    ],
    [
      'a function that is bound by OpenTelemetry, called in another run',
      async () => {
        const bound = await spanned('span', () => context.bind(context.active(), leaf('child')));
        await traced('other', () => bound());
      },
      'span(child) other',
    ],
    [
      'a function that is switched off: what it calls hangs from the nearest recorded one',
      () =>
        spanned('span', () =>
          traceable(() => Promise.all([spanned('off too', () => 1), tracingContext({ enabled: true }, leaf('on'))]), {
            name: 'off',
            tracingEnabled: false,
          })(),
        ),
      'span(off too,on)',
    ],
    [
      'a service whose headers name no run',
      () => spanned('server', () => tracingContext({ parent: { host: 'a' } }, leaf('work'))),
      'server(work)',
    ],
  ])('%s', async (_, work, tree) => {
    expect(await treeOf(work)).toBe(tree);
  });

  test('twenty requests at once do not mix', async () => {
    const request = (id: number) => async (): Promise<void> => {
      await sleep(Math.random() * 3);
      await spanned(`span ${id}`, async () => {
        await sleep(Math.random() * 3);
        await traced(`run ${id}`, () => spanned(`deep ${id}`, leaf(`leaf ${id}`)));
      });
    };
    const ids = Array.from({ length: 20 }, (_, id) => id);
    const tree = await treeOf(() => Promise.all(ids.map((id) => traced(`request ${id}`, request(id)))));
    for (const id of ids) expect(tree).toContain(`request ${id}(span ${id}(run ${id}(deep ${id}(leaf ${id}))))`);
  });

  test('the answer of a wrapped function and the thrown error are its own', async () => {
    const manager = new TracenestContextManager(new AsyncLocalStorageContextManager());
    const self = { name: 'self' };
    const said = manager.with(
      ROOT_CONTEXT,
      function (this: { name: string }, a: number, b: number) {
        return [this.name, a + b];
      },
      self,
      1,
      2,
    );
    expect(said).toEqual(['self', 3]);
    expect(() =>
      manager.with(ROOT_CONTEXT, () => {
        throw new RangeError('theirs');
      }),
    ).toThrow(new RangeError('theirs'));
    expect(manager.bind(ROOT_CONTEXT, function two(_a: number, _b: number) {}).length).toBe(2);
  });
});

describe('a span as a run', () => {
  test('its beginning is sent at once, its end when it ends', async () => {
    const span = tracer.startSpan('slow', { attributes: { 'input.value': '{"q":1}' } });
    await server.until(() => server.tree() === 'slow?');
    expect(server.run('slow')).toMatchObject({ inputs: { q: 1 }, status: 'pending' });
    span.end();
    await server.until(() => server.tree() === 'slow');
  });

  test('ids: a root has the id of its trace, others their span id; orders are whole', async () => {
    await spanned('root', () => spanned('inner', leaf('run')));
    await flush();
    const [root, inner, run] = ['root', 'inner', 'run'].map((name) => server.run(name));
    const { OTEL_TRACE_ID: traceId, OTEL_SPAN_ID: spanId } = (inner?.extra.metadata ?? {}) as Record<string, string>;
    expect(root).toMatchObject({ id: normalizeId(traceId), trace_id: normalizeId(traceId), parent_run_id: null });
    expect(inner).toMatchObject({ id: padSpanId(spanId ?? ''), parent_run_id: root?.id });
    expect(run?.dotted_order?.split('.').map((segment) => segment.slice(-36))).toEqual([root?.id, inner?.id, run?.id]);
    expect([root, inner, run].map((each) => each?.tracenest?.placement)).toEqual(['root', 'otel', 'otel']);
    expect(run?.tracenest?.ancestry).toBeUndefined();
  });

  test('a span below a run is in its trace, with the run as parent in full', async () => {
    await traced('run', () => spanned('span', () => undefined));
    await flush();
    const [run, span] = [server.run('run'), server.run('span')];
    expect(span).toMatchObject({ trace_id: run.id, parent_run_id: run.id });
    expect(span.extra.metadata?.['OTEL_TRACE_ID']).toBe(run.id.replaceAll('-', ''));
  });

  test('links, tags, project, service and the rest of its attributes', async () => {
    const link = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };
    const attributes = {
      'langsmith.span.tags': 'a, b',
      'langsmith.trace.session_name': 'theirs',
      'http.method': 'GET',
    };
    tracer.startSpan('span', { attributes, links: [{ context: link }] }).end();
    await flush();
    expect(server.run('span')).toMatchObject({
      project: 'theirs',
      tags: ['a', 'b'],
      extra: { otel: { scope: 'test', attributes: { 'http.method': 'GET' } } },
      tracenest: {
        links: [{ run_id: padSpanId(link.spanId), trace_id: normalizeId(link.traceId), kind: 'link' }],
      },
    });
  });

  test('an exception is its error, unless it was overcome', async () => {
    await spanned('fails', (span) => {
      span.recordException(new RangeError('too far'));
      span.setStatus({ code: SpanStatusCode.ERROR });
    });
    await spanned('says why', (span) => span.setStatus({ code: SpanStatusCode.ERROR, message: 'no answer' }));
    await spanned('recovers', (span) => {
      span.recordException(new RangeError('once'));
      span.setStatus({ code: SpanStatusCode.OK });
    });
    await flush();
    expect(server.run('fails').error).toMatch(/^RangeError: too far\n\nStacktrace:\n/);
    expect(server.run('says why').error).toBe('no answer');
    expect(server.run('recovers')).toMatchObject({ status: 'success', events: [{ name: 'exception' }] });
  });

  test('what tracingContext says holds for spans too', async () => {
    await tracingContext({ tags: ['web'], project_name: 'shop', metadata: { user: 1 } }, () =>
      spanned('span', () => 1),
    );
    await flush();
    expect(server.run('span')).toMatchObject({ tags: ['web'], project: 'shop', extra: { metadata: { user: 1 } } });
  });

  test('the requests of a client make no spans of their own', async () => {
    const names: string[] = [];
    const fetchImplementation: typeof fetch = async (...args) =>
      spanned('POST', (span) => {
        if (span.isRecording()) names.push(JSON.stringify(args[0]));
        return fetch(...args);
      });
    const client = new Client({ apiUrl: server.url, fetchImplementation });
    await spanned('outer', () => traceable(() => 1, { name: 'run', client })());
    await client.flush();
    await server.until(() => server.runs.some(({ name }) => name === 'run'));
    expect(names).toEqual([]);
  });

  test('a batch exporter sends the same, each by its span id', async () => {
    const provider = new BasicTracerProvider({
      spanProcessors: [new SimpleSpanProcessor(new TracenestSpanExporter())],
    });
    const exported = provider.getTracer('exported');
    const root = exported.startSpan('root');
    const inside = trace.setSpan(context.active(), root);
    exported.startSpan('child', {}, inside).end();
    root.end();
    await provider.forceFlush();
    await server.until(() => server.runs.length === 2);
    const [child, parent] = [server.run('child'), server.run('root')];
    expect(parent.id).toBe(normalizeId(root.spanContext().traceId));
    expect(child).toMatchObject({ parent_span_id: root.spanContext().spanId, trace_id: parent.id, status: 'success' });
    expect(child.tracenest?.ancestry).toBe('partial');
    await provider.shutdown();
  });
});

describe('what is left out', () => {
  test('a trace that we leave out takes its spans along, and changes nothing for OpenTelemetry', async () => {
    const client = new Client({ apiUrl: server.url, tracingSamplingRate: 0 });
    const ids = await spanned('outer', (outer) =>
      detach(() =>
        traceable(() => spanned('span', (span) => [outer, span].map((each) => each.spanContext().traceFlags)), {
          name: 'root',
          client,
        })(),
      )(),
    );
    await client.flush();
    expect(await treeOf(() => 0)).toBe('outer');
    expect(ids).toEqual([TraceFlags.SAMPLED, TraceFlags.SAMPLED]);
  });

  test('a span that OpenTelemetry leaves out is no parent: the run above it is', async () => {
    const silent = new BasicTracerProvider({
      sampler: new AlwaysOffSampler(),
      spanProcessors: [new TracenestSpanProcessor()],
    }).getTracer('silent');
    const work = (): unknown => silent.startActiveSpan('silent', () => leaf('child')());
    expect(await treeOf(() => traced('run', work))).toBe('run(child)');
    server.clear();
    expect(await treeOf(work)).toBe('child');
  });
});

describe('headers', () => {
  const inject = (): Record<string, string> => {
    const carrier: Record<string, string> = {};
    propagation.inject(context.active(), carrier);
    return carrier;
  };
  const receive = <R>(carrier: Record<string, string>, work: () => R): R =>
    context.with(propagation.extract(ROOT_CONTEXT, carrier), work);

  test.each<[string, (headers: Record<string, string>) => Record<string, string>]>([
    ['all of them', (headers) => headers],
    ['traceparent and tracestate only', ({ traceparent = '', tracestate = '' }) => ({ traceparent, tracestate })],
    ['langsmith-trace only', (headers) => ({ 'langsmith-trace': headers['langsmith-trace'] ?? '' })],
  ])('from span to span and from run to run: %s', async (_, through) => {
    let fromSpan = {};
    let fromRun = {};
    await spanned('outer', () =>
      spanned('span', () => {
        fromSpan = inject();
        return traced('run', () => void (fromRun = inject()));
      }),
    );
    await receive(through(fromSpan), () => spanned('server', leaf('a')));
    await receive(through(fromRun), leaf('b'));
    await tracingContext({ parent: through(fromRun) }, leaf('c'));
    expect(await treeOf(() => 0)).toBe('outer(span(run(b,c),server(a)))');
  });

  test('traceparent alone, of whatever trace, names a parent: spans of it are expected here', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await receive({ traceparent }, leaf('by context'));
    await tracingContext({ parent: { traceparent } }, leaf('by headers'));
    await receive({ traceparent: traceparent.replace(/01$/, '00') }, leaf('left out there'));
    await flush();
    const place = { trace_id: '0af76519-16cd-43dd-8448-eb211c80319c', parent_span_id: 'b7ad6b7169203331' };
    expect(server.run('by context')).toMatchObject({ ...place, tracenest: { ancestry: 'partial' } });
    expect(server.run('by headers')).toMatchObject(place);
    expect(server.run('left out there')).toMatchObject({ parent_span_id: null, parent_run_id: null });
  });

  test('a sender that is left out leaves nothing here', async () => {
    const client = new Client({ apiUrl: server.url, tracingSamplingRate: 0 });
    const headers = traceable(() => getCurrentRunTree().toHeaders(), { name: 'root', client })();
    await receive(headers, () => spanned('server', leaf('run')));
    expect(await treeOf(() => client.flush())).toBe('');
  });

  test('baggage of others stays', () => {
    tracingContext({ project_name: 'shop' }, () =>
      traced('run', () => {
        const carrier: Record<string, string> = { baggage: 'user=a' };
        new TracenestPropagator().inject(context.active(), carrier, {
          set: (to, name, value) => void (to[name] = value),
        });
        expect(carrier['baggage']).toBe('user=a,langsmith-project=shop');
      }),
    );
  });

  test('fetch tells the span from which it is called', async () => {
    const seen: (string | null)[] = [];
    const original = globalThis.fetch;
    globalThis.fetch = (input, init) => {
      seen.push(new Headers(init?.headers).get('traceparent'));
      return Promise.resolve(new Response(typeof input === 'string' ? input : null));
    };
    const injection = injectInto(['a.internal']);
    try {
      const { spanId } = await spanned('span', async (span) => {
        await fetch('http://a.internal/');
        return span.spanContext();
      });
      expect(seen[0]?.split('-')[2]).toBe(spanId);
    } finally {
      injection.dispose();
      globalThis.fetch = original;
    }
  });
});
