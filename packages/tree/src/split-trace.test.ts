import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { padSpanId, spanIdOf } from 'tracenest/wire';

import { languageOf, losesContextInTasks, runtimeOf } from './language.js';
import { runId } from './runs.fixture.js';
import type { SplitCandidate, SplitRoot } from './split-run.js';
import { findSplits, splitFinding } from './split-trace.js';

const zero = Date.parse('2026-11-20T10:00:00Z');
const python = (version: string): SplitRoot['runtime'] => ({
  language: 'python',
  version,
  sdk: 'langsmith-py 0.14.1',
  platform: 'Linux',
});
const node: SplitRoot['runtime'] = {
  language: 'typescript',
  version: 'v20',
  sdk: 'langsmith-js 0.10.5',
  platform: 'linux',
};

/** A run by number, begun and ended in milliseconds; a root of its own unless more is said. */
function run(
  n: number,
  from: number,
  to: number | null,
  more: Partial<SplitRoot & SplitCandidate> = {},
): SplitRoot & SplitCandidate {
  const name = more.name ?? `run ${n}`;
  return {
    id: runId(n),
    trace_id: runId(n),
    span_id: null,
    name,
    start_time: new Date(zero + from).toISOString(),
    end_time: to === null ? null : new Date(zero + to).toISOString(),
    service: null,
    thread_id: null,
    process: null,
    runtime: null,
    remote: null,
    candidates: [],
    is_runnable: false,
    root_name: name,
    ...more,
  };
}

/** `root > parent (severity, cause)` of what is found among runs that are all roots and all candidates. */
function found(runs: (SplitRoot & SplitCandidate)[], others: SplitCandidate[] = []): string[] {
  return findSplits(runs, [...runs, ...others]).map((split) => {
    const { severity } = splitFinding(split);
    return `${split.root.name} > ${split.parent.name} (${severity}, ${split.cause})`;
  });
}

const process = { instance: '11111111-0000-4000-9000-000000000000' };

describe('by id', () => {
  const header = (trace: number, span: number): Partial<SplitRoot> => ({
    remote: { trace_id: runId(trace), span_id: spanIdOf(runId(span)), from: 'traceparent' },
  });

  test('a header that was not followed is a warning, with both sides and the evidence', () => {
    const runs = [run(0, 0, 100), run(1, 500, 600, header(0, 0))];
    expect(found(runs)).toEqual(['run 1 > run 0 (warning, headers)']);
    const [split] = findSplits(runs, runs);
    expect(splitFinding(split!)).toMatchObject({
      run_id: runId(1),
      evidence: { trace_id: runId(1), parent_trace_id: runId(0), evidence: [expect.stringContaining('traceparent')] },
    });
  });

  test('ids of a mesh that nobody sent, or that several runs answer to, say nothing', () => {
    expect(found([run(0, 0, 100), run(1, 10, 20, header(7, 7))])).toEqual([]);
    const span_id = spanIdOf(runId(0));
    const twins = [run(2, 0, 9, { trace_id: runId(0), span_id, id: padSpanId(span_id) }), run(0, 0, 9)];
    expect(found([run(1, 10, 20, header(0, 0))], twins)).toEqual([]);
  });

  test('a run whose header names its own trace is no split', () => {
    expect(found([run(0, 0, 100, header(0, 0))])).toEqual([]);
  });
});

