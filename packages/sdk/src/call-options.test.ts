/** traced.with(…): place, name, marks and files of one call. */
import { describe, expect, test, vi } from 'vitest';
import { flush, getCurrentRunTree, isTraceableFunction, ROOT, RunTree, startRun, traceable } from './index.js';
import { startServerOfTests } from './traced-tests.test-fixture.js';

const server = await startServerOfTests();

const leaf = traceable((name: string) => name.length, { name: 'leaf' });
const tree = traceable(async (name: string) => leaf(name), { name: 'tree', tags: ['own'], metadata: { a: 0, b: 0 } });

test('the call gives what the function gives, with its own arguments and its own this', async () => {
  const method = traceable(
    function method(this: { factor: number }, a: number, b: number): number {
      return this.factor * (a + b);
    },
    { name: 'method' },
  );
  expect(method.with({ name: 'other' }).call({ factor: 2 }, 3, 4)).toBe(14);
  await flush();
  expect(server.run('other').inputs).toEqual({ args: [3, 4] });
});

test('name, id, tags, metadata and project are those of the call; what is begun inside inherits the marks', async () => {
  const { id } = new RunTree({ name: 'id' });
  await tree.with({ name: 'called', id, tags: ['call'], metadata: { b: 1, c: 1 }, project_name: 'p' })('x');
  await tree('y');
  await flush();
  const called = server.run('called');
  expect(called).toMatchObject({ id, project: 'p', extra: { metadata: { a: 0, b: 1, c: 1 } } });
  expect(called.tags).toEqual(['call', 'own']);
  const child = server.runs.find((run) => run.parent_run_id === id);
  expect(child).toMatchObject({ name: 'leaf', tags: ['call'], project: 'p', extra: { metadata: { b: 1, c: 1 } } });
  expect(server.run('tree')).toMatchObject({ tags: ['own'], project: 'default' });
});

describe('the parent', () => {
  test('is a run, headers, a dotted order, or none, whatever is current', async () => {
    const parent = startRun({ name: 'parent' });
    await traceable(
      async () => {
        await tree.with({ parent: parent.run, name: 'by-run' })('x');
        await tree.with({ parent: parent.toHeaders(), name: 'by-headers' })('x');
        await tree.with({ parent: parent.run.dotted_order, name: 'by-order' })('x');
        await tree.with({ parent: ROOT, name: 'by-root' })('x');
        await tree.with({ name: 'current' })('x');
      },
      { name: 'outer' },
    )();
    parent.end();
    await flush();
    expect(server.tree()).toBe(
      'parent(by-run(leaf),by-headers(leaf),by-order(leaf)) outer(current(leaf)) by-root(leaf)',
    );
    const placements = ['by-run', 'by-headers', 'by-root', 'current'].map((name) => server.run(name).tracenest);
    expect(placements.map((each) => each?.placement)).toEqual(['explicit', 'headers', 'root', 'context']);
    const findings = server.runs.flatMap((run) => run.tracenest?.findings ?? []);
    expect(findings.filter(({ severity }) => severity !== 'hint')).toEqual([]);
  });

  test('is not handed to the function, as a run in front of the arguments would be', () => {
    const count = traceable((...args: unknown[]) => args.length, { name: 'count' });
    expect(count.with({ parent: ROOT })('x')).toBe(1);
    expect(count.with({ parent: new RunTree({ name: 'parent' }) })('x')).toBe(1);
  });

  test('that did not come is known to the run that expected it, not to those inside', async () => {
    await tree.with({ parent: undefined })('x');
    await flush();
    expect(server.run('tree').tracenest?.findings).toMatchObject([
      {
        code: 'no-parent-given',
        evidence: { run: 'tree', site: expect.stringMatching(/call-options\.test\.ts:\d+$/) },
      },
    ]);
    expect(server.run('leaf').tracenest?.findings).toBeUndefined();
  });

  test('that ended long ago is a finding of the rules, with the name of the call', async () => {
    const parent = startRun({ name: 'parent' });
    parent.end();
    await new Promise((resolve) => setTimeout(resolve, 20));
    vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    leaf.with({ parent: parent.run, name: 'late' })('x');
    await flush();
    expect(server.tree()).toBe('parent(late)');
    expect(server.run('late').tracenest?.findings).toMatchObject([{ code: 'stale-parent', evidence: { run: 'late' } }]);
  });
});

test('enabled records or not, whatever the environment says', async () => {
  tree
    .with({ enabled: false })('not recorded')
    .catch(() => undefined);
  delete process.env['TRACENEST_TRACING'];
  await tree.with({ enabled: true, name: 'recorded' })('x');
  await flush();
  expect(server.tree()).toBe('recorded(leaf)');
});

test('a function that was wrapped twice has the options of its outer wrapper', async () => {
  const twice = traceable(leaf, { name: 'twice' });
  twice.with({ tags: ['a'] })('x');
  await flush();
  expect(server.tree()).toBe('twice(leaf)');
  expect(server.run('leaf').tags).toEqual(['a']);
});

test('a property `with` of the program stays its own', () => {
  const own = Object.assign((a: number) => a, { with: () => 'mine' });
  const wrapped = traceable(own, { name: 'own' });
  expect((wrapped.with as () => string)()).toBe('mine');
  expect(isTraceableFunction(wrapped)).toBe(true);
});

test('a generator keeps its marks to its body, wherever it is pumped from', async () => {
  const numbers = traceable(
    function* (): Generator<string> {
      leaf('body');
      yield getCurrentRunTree().name;
    },
    { name: 'numbers' },
  );
  const made = numbers.with({ tags: ['call'] })();
  expect([...made]).toEqual(['numbers']);
  await flush();
  expect(server.run('leaf').tags).toEqual(['call']);
});
