/** What random programs have found, each as a small program. */
import { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { traceable } from './index.js';
import { recordRuns } from './testing.js';

describe('what reads a run’s stream stays where it reads', () => {
  const numbers = traceable(
    () => {
      let last = 0;
      return new Readable({
        objectMode: true,
        read() {
          traceable(() => undefined, { name: 'body' })();
          this.push((last += 1) > 2 ? null : last);
        },
      });
    },
    { name: 'numbers' },
  );
  const ended = (stream: Readable): Promise<unknown> => new Promise((resolve) => void stream.on('close', resolve));

  test('a listener of another run', async () => {
    let stream = new Readable();
    const { tree } = await recordRuns(async () => {
      traceable(() => void (stream = numbers()), { name: 'maker' })();
      await traceable(
        async () => {
          stream.on('data', (value: number) => traceable(() => value, { name: 'read' })());
          await ended(stream);
        },
        { name: 'reader' },
      )();
    });
    expect(tree).toBe('maker\n  numbers\n    body\n    body\n    body\nreader\n  read\n  read');
  });

  test('a listener outside of all runs', async () => {
    const { tree } = await recordRuns(async () => {
      const stream = numbers();
      stream.on('data', (value: number) => traceable(() => value, { name: 'read' })());
      await ended(stream);
    });
    expect(tree).toBe('numbers\n  body\n  body\n  body\nread\nread');
  });

  test('it can be taken off again', async () => {
    await recordRuns(async () => {
      const stream = numbers();
      const listener = (): void => undefined;
      stream.on('data', listener).off('data', listener);
      expect(stream.listenerCount('data')).toBe(0);
    });
  });
});

test.each(['thenable', 'generator'])(
  'the body of a %s that was not traced is not, wherever it is read',
  async (kind) => {
    const body = traceable(() => 1, { name: 'body' });
    function* generator(): Generator<number> {
      yield body();
    }
    // oxlint-disable-next-line unicorn/no-thenable -- a query builder
    const thenable = () => ({ then: (onValue: (value: number) => void) => onValue(body()) });
    const off = traceable(() => (kind === 'thenable' ? thenable() : generator()), {
      name: 'off',
      tracingEnabled: false,
    });
    const { tree } = await recordRuns(async () => {
      const made = off();
      // Inside of a run it is that run's.
      await traceable(
        async () => {
          const own = off();
          return Symbol.iterator in own ? [...own] : await own;
        },
        { name: 'around' },
      )();
      await traceable(async () => (Symbol.iterator in made ? [...made] : await made), { name: 'reader' })();
    });
    expect(tree).toBe('around\n  body\nreader');
  },
);

test.each(['end', 'error', 'abort'])(
  'a stream that is piped is free again after its %s, as without tracing',
  async (how) => {
    const aborts = new AbortController();
    const streamed = (): ReadableStream<number> =>
      new ReadableStream<number>({
        async pull(controller) {
          await turn();
          if (how === 'error') controller.error(new TypeError('torn'));
          else if (how === 'end') controller.close();
          else aborts.abort();
        },
      });
    const locked = async (stream: ReadableStream<number>): Promise<boolean> => {
      await stream.pipeTo(new WritableStream(), { signal: aborts.signal }).catch(() => undefined);
      await turn();
      return stream.locked;
    };
    const { result } = await recordRuns(async () => await locked(traceable(streamed)()));
    expect([result, await locked(streamed())]).toEqual([false, false]);
  },
);

test('a proxy that refuses every question comes back, and its run ends', async () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const { result, runs } = await recordRuns(() => [traceable(() => proxy, { name: 'proxied' })()]);
  expect(Object.is(result[0], proxy)).toBe(true);
  expect(runs).toMatchObject([{ name: 'proxied', status: 'success' }]);
});