describe('suspicions', () => {
  test('same process, begun and ended inside of the only open run', () => {
    expect(found([run(0, 0, 100, { process }), run(1, 10, 97, { process })])).toEqual([
      'run 1 > run 0 (hint, unknown)',
    ]);
  });

  test('the run that began last in that trace is the parent, not one that has ended', () => {
    const inside = [
      run(2, 5, 90, { process, trace_id: runId(0), root_name: 'run 0' }),
      run(3, 6, 9, { process, trace_id: runId(0), root_name: 'run 0' }),
    ];
    expect(found([run(0, 0, 100, { process }), run(1, 10, 88, { process })], inside)).toEqual([
      'run 1 > run 2 (hint, unknown)',
    ]);
  });

  test('of those open the one that the SDK itself saw', () => {
    const inside = [2, 3].map((n) => run(n, n, 90, { process, trace_id: runId(0), root_name: 'run 0' }));
    const root = run(1, 10, 88, { process, candidates: [runId(2)] });
    expect(found([run(0, 0, 100, { process }), root], inside)).toEqual(['run 1 > run 2 (hint, unknown)']);
  });

  test('Python below 3.11: tasks lose the context', () => {
    const at = (version: string): string[] =>
      found([run(0, 0, 100, { runtime: python(version) }), run(1, 10, 97, { runtime: python(version) })]);
    expect(at('3.10.4')).toEqual(['run 1 > run 0 (hint, asyncio)']);
    expect(at('3.12.1')).toEqual(['run 1 > run 0 (hint, unknown)']);
  });

  test('several of one name inside of one run, at once or in turn: a pool of threads', () => {
    const runtime = python('3.12.1');
    const pool = (...times: [number, number][]): string[] =>
      found([
        run(0, 0, 100, { runtime }),
        ...times.map(([from, to], n) => run(n + 1, from, to, { runtime, name: 'inner' })),
      ]);
    const both = ['inner > run 0 (hint, threads)', 'inner > run 0 (hint, threads)'];
    expect(pool([10, 60], [12, 98])).toEqual(both);
    expect(pool([10, 60], [61, 98])).toEqual(both);
    // One that began and ended inside of another of its name is beside it, not below it.
    expect(pool([10, 98], [20, 40])).toEqual(both);
  });

  test('one of another name inside of a lost one may belong below either', () => {
    const runs = [run(0, 0, 100, { process }), run(1, 10, 97, { process }), run(2, 20, 97, { process })];
    expect(found(runs)).toEqual(['run 1 > run 0 (hint, unknown)']);
  });

  test('two services: the header was not sent', () => {
    const runs = [run(0, 0, 100, { thread_id: 't', service: 'a' }), run(1, 10, 97, { thread_id: 't', service: 'b' })];
    expect(found(runs)).toEqual(['run 1 > run 0 (hint, headers)']);
  });

  test('another thread of the process', () => {
    const runs = [
      run(0, 0, 100, { process: { ...process, thread: 0 } }),
      run(1, 10, 97, { process: { ...process, thread: 3 } }),
    ];
    expect(found(runs)).toEqual(['run 1 > run 0 (hint, threads)']);
  });

  test('a runnable that got no config', () => {
    expect(found([run(0, 0, 100, { runtime: node }), run(1, 10, 97, { runtime: node, is_runnable: true })])).toEqual([
      'run 1 > run 0 (hint, config)',
    ]);
  });

  test('a conversation in common', () => {
    const runs = [run(0, 0, 100, { thread_id: 't' }), run(1, 10, 97, { thread_id: 't' })];
    expect(found(runs)).toEqual(['run 1 > run 0 (hint, unknown)']);
  });
});

