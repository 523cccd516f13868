/**
 * What official clients really sent (`npm run capture`), sent again to a fresh server: the same
 * answers, the same runs; and the same runs, in whatever order the requests come, and however often.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startServer, stopAllServers, type RunningServer } from '../harness/server.js';
import { capturedClients, readCaptured } from './fixture.js';
import { isOfRuns, readStored, send } from './replay.js';

afterAll(stopAllServers);

test('there are clients of both languages, two versions of each, and LangGraph', () => {
  const families = capturedClients().map((name) => name.replace(/-[\d.]+$/u, ''));
  expect(families).toEqual(['langgraph-js', ...Array(2).fill('langsmith-js'), ...Array(2).fill('langsmith-python')]);
});

describe.each(capturedClients())('%s', (client) => {
  const captured = readCaptured(client);
  let server: RunningServer;
  let url = '';

  beforeAll(async () => {
    server = await startServer();
    ({ url } = server);
  });

  afterAll(() => server.kill());

  test('is answered as it was, and stored as it was', async () => {
    for (const { salt, exchanges, stored } of captured.values()) {
      const place = { url, salt };
      for (const { request, answer } of exchanges) expect(await send(place, request)).toEqual(answer);
      const requests = exchanges.map(({ request }) => request);
      expect(await readStored(place, requests)).toEqual(stored);
    }
  });

  test('is stored the same in any order, with repetitions', async () => {
    let times = 0;
    for (const { salt, exchanges, stored } of captured.values()) {
      const ofRuns = exchanges.map(({ request }) => request).filter(isOfRuns);
      const some = [...ofRuns, ...ofRuns.slice(0, 2)];
      const shuffled = fc.shuffledSubarray(some, { minLength: some.length });
      const inAnyOrder = fc.asyncProperty(shuffled, async (requests) => {
        times += 1;
        const place = { url, salt, sentSalt: times.toString(16).padStart(8, 'f') };
        for (const request of requests) await send(place, request);
        expect(await readStored(place, ofRuns)).toEqual(stored);
      });
      // A single request has but one order.
      await fc.assert(inAnyOrder, { numRuns: ofRuns.length > 1 ? 2 : 1, endOnFailure: true });
    }
  });
});
