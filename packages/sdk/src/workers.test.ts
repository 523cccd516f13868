/** Pools, workers and child processes, each as a program in a process of its own: what is recorded, and what the program sees. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Workshop, type Ran } from './guide.test-fixture.js';

let workshop: Workshop;
beforeAll(async () => void (workshop = await Workshop.open()));
afterAll(() => workshop.close());

/** Runs a program whose main thread asserts what it sees; says its tree. */
async function treeOf(code: string): Promise<string> {
  const { tree, said, exitCode } = await run(code);
  expect({ said, exitCode }).toEqual({ said: '', exitCode: 0 });
  return tree;
}

function run(code: string): Promise<Ran> {
  return workshop.run({ heading: '', code: `${HEAD}\n${code}`, tree: undefined, runtime: undefined });
}

const HEAD = `
  import assert from 'node:assert/strict';
  import { once } from 'node:events';
  import { isMainThread, parentPort, threadId, workerData, Worker } from 'node:worker_threads';
  import { setTimeout as sleep } from 'node:timers/promises';
  import { getCurrentRunTree, traceable } from 'tracenest';
  import * as workers from 'tracenest/workers';
  const { tracedPool, tracedWorker, workerInput, workerTask } = workers;
  const step = traceable(async (n) => (await sleep(1), n + 1), { name: 'step' });
  const file = new URL(import.meta.url).pathname;
`;

const POOLS = [
  ['piscina', "import { Piscina as Pool } from 'piscina';", 'destroy'],
  ['tinypool', "import { Tinypool as Pool } from 'tinypool';", 'destroy'],
] as const;

describe.each(POOLS)('a %s pool', (_, imports, end) => {
  test('nests each task below the run that gave it, also where its threads end at once', async () => {
    const tree = await treeOf(`${imports}
      export default workerTask(async ({ n }) => await step(n));
      export const twice = workerTask((n) => step(n * 2));
      if (isMainThread) {
        const pool = tracedPool(tracedPool(new Pool({ filename: file, minThreads: 0, maxThreads: 2, idleTimeout: 0 })));
        assert.ok(pool instanceof Pool);
        const request = (name, n) => traceable(async () => {
          assert.equal(await pool.run({ n }), n + 1);
          assert.equal(await pool.run(n, { name: 'twice' }), n * 2 + 1);
        }, { name })();
        await Promise.all([request('first', 1), request('second', 2)]);
        await pool.${end}();
      }`);
    expect(tree.split('\n').toSorted()).toEqual(['  step', '  step', '  step', '  step', 'first', 'second']);
    expect(tree).toMatch(/^(first|second)\n {2}step\n {2}step\n(first|second)\n/);
  });

  test('lets the program see what it would see without', async () => {
    const tree = await treeOf(`${imports}
      export default workerTask(async (task) => {
        if (task === 'fail') throw new RangeError('no such page');
        if (task === 'wait') return await new Promise(() => setInterval(() => {}, 1000));
        return task instanceof Float64Array ? Pool.move(new Float64Array([task.length])) : [typeof task, task];
      });
      if (isMainThread) {
        const pool = new Pool({ filename: file, maxThreads: 1 });
        const seen = [];
        const use = async () => {
          seen.push(await pool.run(7), await pool.run(null), await pool.run(undefined), await pool.run('x'));
          const moved = new Float64Array(3);
          seen.push(await pool.run(Pool.move(moved)), moved.length);
          const listed = new Float64Array(4);
          seen.push(await pool.run(listed, { transferList: [listed.buffer] }), listed.length);
          seen.push(await pool.run('fail').catch((error) => [error.name, error.message]));
          const gone = new AbortController();
          setTimeout(() => gone.abort(), 20);
          seen.push(await pool.run('wait', { signal: gone.signal }).catch((error) => error.name));
          seen.push(await pool.run('x', 5).then(() => 'taken', (error) => error.name));
        };
        await use();
        const without = seen.splice(0);
        tracedPool(pool);
        await traceable(use, { name: 'request' })();
        assert.deepEqual(seen, without);
        await pool.destroy();
      }`);
    expect(tree).toBe('request');
  });
});

test('a pool of child processes carries runs too', async () => {
  const tree = await treeOf(`import { Tinypool } from 'tinypool';
    export default workerTask(({ n }) => step(n));
    if (process.env.TINYPOOL_WORKER_ID === undefined && process.send === undefined) {
      const pool = tracedPool(new Tinypool({ filename: file, runtime: 'child_process', env: process.env, maxThreads: 1, minThreads: 1 }));
      await traceable(async () => assert.equal(await pool.run({ n: 1 }), 2), { name: 'request' })();
      await pool.destroy();
    }`);
  expect(tree).toBe('request\n  step');
});

