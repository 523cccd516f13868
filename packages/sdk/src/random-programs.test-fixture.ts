/**
 * A small language of programs that are hard to trace, random programs in it, and how one is printed.
 * What a program means is said in random-programs-interpreter.test-fixture.ts.
 */
import fc from 'fast-check';

/** What a function is, and with it what it returns. */
export type Kind =
  | 'sync'
  | 'async'
  | 'promise'
  | 'subclass'
  | 'thenable'
  | 'generator'
  | 'asyncGenerator'
  | 'webStream'
  | 'nodeStream';

export type Work = (this: unknown, ...args: unknown[]) => unknown;

/** A function of the program, traced. */
export interface Fn {
  id: number;
  kind: Kind;
  /** Wrapped once, before the program begins, or at each call, by whoever calls it. */
  made: 'boot' | 'call';
  body: readonly Statement[];
}

/** How the values of a generator or stream are taken. */
export interface Use {
  pulls: number;
  leave: 'end' | 'break' | 'throw' | 'return' | 'stay';
  via: 'loop' | 'hand' | 'tee' | 'events';
}

export type Pause = 'microtask' | 'nextTick' | 'queueMicrotask' | 'immediate' | 'timer';

export type Statement =
  | { do: 'effect' | 'throw' | 'yield' | 'emit' | 'emit outside' }
  | { do: 'wait'; how: Pause }
  | { do: 'call'; fn: Fn; use: Use; isCaught: boolean }
  | { do: 'together'; how: 'all' | 'race' | 'any' | 'allSettled'; fns: readonly Fn[] }
  | { do: 'detached' | 'root' | 'detach' | 'root context' | 'listen' | 'queue' | 'queue bound'; fn: Fn }
  | { do: 'later'; how: Pause; body: readonly Statement[] }
  | { do: 'try' | 'started' | 'off'; body: readonly Statement[] }
  /** A generator, stream or thenable: made by one, taken by another, in part. */
  | { do: 'make'; slot: number; fn: Fn }
  | { do: 'pump'; slot: number; use: Use }
  /** A traced function: made by one, called by another. */
  | { do: 'lend'; slot: number; fn: Fn }
  | { do: 'borrow' | 'queue borrowed'; slot: number }
  /** A run: kept by one, made the parent by another. */
  | { do: 'keep run'; slot: number }
  | { do: 'below run' | 'in context of run' | 'run in front'; slot: number; fn: Fn };

/** Requests that are served at the same time. */
export type Program = readonly Fn[];

const SLOTS = 3;
export const SYNC_KINDS: readonly Kind[] = ['sync', 'generator'];
export const STREAMS: readonly Kind[] = ['webStream', 'nodeStream'];
export const READ_LATER: readonly Kind[] = ['thenable', 'generator', 'asyncGenerator', 'webStream', 'nodeStream'];
const ALL_KINDS: readonly Kind[] = ['sync', 'async', 'promise', 'subclass', ...READ_LATER];
const PAUSES: readonly Pause[] = ['microtask', 'nextTick', 'queueMicrotask', 'immediate', 'timer'];

