/** The program: reads the command, starts the server, says where it is, and stops on a signal. */
import { readCommand, widenThreadPool, type Config } from './config.js';
import { processLog } from './log.js';
import { NotListening, startServer, type RunningServer } from './server.js';
import { CannotOpenStore } from './store/open-errors.js';
import { nameOfPlace } from './store/server-place.js';

/** 1: could not start or failed; 2: flags or environment cannot be read. */
const exitCodes = { failed: 1, usage: 2 };

async function main(): Promise<void> {
  const command = readCommand(process.argv.slice(2));
  if (command.kind === 'print') return processLog.say(command.text.trimEnd());
  if (command.kind === 'refuse') return fail(command.message, exitCodes.usage);

  widenThreadPool();
  const stop = stopOnSignal();
  let server: RunningServer;
  try {
    server = await startServer(command.config);
  } catch (error) {
    return fail(isExpected(error) ? error.message : error, exitCodes.failed);
  }
  endOnAbort();
  processLog.say(greeting(server, command.config));
  await stop;
  await server.close();
  process.exit(0);
}

/** What a person needs next: where the page is, where the data is, what to paste. */
function greeting(server: RunningServer, config: Config): string {
  const key = config.apiKey === null ? 'anything' : '(the value of TRACENEST_API_KEY)';
  return `Tracenest is running.

  page  ${server.url}
  data  ${config.server === null ? config.dataDirectory : nameOfPlace(config.server)}

To send traces from a program that uses langsmith, LangChain or LangGraph, set:

  LANGSMITH_TRACING=true
  LANGSMITH_ENDPOINT=${server.url}
  LANGSMITH_API_KEY=${key}
`;
}

/**
 * npm passes on the Ctrl-C that the terminal has already sent to every process: the same wish twice
 * within a moment. Only what comes later than this is a second one.
 */
const echoMs = 500;

/** Resolves at the first SIGTERM or SIGINT; the second ends the process at once. */
function stopOnSignal(): Promise<void> {
  return new Promise((resolve) => {
    let askedAt: number | null = null;
    for (const [signal, exitCode] of [
      ['SIGTERM', 143],
      ['SIGINT', 130],
    ] as const) {
      process.on(signal, () => {
        if (askedAt !== null && performance.now() - askedAt > echoMs) process.exit(exitCode);
        askedAt ??= performance.now();
        resolve();
      });
    }
  });
}

/**
 * The engine handles SIGABRT itself and then never ends: a process that has run out of memory would
 * keep the port and the data directory for good. Whoever listens last, and so after the store is
 * open, has the signal; abort() ends the process once a listener has returned.
 */
function endOnAbort(): void {
  process.on('SIGABRT', () => process.exit(134));
}

function isExpected(error: unknown): error is Error {
  return error instanceof NotListening || error instanceof CannotOpenStore;
}

function fail(reason: unknown, exitCode: number): void {
  if (typeof reason === 'string') processLog.error(reason);
  else processLog.error('The server failed to start', reason);
  process.exit(exitCode);
}

await main();