describe('a worker of the program', () => {
  test('hears messages inside of the run that posted them, answers by id, and may be ended after the answer', async () => {
    const tree = await treeOf(`
      if (isMainThread) {
        const worker = tracedWorker(new Worker(new URL(import.meta.url)));
        const waiting = new Map();
        worker.on('message', ({ id, answer }) => waiting.get(id)(answer));
        let last = 0;
        const ask = (n) => new Promise((resolve) => {
          waiting.set((last += 1), resolve);
          const bytes = new Uint8Array([n]);
          worker.postMessage({ id: last, bytes }, [bytes.buffer]);
          assert.equal(bytes.length, 0);
        });
        const request = (name, n) => traceable(async () => assert.equal(await ask(n), n + 1), { name })();
        await Promise.all([request('first', 1), request('second', 2)]);
        assert.equal(await ask(3), 4);
        await worker.terminate();
      } else {
        parentPort.on('message', workerTask(async ({ id, bytes }) => {
          const answer = await step(bytes[0]);
          parentPort.postMessage({ id, answer });
        }));
      }`);
    const [first, second] = [tree.indexOf('first\n  step'), tree.indexOf('second\n  step')];
    expect([first >= 0, second >= 0]).toEqual([true, true]);
  });

  test('that does nothing more after its answer has reported all that came before it', async () => {
    const tree = await treeOf(`
      if (isMainThread) {
        const worker = tracedWorker(new Worker(new URL(import.meta.url)));
        await traceable(async () => {
          worker.postMessage(1);
          await once(worker, 'message');
        }, { name: 'request' })();
        await worker.terminate();
      } else
        parentPort.on('message', workerTask(async (n) => {
          parentPort.postMessage(await step(n));
          for (;;);
        }));`);
    expect(tree).toBe('request\n  step');
  });

  test('that does one piece of work has it in its workerData', async () => {
    const tree = await treeOf(`
      if (isMainThread) {
        await traceable(async () => {
          const worker = new Worker(new URL(import.meta.url), { workerData: workerInput({ n: 1 }) });
          assert.deepEqual((await once(worker, 'message'))[0], { n: 1 });
          await once(worker, 'exit');
        }, { name: 'request' })();
      } else {
        await workerTask(async (input) => {
          parentPort.postMessage(input);
          await step(input.n);
        })(workerData);
      }`);
    expect(tree).toBe('request\n  step');
  });

  test('gets what it would get where no run is current', async () => {
    const tree = await treeOf(`
      if (isMainThread) {
        const worker = tracedWorker(new Worker(new URL(import.meta.url)));
        worker.postMessage({ plain: true });
        assert.deepEqual((await once(worker, 'message'))[0], { plain: true });
        assert.equal(workerInput(worker), worker);
        await worker.terminate();
      } else parentPort.on('message', (message) => parentPort.postMessage(message));`);
    expect(tree).toBe('');
  });

  test('whose program ends right after the answer has reported its runs', async () => {
    const { tree } = await run(`
      import { shutdown } from 'tracenest';
      if (isMainThread) {
        const worker = tracedWorker(new Worker(new URL(import.meta.url)));
        await traceable(async () => {
          worker.postMessage(1);
          await once(worker, 'message');
        }, { name: 'request' })();
        await new Promise((done) => setImmediate(done));
        await shutdown();
        process.exit(0);
      } else
        parentPort.on('message', workerTask(async (n) => {
          await step(n);
          setTimeout(() => parentPort.postMessage('done'), 10);
        }));`);
    expect(tree).toBe('request\n  step');
  });
});

describe('a child process', () => {
  const CHILD = `if (process.env.ROLE === 'child') { await step(1); process.disconnect?.(); }`;
  const STARTS = {
    fork: "once(workers.fork(file, { env: { ...process.env, ROLE: 'child' } }), 'exit')",
    'fork with arguments': "once(workers.fork(file, ['x'], { env: { ...process.env, ROLE: 'child' } }), 'exit')",
    spawn: "once(workers.spawn(process.execPath, [file], { env: { ...process.env, ROLE: 'child' } }), 'exit')",
    exec: 'promisify(workers.exec)(`ROLE=child ${process.execPath} ${file}`)',
    'exec with a callback': 'new Promise((done) => workers.exec(`ROLE=child ${process.execPath} ${file}`, done))',
    execFile:
      "new Promise((done) => workers.execFile(process.execPath, [file], { env: { ...process.env, ROLE: 'child' } }, done))",
    'execFile without options':
      "new Promise((done) => workers.execFile('/bin/sh', ['-c', `ROLE=child ${process.execPath} ${file}`], undefined, done))",
    execFileSync: "workers.execFileSync(process.execPath, [file], { env: { ...process.env, ROLE: 'child' } })",
    'a child of a child':
      "once(workers.spawn('/bin/sh', ['-c', `ROLE=child ${process.execPath} ${file}`], { stdio: 'inherit' }), 'exit')",
  };

  test.each(Object.entries(STARTS))('started by %s', async (_, start) => {
    const tree = await treeOf(`import { promisify } from 'node:util';
      ${CHILD} else await traceable(async () => void (await ${start}), { name: 'request' })();`);
    expect(tree).toBe('request\n  step');
  });

  test('promisified exec still gives what was written', async () => {
    const tree = await treeOf(`import { promisify } from 'node:util';
      await traceable(async () => {
        assert.deepEqual(await promisify(workers.exec)('echo hello'), { stdout: 'hello\\n', stderr: '' });
        assert.equal(workers.execSync('echo again', { encoding: 'utf8' }), 'again\\n');
      }, { name: 'request' })();
      assert.deepEqual(workers.childEnv({ A: '1' }), { A: '1' });`);
    expect(tree).toBe('request');
  });
});
