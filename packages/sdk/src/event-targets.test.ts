/** Listeners of EventTargets that are added in a request, and that nothing else about them changes. */
import { getEventListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { flush, traceable } from './index.js';
import { startServerOfTests } from './traced-tests.test-fixture.js';

const server = await startServerOfTests();

const named = (name: string, work: () => unknown): (() => Promise<void>) =>
  traceable(async () => void (await work()), { name });
const job = named('job', () => sleep(2));

async function recorded(): Promise<string> {
  await flush();
  return server.tree();
}

describe('a listener that is added in a request', () => {
  test.each(['function', 'object'] as const)(
    '(a %s) and called outside of all runs belongs to the request',
    async (kind) => {
      const target = new EventTarget();
      setTimeout(() => target.dispatchEvent(new Event('message')), 10);
      await named(
        'request',
        () =>
          new Promise<void>((done) => {
            const handleEvent = (): void => void job().then(done);
            target.addEventListener('message', kind === 'function' ? handleEvent : { handleEvent });
          }),
      )();
      expect(await recorded()).toBe('request(job)');
      expect(server.run('job').tracenest).toMatchObject({
        placement: 'bound',
        findings: [{ code: 'listener-adopted', severity: 'hint', evidence: { parent: { name: 'request' } } }],
      });
    },
  );

  test('of a message port belongs to the request that waits for the answer', async () => {
    const { port1, port2 } = new MessageChannel();
    port2.on('message', (question) => port2.postMessage(question));
    await named('request', async () => {
      await new Promise<void>((done) => {
        port1.once('message', () => void job().then(done));
        port1.postMessage('tea?');
      });
    })();
    port1.close();
    expect(await recorded()).toBe('request(job)');
  });

  test('of an abort signal belongs to the request that is aborted, also by another one', async () => {
    const abort = new AbortController();
    const waiting = named(
      'aborted',
      () => new Promise<void>((done) => abort.signal.addEventListener('abort', () => void job().then(done))),
    )();
    await named('other', () => abort.abort())();
    await waiting;
    expect(await recorded()).toBe('aborted(job) other');
  });

  test('and called inside of another belongs to the one that dispatches, if it is a subscription', async () => {
    const target = new EventTarget();
    const waiting = named('first', async () => {
      target.addEventListener('message', () => void job());
      await sleep(20);
    })();
    await named('second', () => void target.dispatchEvent(new Event('message')))();
    await waiting;
    expect(await recorded()).toBe('first second(job)');
  });

  test('that has ended belongs to nobody', async () => {
    const target = new EventTarget();
    await named('request', () => target.addEventListener('message', () => void job()))();
    target.dispatchEvent(new Event('message'));
    expect(await recorded()).toBe('request job');
  });
});

describe('nothing else changes', () => {
  const inside = (work: () => void): void => traceable(work, { name: 'request' })();
  const heard: unknown[] = [];
  function listener(this: unknown, event: Event): void {
    heard.push([this instanceof EventTarget, event.type]);
  }
  const dispatch = (target: EventTarget, type = 'a'): unknown[] => {
    heard.length = 0;
    target.dispatchEvent(new Event(type));
    return [...heard];
  };

  test.each([
    ['inside, then outside', true, false],
    ['outside, then inside', false, true],
    ['inside, twice', true, true],
  ])('a listener that is added twice (%s) is called once, with this and event, and taken off', (_, first, second) => {
    const target = new EventTarget();
    const add = (isInside: boolean): void => {
      if (isInside) inside(() => target.addEventListener('a', listener));
      else target.addEventListener('a', listener);
    };
    add(first);
    add(second);
    expect(dispatch(target)).toEqual([[true, 'a']]);
    target.removeEventListener('a', listener);
    expect([dispatch(target), getEventListeners(target, 'a')]).toEqual([[], []]);
  });

  test('phases and types are told apart, once is once, and a signal takes off', () => {
    const target = new EventTarget();
    const off = new AbortController();
    inside(() => {
      target.addEventListener('a', listener, { once: true });
      target.addEventListener('a', listener, { capture: true });
      target.addEventListener('b', listener, { signal: off.signal });
    });
    expect(dispatch(target)).toHaveLength(2);
    expect(dispatch(target)).toHaveLength(1);
    inside(() => target.addEventListener('a', listener, { once: true }));
    expect(dispatch(target)).toHaveLength(2);
    target.removeEventListener('a', listener);
    expect(dispatch(target)).toHaveLength(1);
    target.removeEventListener('a', listener, { capture: true });
    expect([dispatch(target), dispatch(target, 'b')]).toEqual([[], [[true, 'b']]]);
    off.abort();
    expect(dispatch(target, 'b')).toEqual([]);
  });

  test('what is no listener is refused or ignored as before', () => {
    const target = new EventTarget();
    inside(() => {
      expect(() => target.addEventListener('a', 'no listener' as never)).toThrow(TypeError);
    });
    expect(getEventListeners(target, 'a')).toEqual([]);
    expect([target.addEventListener.name, target.addEventListener.length]).toEqual(['addEventListener', 2]);
  });
});
