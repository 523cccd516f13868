/**
 * `npm run compatibility`: tries every method of the official clients in three versions, and what the
 * newest LangChain and LangGraph trace through the newest, in both languages; writes the results and
 * docs/compatibility.md. Where something fails it says so, and leaves the results of that language.
 */
import { writeFileSync } from 'node:fs';
import { pythonVersion } from '../harness/python.js';
import { startServer, stopAllServers } from '../harness/server.js';
import { LANGUAGES, readResults, writeResults, type Language, type Tried } from './results.js';
import { DOCUMENT, documentOf } from './table.js';
import { tryJavascriptClients, tryJavascriptFrameworks } from './try-clients.js';
import { preparePython, tryPythonClients } from './try-python.js';

try {
  const { url } = await startServer();
  const frameworks = await tryJavascriptFrameworks(url);
  const clients = await tryJavascriptClients(url);
  keep('javascript', {
    results: [...clients.results, ...frameworks.results],
    faults: [...clients.faults, ...frameworks.faults],
  });
  if (pythonVersion === null) fail('there is no python3 with venv on the path, so PyPI’s clients were not tried.');
  else {
    await preparePython('all');
    keep('python', await tryPythonClients(url, 'all'));
  }
} finally {
  await stopAllServers();
}
writeFileSync(DOCUMENT, documentOf({ javascript: readResults('javascript'), python: readResults('python') }));

function keep(language: Language, { results, faults }: Tried): void {
  for (const fault of faults) fail(`${LANGUAGES[language]}, ${fault}`);
  if (faults.length === 0) writeResults(language, results);
}

function fail(what: string): void {
  console.error(what);
  process.exitCode = 1;
}
