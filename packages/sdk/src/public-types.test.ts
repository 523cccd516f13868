/** The types of the public surface: what a program may write, and what the compiler must refuse. */
import { expectTypeOf, test } from 'vitest';
import {
  Client,
  createAnonymizer,
  getCurrentRunTree,
  isTraceableFunction,
  isTracingEnabled,
  ROOT,
  RunTree,
  startRun,
  traceable,
  tracingContext,
  withRunTree,
  type LangSmithTracingClientInterface,
  type Run,
  type StartedRun,
} from './index.js';
import { recordRuns, type MergedRun } from './testing.js';

/** Never called: the compiler is what tests these. */
function neverCalled(check: () => unknown): void {
  expectTypeOf(check).toBeFunction();
}

test('a wrapped function keeps its parameters and its result', () => {
  const add = traceable((a: number, b = 1) => a + b);
  neverCalled(() => {
    expectTypeOf(add(1)).toEqualTypeOf<number>();
    expectTypeOf(add(1, 2)).toEqualTypeOf<number>();
    // @ts-expect-error: a text is no number
    add('1');
  });
  const later = traceable(async (text: string) => text.length);
  neverCalled(() => expectTypeOf(later('x')).toEqualTypeOf<Promise<number>>());
});

test('overloads and generics are kept, also by with()', () => {
  function pick(key: 'n'): number;
  function pick(key: 's'): string;
  function pick(key: string): number | string {
    return key;
  }
  const picked = traceable(pick);
  const first = traceable(<T>(list: readonly T[]): T | undefined => list[0]);
  neverCalled(() => {
    expectTypeOf(picked('n')).toEqualTypeOf<number>();
    expectTypeOf(picked('s')).toEqualTypeOf<string>();
    expectTypeOf(picked.with({ name: 'a' })('s')).toEqualTypeOf<string>();
    expectTypeOf(first([1, 2])).toEqualTypeOf<number | undefined>();
    expectTypeOf(first.with({})(['a'])).toEqualTypeOf<string | undefined>();
    // @ts-expect-error: no overload takes this
    picked('x');
  });
});

test('this, generators and own properties are kept', () => {
  const method = traceable(function (this: { n: number }, by: number) {
    return this.n * by;
  });
  const numbers = traceable(function* () {
    yield 1;
    return 'end';
  });
  const own = traceable(Object.assign((a: number) => a, { unit: 'm' as const }));
  neverCalled(() => {
    expectTypeOf(method.call({ n: 1 }, 2)).toEqualTypeOf<number>();
    const made: Generator<number, string, unknown> = numbers();
    expectTypeOf(made.next().value).toEqualTypeOf<string | number>();
    expectTypeOf(own.unit).toEqualTypeOf<'m'>();
  });
});

test('a run, ROOT or a config may stand in front; other things may not', () => {
  const add = traceable((a: number) => a);
  neverCalled(() => {
    expectTypeOf(add(ROOT, 1)).toEqualTypeOf<number>();
    expectTypeOf(add(new RunTree({ name: 'a' }), 1)).toEqualTypeOf<number>();
    // @ts-expect-error: a number is no place
    add(1, 1);
  });
  const takesRun = traceable((run: RunTree, a: number) => `${run.id}${a}`);
  neverCalled(() => expectTypeOf(takesRun(ROOT, 1)).toEqualTypeOf<string>());
});

test('contexts give what their function gives, and take what may be a parent', () => {
  neverCalled(() => {
    expectTypeOf(tracingContext({ tags: ['a'] }, () => 1)).toEqualTypeOf<number>();
    expectTypeOf(tracingContext({ parent: new Headers() }, async () => 'a')).toEqualTypeOf<Promise<string>>();
    tracingContext({ parent: { 'langsmith-trace': ['a'] } }, () => 1);
    tracingContext({ parent: RunTree.fromHeaders({}) }, () => 1);
    expectTypeOf(withRunTree(undefined, () => 1)).toEqualTypeOf<number>();
    // @ts-expect-error: a number is no parent
    tracingContext({ parent: 7 }, () => 1);
    // @ts-expect-error: tags are texts
    tracingContext({ tags: [1] }, () => 1);
  });
});

