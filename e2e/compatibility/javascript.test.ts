/**
 * Every method of the official JavaScript client, in three versions, against a real server: written
 * and read back equal, or refused in words. A method that a new version brings fails here until
 * somebody has decided on it.
 */
import { afterAll, expect, test } from 'vitest';
import { startServer, stopAllServers } from '../harness/server.js';
import { readResults } from './results.js';
import { tryJavascriptClients } from './try-clients.js';

afterAll(stopAllServers);

test('every method of langsmith works or is refused in words, as docs/compatibility.md has it', async () => {
  const { url } = await startServer();
  const { results, faults } = await tryJavascriptClients(url);
  expect(faults).toEqual([]);
  expect(results).toEqual(readResults('javascript'));
});
