/**
 * Random programs of all that is hard to trace: what is recorded is what the program says of itself,
 * and it does what it did before it was traced. `RANDOM_PROGRAMS=50000` runs more of them,
 * `RANDOM_SEED=…` the same again.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Client, MemoryExporter, type Exporter } from './index.js';
import { processState } from './process-state.js';
import { differences } from './random-programs-account.test-fixture.js';
import { Machine } from './random-programs-interpreter.test-fixture.js';
import { tracedWith, untraced, type Kit } from './random-programs-kits.test-fixture.js';
import { printProgram, programs, type Kind, type Program } from './random-programs.test-fixture.js';
import { printTree, runsOf } from './testing.js';

const numRuns = Number(process.env['RANDOM_PROGRAMS'] ?? 240);
const seed = process.env['RANDOM_SEED'];
const endless = { timeout: 60_000 + numRuns * 100 };

const unhandled: unknown[] = [];
const onUnhandled = (error: unknown): void => void unhandled.push(error);

beforeAll(() => {
  process.on('unhandledRejection', onUnhandled);
  process.env['TRACENEST_TRACING'] = 'true';
  process.env['TRACENEST_LOG'] = 'off';
});
afterAll(() => {
  process.off('unhandledRejection', onUnhandled);
  delete process.env['TRACENEST_TRACING'];
  delete process.env['TRACENEST_LOG'];
});
// What other programs have left unread is no candidate here.
beforeEach(() => processState.open.clear());

const refusing: Exporter = { export: () => Promise.reject(new TypeError('the exporter is broken')) };

function holds(
  arbitrary: fc.Arbitrary<Program>,
  check: (program: Program) => Promise<void>,
  programsRun = numRuns,
): Promise<void> {
  const said = arbitrary.map((program) => ({ program, toString: () => printProgram(program) }));
  return fc.assert(
    fc.asyncProperty(said, async ({ program }) => {
      processState.open.clear();
      await check(program);
    }),
    { numRuns: programsRun, ...(seed === undefined ? {} : { seed: Number(seed) }), endOnFailure: false },
  );
}

test('each run stands where the program says that it was called', endless, async () => {
  await holds(programs(), async (program) => {
    const exporter = new MemoryExporter();
    const client = new Client({ exporter, tracingSamplingRate: 1 });
    const machine = new Machine(program, tracedWith(client), 'raw');
    await machine.run(program);
    await client.flush();
    const runs = runsOf(exporter.records);
    const wrong = differences(machine.frames.values(), runs);
    expect(wrong, `${printTree(runs)}\n${machine.log.join('\n')}`).toEqual([]);
  });
});

describe('a program does what it did before it was traced', () => {
  // A native async function settles one microtask later where it is traced, so that a rejection that
  // nobody handles is still reported; programs that have some are compared turn by turn.
  const inExactOrder: Kind[] = [
    ...(['sync', 'promise', 'subclass', 'thenable'] as const),
    ...(['generator', 'asyncGenerator', 'webStream', 'nodeStream'] as const),
  ];
  const inTurns: Kind[] = ['async', ...inExactOrder.filter((kind) => kind !== 'nodeStream')];

  async function said(program: Program, kit: Kit, pace: 'exact' | 'steady'): Promise<string[]> {
    const machine = new Machine(program, kit, pace);
    await machine.run(program);
    return machine.log;
  }

  const exporter = new MemoryExporter();
  const ways: [string, () => Client, string][] = [
    ['with tracing', () => new Client({ exporter, tracingSamplingRate: 1 }), 'true'],
    ['switched off', () => new Client({ exporter, tracingSamplingRate: 1 }), 'false'],
    ['sampled out', () => new Client({ exporter, tracingSamplingRate: 0 }), 'true'],
    ['with an exporter that fails', () => new Client({ exporter: refusing, tracingSamplingRate: 1 }), 'true'],
  ];

  test.each(ways)('%s', endless, async (_, makeClient, setting) => {
    process.env['TRACENEST_TRACING'] = setting;
    try {
      for (const [pace, kinds] of [
        ['exact', inExactOrder],
        ['steady', inTurns],
      ] as const) {
        await holds(
          programs(kinds),
          async (program) => {
            const before = await said(program, untraced, pace);
            unhandled.length = 0;
            expect(await said(program, tracedWith(makeClient()), pace)).toEqual(before);
            expect(unhandled).toEqual([]);
            exporter.records.length = 0;
          },
          Math.ceil(numRuns / 8),
        );
      }
    } finally {
      process.env['TRACENEST_TRACING'] = 'true';
    }
  });
});
