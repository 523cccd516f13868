/**
 * Every public method of PyPI's newest `langsmith`, and what LangChain and LangGraph trace: written
 * through the client, read back through it, or refused with a sentence, as docs/compatibility.md has
 * it. `npm run compatibility` tries the older versions too, which takes minutes.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pythonVersion } from '../harness/python.js';
import { startServer, stopAllServers } from '../harness/server.js';
import { readResults, resultsLike, type Tried } from './results.js';
import { preparePython, tryPythonClients } from './try-python.js';

/** Installing takes its time where it was never done. */
const SETUP_MS = 900_000;
const RUN_MS = 600_000;

if (pythonVersion === null)
  console.warn('SKIPPED: there is no python3 with venv on the path, so PyPI’s clients are not tested.');

describe.skipIf(pythonVersion === null)('clients of PyPI', () => {
  let tried: Tried;

  beforeAll(() => preparePython('newest'), SETUP_MS);

  beforeAll(async () => {
    const { url } = await startServer();
    tried = await tryPythonClients(url, 'newest');
  }, RUN_MS);

  afterAll(stopAllServers);

  test('read back what they wrote; what is not here is refused in words', () => {
    expect(tried.faults).toEqual([]);
  });

  test('what was tried is what docs/compatibility.md is made of', () => {
    expect(tried.results).toEqual(resultsLike(tried.results, readResults('python')));
  });
});
