/**
 * Every method of the newest official JavaScript client against a real server: written and read back
 * equal, or refused in words. A method that a new version brings fails here until somebody has
 * decided on it. `npm run compatibility` tries the older versions too, which takes minutes.
 */
import { afterAll, expect, test } from 'vitest';
import { startServer, stopAllServers } from '../harness/server.js';
import { readResults, resultsLike, type Tried } from './results.js';
import { PACKAGES } from './js/trial.js';
import { tryJavascriptClients, tryJavascriptFrameworks } from './try-clients.js';

afterAll(stopAllServers);

test('every method of langsmith works or is refused in words, as docs/compatibility.md has it', async () => {
  const { url } = await startServer();
  expectAsWritten(await tryJavascriptClients(url, PACKAGES.slice(0, 1)));
});

test('what the newest LangChain and LangGraph trace is read back, each run in its place', async () => {
  const { url } = await startServer();
  expectAsWritten(await tryJavascriptFrameworks(url));
}, 600_000);

function expectAsWritten({ results, faults }: Tried): void {
  expect(faults).toEqual([]);
  expect(results).toEqual(resultsLike(results, readResults('javascript')));
}
