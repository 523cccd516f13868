/**
 * Every public method of PyPI's newest `langsmith`, and what LangChain and LangGraph trace: written
 * through the client, read back through it, or refused with a sentence; when the results are written,
 * also the newest of the two minors before. What came of each is in results-python.json, from which
 * docs/compatibility.md is made; `UPDATE_RESULTS=1 npx vitest run e2e/compatibility/python.test.ts`
 * writes it anew.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newestPython, olderPython, pythonVersion, pythonWith, runPython } from '../harness/python.js';
import type { PythonPackages } from '../harness/python.js';
import type { RunningServer } from '../harness/server.js';
import { startServer, stopAllServers } from '../harness/server.js';

interface Result {
  client: string;
  version: string;
  method: string;
  outcome: 'works' | 'refused';
  note: string;
}

interface Book {
  results: Result[];
  failures: string[];
}

/** The older versions take minutes more: they are tried when the results are written. */
const isWritten = process.env['UPDATE_RESULTS'] === '1';
const older = isWritten ? olderPython : [];
const resultsFile = new URL('results-python.json', import.meta.url);
/** Installing takes its time where it was never done. */
const SETUP_MS = 900_000;
const RUN_MS = 600_000;

if (pythonVersion === null)
  console.warn('SKIPPED: there is no python3 with venv on the path, so PyPI’s clients are not tested.');

describe.skipIf(pythonVersion === null)('clients of PyPI', () => {
  let server: RunningServer;
  let books: Book[];

  beforeAll(async () => {
    [server] = await Promise.all([startServer(), ...[newestPython, ...older].map(pythonWith)]);
  }, SETUP_MS);

  beforeAll(async () => {
    books = await Promise.all([
      read('langsmith', newestPython),
      read('frameworks', newestPython),
      ...older.map((packages) => read('langsmith', packages)),
    ]);
  }, RUN_MS);

  afterAll(stopAllServers);

  async function read(part: string, packages: PythonPackages): Promise<Book> {
    return JSON.parse(await runPython('compatibility/python/main.py', server.url, {}, [part], packages)) as Book;
  }

  test('read back what they wrote; what is not here is refused in words', () => {
    expect(books.flatMap(({ failures }) => failures)).toEqual([]);
  });

  test('what was tried is what docs/compatibility.md is made of', async () => {
    const results = books
      .flatMap((book) => book.results)
      .toSorted((a, b) => compare([a.client, a.version, a.method], [b.client, b.version, b.method]));
    const text = `[\n${results.map((result) => `  ${JSON.stringify(result)}`).join(',\n')}\n]\n`;
    if (isWritten) await writeFile(resultsFile, text);
    const versions = new Set(results.map(({ client, version }) => `${client} ${version}`));
    const written = JSON.parse(await readFile(resultsFile, 'utf8')) as typeof results;
    expect(results).toEqual(written.filter(({ client, version }) => versions.has(`${client} ${version}`)));
  });
});

/** By code units, so that every machine sorts alike. */
function compare(a: readonly string[], b: readonly string[]): number {
  const differs = a.findIndex((part, i) => part !== b[i]);
  if (differs === -1) return 0;
  return (a[differs] ?? '') < (b[differs] ?? '') ? -1 : 1;
}
