/** Programs of Node.js: queues, pools, listeners, workers and requests, healthy ones and split ones. */
import { RunnableLambda } from '@langchain/core/runnables';
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { continueTrace } from 'tracenest';
import type { Kit } from '../../nesting/kit.js';
import { main, type Case, type Label } from './kit.js';

/** Taken before any run: what a pool that was made at boot calls back in. */
const atBoot = AsyncLocalStorage.snapshot();

/** A consumer started at boot: does what it is given one by one, in the context of the boot. */
class Consumer {
  readonly #jobs: (() => Promise<void>)[] = [];
  readonly #wake = new EventEmitter();
  #isOpen = true;

  constructor() {
    void this.#loop();
  }

  do<R>(work: () => Promise<R>): Promise<R> {
    return new Promise<R>((resolve, reject) => {
      this.#jobs.push(async () => await work().then(resolve, reject));
      this.#wake.emit('job');
    });
  }

  close(): void {
    this.#isOpen = false;
    this.#wake.emit('job');
  }

  async #loop(): Promise<void> {
    while (this.#isOpen) {
      await once(this.#wake, 'job');
      for (let job = this.#jobs.shift(); job !== undefined; job = this.#jobs.shift()) await job();
    }
  }
}

const work = (
  kit: Kit,
  name: string,
  ms = 12,
  metadata?: Record<string, string>,
): ((request: string) => Promise<string>) =>
  kit.traced(
    name,
    async (request: string) => {
      await sleep(ms);
      return request;
    },
    metadata === undefined ? {} : { metadata },
  );

/** A service on loopback; gives its address, and ends with the program. */
async function serve(answer: (headers: IncomingHttpHeaders, request: string) => Promise<unknown>): Promise<string> {
  const server = createServer((request, response) => {
    void (async () => {
      const pieces: Buffer[] = [];
      for await (const piece of request) pieces.push(piece as Buffer);
      await answer(request.headers, Buffer.concat(pieces).toString());
      response.end();
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function post(url: string, request: string, headers: Record<string, string> = {}): Promise<void> {
  const answer = await fetch(url, { method: 'POST', body: request, headers: { ...headers, connection: 'close' } });
  await answer.text();
}

const split = (about: string, program: Case['program'], splits: Label = { inner: 'outer' }): Case => ({
  about,
  splits,
  program,
});
const healthy = (about: string, program: Case['program']): Case => ({ about, splits: {}, program });

export const cases: Readonly<Record<string, Case>> = {
  consumer: split('A consumer started at boot does the work of the request that waits for it.', async (kit) => {
    const inner = work(kit, 'inner');
    const consumer = new Consumer();
    const outer = kit.traced('outer', async (request: string) => await consumer.do(() => inner(request)));
    await outer('a');
    consumer.close();
  }),

  consumerInTurn: split('Three requests in turn, each with two jobs for the consumer.', async (kit) => {
    const inner = work(kit, 'inner');
    const consumer = new Consumer();
    const outer = kit.traced('outer', async (request: string) => {
      for (let n = 0; n < 2; n += 1) await consumer.do(() => inner(request));
    });
    for (const request of ['a', 'b', 'c']) await outer(request);
    consumer.close();
  }),

  consumerAtOnce: split('Two requests at once: whose job it is, nothing tells.', async (kit) => {
    const inner = work(kit, 'inner');
    const consumer = new Consumer();
    const outer = kit.traced('outer', async (request: string) => await consumer.do(() => inner(request)));
    await Promise.all([outer('a'), outer('b')]);
    consumer.close();
  }),

  pool: split('A pool made at boot calls back three times at once.', async (kit) => {
    const inner = work(kit, 'inner');
    const outer = kit.traced('outer', async (request: string) => {
      await Promise.all([1, 2, 3].map(async () => await atBoot(() => inner(request))));
    });
    await outer('a');
  }),

  poolBelowAStep: split(
    'A step below the root waits for the pool.',
    async (kit) => {
      const inner = work(kit, 'inner');
      const step = kit.traced('step', async (request: string) => await atBoot(() => inner(request)));
      const other = work(kit, 'other');
      const outer = kit.traced('outer', async (request: string) => {
        await other(request);
        await step(request);
      });
      await outer('a');
    },
    { inner: 'step' },
  ),

  twoKinds: split(
    'Two kinds of work, called back in turn.',
    async (kit) => {
      const [inner, second] = [work(kit, 'inner'), work(kit, 'second')];
      const outer = kit.traced('outer', async (request: string) => {
        await atBoot(() => inner(request));
        await atBoot(() => second(request));
      });
      await outer('a');
    },
    { inner: 'outer', second: 'outer' },
  ),

  subtree: split(
    'What is lost has runs below it.',
    async (kit) => {
      const leaf = work(kit, 'leaf');
      const whole = kit.traced('whole', async (request: string) => {
        await leaf(request);
        await leaf(request);
      });
      const outer = kit.traced('outer', async (request: string) => await atBoot(() => whole(request)));
      await outer('a');
    },
    { whole: 'outer' },
  ),

  conversation: split('Lost in a conversation whose id both runs name.', async (kit) => {
    const metadata = { thread_id: 'c-1' };
    const inner = work(kit, 'inner', 12, metadata);
    const outer = kit.traced('outer', async (request: string) => await atBoot(() => inner(request)), { metadata });
    for (const request of ['a', 'b']) await outer(request);
  }),

  conversationsAtOnce: split('Two conversations at once, each loses a run.', async (kit) => {
    await Promise.all(
      ['c-1', 'c-2'].map(async (thread_id) => {
        const inner = work(kit, 'inner', 12, { thread_id });
        const outer = kit.traced('outer', async (request: string) => await atBoot(() => inner(request)), {
          metadata: { thread_id },
        });
        await outer(thread_id);
      }),
    );
  }),

  runnable: split('A runnable without config, called back by a pool.', async (kit) => {
    const inner = RunnableLambda.from(async (text: string) => {
      await sleep(12);
      return text;
    }).withConfig({ runName: 'inner' });
    const outer = RunnableLambda.from(async (text: string) => await atBoot(() => inner.invoke(text))).withConfig({
      runName: 'outer',
    });
    await kit.traced('request', async () => await outer.invoke('a'))();
  }),

  runnablesAtOnce: split('Three runnables without config at once.', async (kit) => {
    const inner = RunnableLambda.from(async (text: string) => {
      await sleep(12);
      return text;
    }).withConfig({ runName: 'inner' });
    await kit.traced('outer', async () => {
      await Promise.all(['a', 'b', 'c'].map(async (text) => await atBoot(() => inner.invoke(text))));
    })();
  }),

  meshHeader: {
    about: 'A gateway between two services passes only traceparent on, with the span of the caller.',
    splits: { answer: 'ask' },
    program: async (kit) => {
      const answer = work(kit, 'answer');
      const url = await serve(async (headers, request) => {
        await kit.continued({ traceparent: String(headers['traceparent']) }, async () => await answer(request));
      });
      await kit.traced('ask', async () => {
        const { traceparent } = kit.headers();
        await post(url, 'a', traceparent === undefined ? {} : { traceparent });
      })();
    },
    // Read as one of ours, whole or by its span.
    ours: {},
  },

  foreignTrace: {
    about: 'A gateway passes only traceparent on, of a trace that an older client began under a random id.',
    splits: { answer: 'ask' },
    only: 'ours',
    program: async (kit) => {
      const answer = work(kit, 'answer');
      const url = await serve(async ({ traceparent }, request) => {
        await continueTrace({ headers: { traceparent } }, async () => await answer(request));
      });
      const upstream = `20260101T000000000000Z${randomUUID()}`;
      const ask = kit.traced('ask', async (request: string) => {
        await post(url, request, { traceparent: kit.headers()['traceparent'] ?? '' });
      });
      for (const request of ['a', 'b'])
        await kit.continued({ 'langsmith-trace': upstream }, async () => await ask(request));
    },
  },

  noHeader: {
    about: 'A service is called by an HTTP client that adds no header, and answers in the same process.',
    splits: { answer: 'ask' },
    program: async (kit) => {
      const answer = work(kit, 'answer');
      const url = await serve(async (_, request) => await answer(request));
      await kit.traced('ask', async (request: string) => {
        await atBoot(() => post(url, request));
      })('a');
    },
  },

  noHeaderConversation: {
    about: 'The same, with the id of the conversation on both sides.',
    splits: { answer: 'ask' },
    program: async (kit) => {
      const metadata = { thread_id: 'c-1' };
      const answer = work(kit, 'answer', 12, metadata);
      const url = await serve(async (_, request) => await answer(request));
      const ask = kit.traced('ask', async (request: string) => await atBoot(() => post(url, request)), { metadata });
      for (const request of ['a', 'b']) await ask(request);
    },
  },

  // Healthy ones.

  requestsAtOnce: healthy('Requests at once, each with its steps in place.', async (kit) => {
    const step = work(kit, 'step');
    const handle = kit.traced('handle', async (request: string) => {
      await step(request);
      await Promise.all([step(request), step(request)]);
    });
    await Promise.all(['a', 'b', 'c', 'd'].map(handle));
  }),

  requestsThatOverlap: healthy('Requests that begin before the one before has ended.', async (kit) => {
    const handle = work(kit, 'handle', 40);
    const all: Promise<string>[] = [];
    for (const request of ['a', 'b', 'c', 'd']) {
      all.push(handle(request));
      await sleep(15);
    }
    await Promise.all(all);
  }),

  schedule: healthy('An interval refreshes, inside and outside of requests.', async (kit) => {
    const [refresh, handle] = [work(kit, 'refresh', 2), work(kit, 'handle', 40)];
    const interval = setInterval(() => void refresh(''), 11);
    await sleep(50);
    for (const request of ['a', 'b', 'c']) {
      await handle(request);
      await sleep(20);
    }
    clearInterval(interval);
    await sleep(15);
  }),

  warmUp: healthy('Two roots at the start, at once; then a request.', async (kit) => {
    await Promise.all([work(kit, 'loadModel', 60)(''), work(kit, 'loadIndex', 15)('')]);
    await work(kit, 'handle')('a');
  }),

  twoEndpoints: healthy('Short searches during a long question and on their own.', async (kit) => {
    const [ask, search] = [work(kit, 'ask', 80), work(kit, 'search', 8)];
    await search('a');
    const asked = ask('b');
    await sleep(10);
    await search('c');
    await search('d');
    await asked;
    await search('e');
  }),

  shortBesideLong: healthy('Other people’s short requests, only ever seen during one long one.', async (kit) => {
    const [ask, search] = [work(kit, 'ask', 120), work(kit, 'search', 8)];
    const asked = ask('a');
    await sleep(10);
    await search('b');
    await sleep(20);
    await search('c');
    await asked;
  }),

  realServer: healthy('A server over HTTP: long and short requests at once from outside.', async (kit) => {
    const [ask, search] = [work(kit, 'ask', 80), work(kit, 'search', 8)];
    const url = await serve(async (_, request) => await (request.startsWith('?') ? ask(request) : search(request)));
    const asked = post(url, '?a');
    await sleep(20);
    await post(url, 'b');
    await post(url, 'c');
    await asked;
  }),

  headersFollowed: healthy('One service calls another, which follows the headers.', async (kit) => {
    const answer = work(kit, 'answer');
    const url = await serve(
      async (headers, request) => await kit.continued(headers, async () => await answer(request)),
    );
    const ask = kit.traced('ask', async (request: string) => await post(url, request, kit.headers()));
    await ask('a');
    await ask('b');
  }),

  bound: healthy('The pool made at boot gets a bound function.', async (kit) => {
    const inner = work(kit, 'inner');
    await kit.traced('outer', async (request: string) => {
      const own = kit.bind(() => inner(request));
      await atBoot(own);
    })('a');
  }),

  handedOver: healthy('The pool made at boot is given the parent.', async (kit) => {
    const inner = work(kit, 'inner');
    await kit.traced('outer', async (request: string) => {
      const run = kit.current();
      await atBoot(() => kit.within(run, () => inner(request)));
    })('a');
  }),

  jobsAfterTheAnswer: healthy('A worker sends mails after the requests have been answered.', async (kit) => {
    const [mail, handle] = [work(kit, 'mail', 20), work(kit, 'handle', 15)];
    const consumer = new Consumer();
    const sent: Promise<string>[] = [];
    for (const request of ['a', 'b', 'c']) {
      await handle(request);
      sent.push(consumer.do(() => mail(request)));
      await sleep(5);
    }
    await Promise.all(sent);
    consumer.close();
  }),

  turns: healthy('Turns of a conversation, one after the other.', async (kit) => {
    const turn = work(kit, 'turn', 10, { thread_id: 'c-1' });
    for (const request of ['a', 'b', 'c', 'd']) await turn(request);
  }),

  titleBesideTheTurn: healthy(
    'A title is asked for in a request of its own while the turn is answered.',
    async (kit) => {
      const metadata = { thread_id: 'c-1' };
      const [turn, title] = [work(kit, 'turn', 60, metadata), work(kit, 'title', 12, metadata)];
      const turned = turn('a');
      await sleep(10);
      await title('b');
      await turned;
      await turn('c');
    },
  ),

  impatient: healthy('The next turn is asked before the last one has been answered.', async (kit) => {
    const turn = work(kit, 'turn', 40, { thread_id: 'c-1' });
    const first = turn('a');
    await sleep(10);
    await turn('b');
    await first;
  }),

  memory: healthy('After each turn its memory is written, which runs into the next turn.', async (kit) => {
    const metadata = { thread_id: 'c-1' };
    const [turn, memory] = [work(kit, 'turn', 30, metadata), work(kit, 'memory', 15, metadata)];
    const written: Promise<string>[] = [];
    for (const request of ['a', 'b', 'c']) {
      await turn(request);
      written.push(memory(request));
      await sleep(2);
    }
    await Promise.all(written);
  }),

  runnablesOfTwo: healthy('Two runnables of two users at once.', async (kit) => {
    const runnable = (runName: string, ms: number): { invoke(text: string): Promise<string> } =>
      RunnableLambda.from(async (text: string) => {
        await sleep(ms);
        return text;
      }).withConfig({ runName });
    await kit.traced('warm', async () => {})();
    await Promise.all([runnable('summary', 60).invoke('a'), sleep(10).then(() => runnable('title', 12).invoke('b'))]);
  }),

  detached: healthy('Work is started out of the request on purpose and outlives it.', async (kit) => {
    const cleanUp = work(kit, 'cleanUp', 30);
    const done: Promise<string>[] = [];
    await kit.traced('request', async () => {
      done.push(kit.detached(() => cleanUp('')));
      await sleep(10);
    })();
    await Promise.all(done);
  }),

  detachedWithin: healthy('Work is started out of the request on purpose and ends before it.', async (kit) => {
    const audit = work(kit, 'audit', 8);
    await kit.traced('request', async () => {
      await Promise.all([kit.detached(() => audit('')), sleep(40)]);
    })();
  }),
};

await main(import.meta.url, cases);