/** Random programs of functions of these kinds. */
export function programs(kinds: readonly Kind[] = ALL_KINDS): fc.Arbitrary<Program> {
  const slot = fc.nat({ max: SLOTS - 1 });
  const how = fc.constantFrom(...PAUSES);
  const use: fc.Arbitrary<Use> = fc.record({
    pulls: fc.nat({ max: 3 }),
    leave: fc.constantFrom('end', 'break', 'throw', 'return', 'stay'),
    via: fc.constantFrom('loop', 'hand', 'tee', 'events'),
  });
  const readLater = kinds.filter((kind) => READ_LATER.includes(kind));
  const { fn } = fc.letrec<{ fn: Fn; lazy: Fn; body: Statement[] }>((tie) => {
    const fnOf = (some: readonly Kind[]): fc.Arbitrary<Fn> =>
      fc.record({
        id: fc.constant(0),
        kind: fc.constantFrom(...some),
        made: fc.constantFrom('boot', 'call'),
        body: tie('body'),
      });
    const statement: fc.Arbitrary<Statement> = fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      {
        weight: 3,
        arbitrary: fc.record({ do: fc.constantFrom('effect', 'yield', 'yield', 'throw', 'emit', 'emit outside') }),
      },
      { weight: 3, arbitrary: fc.record({ do: fc.constant('wait'), how }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('pump'), slot, use }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('borrow', 'queue borrowed', 'keep run'), slot }) },
      { weight: 4, arbitrary: fc.record({ do: fc.constant('call'), fn: tie('fn'), use, isCaught: fc.boolean() }) },
      {
        weight: 2,
        arbitrary: fc.record({
          do: fc.constant('together'),
          how: fc.constantFrom('all', 'race', 'any', 'allSettled'),
          fns: fc.array(tie('fn'), { minLength: 2, maxLength: 3 }),
        }),
      },
      {
        weight: 3,
        arbitrary: fc.record({
          do: fc.constantFrom('detached', 'root', 'detach', 'root context', 'listen', 'queue', 'queue bound'),
          fn: tie('fn'),
        }),
      },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('later'), how, body: tie('body') }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('try', 'started', 'off'), body: tie('body') }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('make'), slot, fn: fnOf(readLater) }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('lend'), slot, fn: tie('fn') }) },
      {
        weight: 1,
        arbitrary: fc.record({
          do: fc.constantFrom('below run', 'in context of run', 'run in front'),
          slot,
          fn: tie('fn'),
        }),
      },
    );
    return { fn: fnOf(kinds), lazy: fnOf(readLater), body: fc.array(statement, { maxLength: 5 }) };
  });
  return fc.array(fn, { minLength: 1, maxLength: 3 }).map(numbered);
}

/** The program with an id for each function. */
function numbered(program: Program): Program {
  let last = 0;
  const numberedFn = (fn: Fn): Fn => ({ ...fn, id: (last += 1), body: fn.body.map(inStatement) });
  const inStatement = (statement: Statement): Statement => ({
    ...statement,
    ...('fn' in statement ? { fn: numberedFn(statement.fn) } : {}),
    ...('fns' in statement ? { fns: statement.fns.map(numberedFn) } : {}),
    ...('body' in statement ? { body: statement.body.map(inStatement) } : {}),
  });
  return program.map(numberedFn);
}

/** All functions of a program. */
export function functionsOf(program: Program): Fn[] {
  const inStatements = (statements: readonly Statement[]): Fn[] =>
    statements.flatMap((statement) => {
      if ('fn' in statement) return functionsOf([statement.fn]);
      if ('fns' in statement) return functionsOf(statement.fns);
      return 'body' in statement ? inStatements(statement.body) : [];
    });
  return program.flatMap((fn) => [fn, ...inStatements(fn.body)]);
}

/** A program as text, one statement in a line. */
export function printProgram(program: Program): string {
  return program.map((fn) => printFn(fn, '')).join('\n');
}

function printFn({ id, kind, made, body }: Fn, indent: string): string {
  return [`${indent}f${id}: ${kind}${made === 'call' ? ', wrapped at the call' : ''}`, ...printBody(body, indent)].join(
    '\n',
  );
}

function printBody(body: readonly Statement[], indent: string): string[] {
  const deeper = `${indent}  `;
  return body.map((statement) => {
    const { do: verb, ...rest } = statement;
    const {
      fn,
      fns,
      body: nested,
      use,
      ...plain
    } = rest as {
      fn?: Fn;
      fns?: Fn[];
      body?: Statement[];
      use?: Use;
    } & Record<string, unknown>;
    const said = [
      ...Object.entries(plain).map(([key, value]) => `${key} ${String(value)}`),
      ...Object.values(use ?? {}),
    ];
    return [
      `${deeper}${verb}${said.length === 0 ? '' : ` (${said.join(', ')})`}`,
      ...[...(fns ?? []), ...(fn === undefined ? [] : [fn])].map((one) => printFn(one, `${deeper}  `)),
      ...printBody(nested ?? [], deeper),
    ].join('\n');
  });
}
