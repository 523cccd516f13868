/** What a user's own test of nesting sees: the runs of the function under test and no others. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Client, getCurrentRunTree, startRun, traceable, tracingContext } from './index.js';
import { MemoryExporter, printTree, recordRuns, runsOf, type Finding } from './testing.js';

beforeEach(() => {
  delete process.env['TRACENEST_TRACING'];
});
afterEach(() => {
  vi.restoreAllMocks();
});

const leaf = traceable((name: string) => name.length, { name: 'leaf' });
const tree = traceable(
  async (name: string) => {
    await Promise.resolve();
    return leaf(name) + leaf(name);
  },
  { name: 'tree' },
);

test('gives the result, the runs and their tree, without a setting', async () => {
  const { result, runs, tree: text } = await recordRuns(() => tree('abc'));
  expect(result).toBe(6);
  expect(text).toBe('tree\n  leaf\n  leaf');
  expect(runs.find((run) => run.name === 'tree')).toMatchObject({ inputs: { input: 'abc' }, outputs: { outputs: 6 } });
});

test('keeps what runs beside each other apart, and what is around out', async () => {
  const recordings = await tracingContext(
    { enabled: true, client: new Client({ exporter: new MemoryExporter() }) },
    () => Promise.all(['a', 'b', 'c'].map((name) => recordRuns(() => tree.with({ name })(name)))),
  );
  expect(recordings.map((recording) => recording.tree)).toEqual(['a', 'b', 'c'].map((n) => `${n}\n  leaf\n  leaf`));
});

test('marks what failed, what has no end and what is worth acting upon', async () => {
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  const fail = traceable(
    () => {
      throw new Error('broken');
    },
    { name: 'fail' },
  );
  const recorded = await recordRuns(() => {
    startRun({ name: 'open' }).within(() => leaf('x'));
    expect(fail).toThrow('broken');
    leaf.with({ parent: undefined, name: 'lost' })('x');
  });
  expect(recorded.tree).toBe('open?\n  leaf\nfail!\nlost [no-parent-given]');
});

test('shows the findings that are asked for: hints only where they are', async () => {
  const { runs } = await recordRuns(() => leaf.with({ parent: { 'langsmith-trace': 'cut off' } })('x'));
  const isHint = ({ severity }: Finding): boolean => severity === 'hint';
  expect([printTree(runs), printTree(runs, { shows: isHint })]).toEqual(['leaf', 'leaf [bad-header]']);
});

test('throws what the function throws', async () => {
  const error = new Error('mine');
  await expect(recordRuns(() => Promise.reject(error))).rejects.toBe(error);
});

test('shows runs whose parent is not among them', async () => {
  const exporter = new MemoryExporter();
  const client = new Client({ exporter });
  const outer = traceable(() => (leaf('x'), getCurrentRunTree().id), { name: 'outer', client, tracingEnabled: true });
  const id = outer();
  await client.flush();
  const runs = runsOf(exporter.records).filter((run) => run.id !== id);
  expect(printTree(runs)).toBe('(missing)\n  leaf');
});
