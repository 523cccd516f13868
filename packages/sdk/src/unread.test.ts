/** Programs that end, or lose, what they have not read to its end; each in a process of its own. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { startServerOfTests } from './traced-tests.test-fixture.js';

const server = await startServerOfTests();

describe('what nobody reads to its end', () => {
  const program = (source: string): Promise<unknown> => {
    const sdk = JSON.stringify(new URL('index.ts', import.meta.url).href);
    const code = `import { traceable } from ${sdk};\n${source}`;
    const options = ['--import', import.meta.resolve('tsx'), '--conditions=@tracenest/source', '--input-type=module'];
    return promisify(execFile)(process.execPath, [...options, '--expose-gc', '-e', code], { timeout: 20_000 });
  };

  test.each([
    ['a generator that is never begun', 'traceable(function* numbers() { yield 1; })();'],
    ['one that is left in the middle', 'await traceable(async function* numbers() { yield 1; yield 2; })().next();'],
    ['a stream', 'traceable(() => new ReadableStream(), { name: "numbers" })();'],
  ])('%s ends with the program', async (_, source) => {
    await program(source);
    expect(server.tree()).toBe('numbers');
    expect(server.run('numbers').events).toMatchObject([{ name: 'cancelled' }]);
  });

  test('ends when it is collected, long before the program does', async () => {
    const source = `
      let end;
      const numbers = traceable(function* numbers() { yield 1; }, { on_end: () => end() });
      const ended = new Promise((resolve) => (end = resolve));
      const timer = setInterval(() => globalThis.gc(), 10);
      (() => void numbers())();
      await ended;
      clearInterval(timer);
      traceable(() => {}, { name: 'after' })();`;
    await program(source);
    expect(server.tree()).toBe('numbers after');
    expect(server.run('numbers').end_time! < server.run('after').start_time!).toBe(true);
  });

  test('a root in a thread that was given nothing says so while runs are open above', async () => {
    const sdk = JSON.stringify(new URL('index.ts', import.meta.url).href);
    const tsx = JSON.stringify(import.meta.resolve('tsx/esm/api'));
    const inWorker = `
      import(${tsx}).then(({ register }) => (register(), import(${sdk})))
        .then(({ traceable }) => traceable(() => {}, { name: 'in_worker' })())`;
    await program(`
      import { Worker } from 'node:worker_threads';
      import { once } from 'node:events';
      const work = () => once(new Worker(${JSON.stringify(inWorker)}, { eval: true }), 'exit');
      await traceable(work, { name: 'request' })();
      await work();`);
    const workers = server.runs.filter(({ name }) => name === 'in_worker');
    expect(workers.map((run) => run.tracenest?.findings?.map(({ code, severity }) => [code, severity]))).toEqual([
      [['worker-without-context', 'hint']],
      undefined,
    ]);
  });
});
