/** Intervals, loops, timers and connections that outlive the request which started them. */
import { once } from 'node:events';
import { createServer, connect, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { named, recordedBy, startServerOfTests } from './traced-tests.test-fixture.js';

const server = await startServerOfTests();
process.env['TRACENEST_LOG'] = 'off';

const job = named('job', () => sleep(2));
const recorded = () => recordedBy(server);

describe('what keeps the context of a request that has ended', () => {
  test('an interval leaks it: a root, with a word about the cause', async () => {
    let timer: NodeJS.Timeout | undefined;
    const refresh = named('refresh');
    await named(
      'request',
      () => void (timer = setInterval(() => void refresh().then(() => clearInterval(timer)), 5)),
    )();
    await sleep(15);
    expect(await recorded()).toEqual(['request refresh', 'leaked-context']);
    expect(server.findingOf('refresh')?.evidence).toMatchObject({ carrier: 'interval', parent: { name: 'request' } });
    expect(server.findingOf('refresh')?.evidence?.['site']).toMatch(/carried-context\.test\.ts:\d+$/);
  });

  test('an interval inside of the request does not', async () => {
    const tick = named('tick');
    await named('request', async () => {
      const timer = setInterval(() => void tick(), 5);
      await sleep(8);
      clearInterval(timer);
    })();
    expect(await recorded()).toEqual(['request(tick)']);
  });

  test('a single timer and detached work do not: they are late', async () => {
    await named('request', () => {
      setTimeout(() => void job(), 5);
      void sleep(5).then(job);
    })();
    await sleep(15);
    expect(await recorded()).toEqual(['request(job,job)']);
  });

  test('beside another request that waits it says so as a hint, since that one may have asked for it', async () => {
    await named('first', () => void setTimeout(() => void job(), 10))();
    await named('second', () => sleep(30))();
    expect(await recorded()).toEqual(['first(job) second']);
    expect(server.findingOf('job')).toMatchObject({
      code: 'late-child',
      severity: 'hint',
      evidence: { parent: { name: 'first' }, candidates: [{ name: 'second' }], n: 1 },
    });
  });

  test('detached work in two requests that take turns is not a worker', async () => {
    const audit = named('audit', () => sleep(2));
    const request = async (): Promise<void> => {
      void sleep(8).then(audit);
      await sleep(4);
    };
    await named('first', request)();
    await named('second', request)();
    await sleep(15);
    expect(await recorded()).toEqual(['first(audit) second(audit)']);
  });

  test('a detached loop that works without a rest is no worker for others', async () => {
    await named('first', () => {
      void (async () => {
        for (let i = 0; i < 4; i += 1) await job();
      })();
    })();
    await named('second', () => sleep(15))();
    expect(await recorded()).toEqual(['first(job,job,job,job) second']);
  });

  test('a consumer that it has started works for others: a root, and who waits is named', async () => {
    const queue: (() => void)[] = [];
    let loop: Promise<void> | undefined;
    let isOpen = true;
    const consume = async (): Promise<void> => {
      while (isOpen) {
        const done = queue.shift();
        if (done !== undefined) await job().then(done);
        await sleep(1);
      }
    };
    const request = async (): Promise<void> => {
      loop ??= consume();
      await new Promise<void>((done) => queue.push(done));
    };
    await named('first', request)();
    await sleep(5);
    await Promise.all([named('second', request)(), named('third', request)()]);
    isOpen = false;
    await loop;
    const [tree, ...warnings] = await recorded();
    expect([tree, ...warnings]).toEqual(['first(job) second third job job', 'shared-worker', 'shared-worker']);
    const told = server.runs.find((run) => run.tracenest?.findings?.[0]?.code === 'shared-worker');
    expect(told?.tracenest?.findings?.[0]?.evidence?.['candidates']).toMatchObject([
      { name: 'second' },
      { name: 'third' },
    ]);
  });

  test('a connection that it has opened answers others: a root', async () => {
    const echo = createServer((socket) => void socket.pipe(socket)).listen(0);
    await once(echo, 'listening');
    const callbacks = new Map<string, () => void>();
    let socket: ReturnType<typeof connect> | undefined;
    const read = named('read');
    const request = (id: string) => (): Promise<void> =>
      new Promise((done) => {
        socket ??= connect((echo.address() as AddressInfo).port).on('data', (bytes) =>
          callbacks.get(String(bytes))?.(),
        );
        callbacks.set(id, () => void read().then(done));
        socket.write(id);
      });
    await named('first', request('1'))();
    await named('second', request('2'))();
    socket?.destroy();
    echo.close();
    expect(await recorded()).toEqual(['first(read) second read', 'leaked-context']);
    expect(server.runs.at(-1)?.tracenest?.findings?.[0]?.evidence).toMatchObject({ carrier: 'socket' });
  });
});
