/**
 * Random programs of all that is hard to trace: what is recorded is what the program says of itself,
 * and it does what it did before it was traced. `RANDOM_PROGRAMS=50000` runs more of them,
 * `RANDOM_SEED=…` the same again.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  bind,
  Client,
  detach,
  getCurrentRunTree,
  MemoryExporter,
  ROOT,
  startRun,
  traceable,
  tracingContext,
  withRunTree,
} from './index.js';
import { processState } from './process-state.js';
import { differences } from './random-programs-account.test-fixture.js';
import { Machine, type Kit } from './random-programs-interpreter.test-fixture.js';
import { printProgram, programs, type Program } from './random-programs.test-fixture.js';
import { printTree, runsOf } from './testing.js';

const numRuns = Number(process.env['RANDOM_PROGRAMS'] ?? 400);
const seed = process.env['RANDOM_SEED'];
const endless = { timeout: 60_000 + numRuns * 100 };

beforeAll(() => {
  process.env['TRACENEST_TRACING'] = 'true';
  process.env['TRACENEST_LOG'] = 'off';
});
afterAll(() => {
  delete process.env['TRACENEST_TRACING'];
  delete process.env['TRACENEST_LOG'];
});
// What other programs have left unread is no candidate here.
beforeEach(() => processState.open.clear());

function tracedWith(client: Client): Kit {
  return {
    traceable: (work, options) => traceable(work, { ...options, client }),
    bind,
    detach,
    below: withRunTree,
    inContext: (parent, work) => tracingContext({ parent: parent as typeof ROOT }, work),
    started: (name, key, work) => {
      const started = startRun({ name, inputs: { input: key }, client });
      started.within(() => work(started.run));
      started.end();
    },
    current: () => getCurrentRunTree(true),
    root: ROOT,
  };
}

function holds(arbitrary: fc.Arbitrary<Program>, check: (program: Program) => Promise<void>): Promise<void> {
  const said = arbitrary.map((program) => ({ program, toString: () => printProgram(program) }));
  return fc.assert(
    fc.asyncProperty(said, async ({ program }) => {
      processState.open.clear();
      await check(program);
    }),
    { numRuns, ...(seed === undefined ? {} : { seed: Number(seed) }), endOnFailure: false },
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
