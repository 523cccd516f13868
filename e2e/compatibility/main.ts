/**
 * `npm run compatibility`: tries every method of the official JavaScript clients and what LangChain
 * and LangGraph trace through the newest, and writes the
 * results and docs/compatibility.md. Results of Python stay as its own tests wrote them.
 */
import { writeFileSync } from 'node:fs';
import { startServer, stopAllServers } from '../harness/server.js';
import { readResults, writeResults } from './results.js';
import { DOCUMENT, documentOf } from './table.js';
import { tryJavascriptClients, tryJavascriptFrameworks } from './try-clients.js';

try {
  const { url } = await startServer();
  const tried = [await tryJavascriptClients(url), await tryJavascriptFrameworks(url)];
  const results = tried.flatMap((each) => each.results);
  const faults = tried.flatMap((each) => each.faults);
  for (const fault of faults) console.error(fault);
  if (faults.length === 0) writeResults('javascript', results);
  else process.exitCode = 1;
} finally {
  await stopAllServers();
}
writeFileSync(DOCUMENT, documentOf({ javascript: readResults('javascript'), python: readResults('python') }));