test('a started run can be disposed of, and gives what its function gives', () => {
  neverCalled(() => {
    expectTypeOf(startRun({ name: 'a' })).toEqualTypeOf<StartedRun>();
    expectTypeOf<StartedRun>().toExtend<Disposable & AsyncDisposable>();
    expectTypeOf(startRun({ name: 'a' }).within(() => 'x')).toEqualTypeOf<string>();
    // @ts-expect-error: a run has a name
    startRun({});
  });
});

test('what may be absent says so', () => {
  neverCalled(() => {
    expectTypeOf(getCurrentRunTree()).toEqualTypeOf<RunTree>();
    expectTypeOf(getCurrentRunTree(true)).toEqualTypeOf<RunTree | undefined>();
    expectTypeOf(RunTree.fromHeaders({})).toEqualTypeOf<RunTree | undefined>();
    expectTypeOf(RunTree.fromDottedOrder('')).toEqualTypeOf<RunTree | undefined>();
    expectTypeOf(isTraceableFunction).toBeFunction();
  });
});

test('an anonymizer fits a client, and gives the type that it is given', () => {
  const anonymizer = createAnonymizer([{ pattern: /a/ }]);
  neverCalled(() => {
    expectTypeOf(anonymizer({ a: 'x' })).toEqualTypeOf<{ a: string }>();
    expectTypeOf(new Client({ anonymizer }).flush()).toEqualTypeOf<Promise<boolean>>();
  });
});

test('functions of the options know what they get', () => {
  interface Question {
    text: string;
  }
  neverCalled(() => {
    traceable((question: Question) => question.text.length, {
      processInputs: ({ text }) => ({ text: text.slice(0, 1) }),
      processOutputs: ({ outputs }) => ({ outputs: outputs.toFixed() }),
      getInvocationParams: (question) => ({ ls_model_type: 'chat', ls_model_name: question.text }),
      extractAttachments: (question) => [{ a: ['text/plain', new Uint8Array()] }, { text: question.text }],
      replicas: [{ projectName: 'b', primary: true }, ['c', { tags: ['d'] }]],
      argsConfigPath: [1, 'langsmithExtra'],
    });
    traceable(async (a: number, b: string) => ({ sum: `${a}${b}` }), {
      processInputs: ({ args: [a, b] }) => ({ a: a.toFixed(), b: b.trim() }),
      processOutputs: ({ sum }) => ({ sum: sum.length }),
    });
    traceable((texts: string[]) => texts, { processInputs: ({ input }) => ({ first: input[0]?.trim() }) });
    traceable(
      async function* () {
        yield 1;
      },
      { aggregator: (chunks) => chunks.reduce((sum, n) => sum + n, 0) },
    );
    // @ts-expect-error: there is one parameter, and it has no such field
    traceable((question: Question) => question, { processInputs: ({ answer }) => ({ answer }) });
    // @ts-expect-error: an attachment has its kind
    traceable((a: string) => a, { extractAttachments: (a) => [{ a: new Uint8Array() }, { a }] });
    // @ts-expect-error: a replica has no such field
    traceable((a: string) => a, { replicas: [{ project: 'b' }] });
  });
});

test('a client takes runs and gives them', () => {
  const client = new Client({ hideInputs: true, hideMetadata: ({ a }) => ({ a: a ?? null }) });
  neverCalled(() => {
    expectTypeOf(client.readRun('id')).toEqualTypeOf<Promise<Run>>();
    expectTypeOf(client.listRuns({ projectName: 'a' })).toEqualTypeOf<AsyncIterable<Run>>();
    expectTypeOf(client.createRun({ name: 'a', inputs: {} })).toEqualTypeOf<Promise<void>>();
    expectTypeOf(client).toExtend<LangSmithTracingClientInterface>();
    expectTypeOf(isTracingEnabled()).toEqualTypeOf<boolean>();
    // @ts-expect-error: a key is a text
    expectTypeOf(new Client({ apiKey: 7 })).toBeObject();
  });
});

test('a recording has the result awaited', () => {
  neverCalled(async () => {
    const { result, runs } = await recordRuns(async () => 1);
    expectTypeOf(result).toEqualTypeOf<number>();
    expectTypeOf(runs).toEqualTypeOf<MergedRun[]>();
  });
});