describe('healthy programs that look alike', () => {
  test('requests in parallel, also of different kinds', () => {
    const runs = [
      run(0, 0, 100, { process, name: 'ask' }),
      run(1, 10, 50, { process, name: 'ask' }),
      run(2, 200, 300, { process, name: 'search' }),
      run(3, 400, 500, { process, name: 'ask' }),
      run(4, 410, 420, { process, name: 'search' }),
    ];
    expect(found(runs)).toEqual([]);
  });

  test('a job on a schedule', () => {
    const jobs = Array.from({ length: 10 }, (_, n) => run(10 + n, n * 100, n * 100 + 5, { process, name: 'refresh' }));
    expect(found([run(0, 250, 650, { process, name: 'ask' }), ...jobs])).toEqual([]);
  });

  test('work that outlives the run in which it began, and work that goes on', () => {
    expect(found([run(0, 0, 100, { process }), run(1, 50, 150, { process })])).toEqual([]);
    expect(found([run(0, 0, 100, { process }), run(1, 50, null, { process })])).toEqual([]);
  });

  test('one that began and ended beside another, which went on as if nothing had been', () => {
    expect(found([run(0, 0, 100, { process }), run(1, 10, 20, { process })])).toEqual([]);
    const step = run(2, 40, 60, { process, trace_id: runId(0), root_name: 'run 0' });
    expect(found([run(0, 0, 100, { process }), run(1, 10, 20, { process })], [step])).toEqual([]);
    expect(found([run(0, 0, 100, { process }), run(1, 10, 38, { process })], [step])).toHaveLength(1);
  });

  test('of many requests a few fall together with the end of another', () => {
    const lone = (n: number): SplitRoot & SplitCandidate =>
      run(20 + n, 1000 * n + 10, 1000 * n + 20, { process, name: 'search' });
    const long = (n: number): SplitRoot & SplitCandidate => run(n, 1000 * n, 1000 * n + 100, { process, name: 'ask' });
    const together = run(40, 9010, 9099, { process, name: 'search' });
    expect(found([long(9), together])).toHaveLength(1);
    expect(found([long(9), together, ...[1, 2].flatMap((n) => [long(n), lone(n)])])).toEqual([]);
  });

  test('two traces were open: nobody knows which', () => {
    expect(
      found([run(0, 0, 100, { process }), run(1, 5, 100, { process }), run(2, 10, 98, { process })]),
    ).not.toContainEqual(expect.stringMatching(/^run 2/));
  });

  test('turns of a conversation', () => {
    expect(found([run(0, 0, 100, { thread_id: 't' }), run(1, 150, 200, { thread_id: 't' })])).toEqual([]);
  });

  test('another process, another version, nothing in common', () => {
    const other = { instance: '22222222-0000-4000-9000-000000000000' };
    expect(found([run(0, 0, 100, { process }), run(1, 10, 98, { process: other })])).toEqual([]);
    expect(
      found([run(0, 0, 100, { runtime: python('3.9.1') }), run(1, 10, 98, { runtime: python('3.10.1') })]),
    ).toEqual([]);
    expect(found([run(0, 0, 100), run(1, 10, 98)])).toEqual([]);
  });
});

describe('any runs', () => {
  const some = fc.record({
    from: fc.integer({ min: 0, max: 50 }),
    length: fc.option(fc.integer({ min: 0, max: 50 })),
    process: fc.constantFrom(null, process),
    thread_id: fc.constantFrom(null, 'a', 'b'),
    runtime: fc.constantFrom(null, python('3.10.0'), node),
    name: fc.constantFrom('a', 'b', 'c'),
  });

  test('without an id there is no warning; nothing is found in its own trace; order does not matter', () => {
    fc.assert(
      fc.property(fc.array(some, { maxLength: 12 }), (items) => {
        const runs = items.map(({ from, length, ...more }, n) =>
          run(n, from, length === null ? null : from + length, more),
        );
        const splits = findSplits(runs, runs);
        expect(splits.every((split) => !split.is_certain && split.root.trace_id !== split.parent.trace_id)).toBe(true);
        const ids = (list: typeof splits): string[] => list.map(({ root, cause }) => `${root.id} ${cause}`).toSorted();
        const turned = runs.toReversed();
        expect(ids(findSplits(turned, turned))).toEqual(ids(splits));
      }),
      { numRuns: 500 },
    );
  });

  test('100,000 roots', () => {
    const runs = Array.from({ length: 100_000 }, (_, n) => run(n, n * 10, n * 10 + 15, { process, name: `run ${n}` }));
    expect(findSplits(runs, runs).length).toBe(0);
  });
});

describe('the language of a run', () => {
  test.each([
    [{ sdk: 'langsmith-py', sdk_version: '0.14.1', runtime: 'python', runtime_version: '3.10.4' }, 'python', true],
    [{ sdk: 'langsmith-py', runtime: 'python', runtime_version: '3.11.0' }, 'python', false],
    [{ sdk: 'langsmith-js', runtime: 'node', runtime_version: 'v20.1.0' }, 'typescript', false],
    [{ library: 'x', platform: 'p' }, null, false],
  ])('%j', (runtime, language, loses) => {
    const facts = runtimeOf(runtime)!;
    expect(languageOf({ tracenest: null, runtime })).toBe(language);
    expect(losesContextInTasks(facts)).toBe(loses);
  });

  test('what is no record of a runtime says nothing', () => {
    for (const value of [undefined, null, 'python', [], {}, { sdk: 7 }]) expect(runtimeOf(value)).toBe(null);
    const tracenest = { v: 1, placement: 'root', process: { instance: 'x', sdk: 'tracenest-js 0.1.0' } } as const;
    expect(languageOf({ tracenest })).toBe('typescript');
  });
});
