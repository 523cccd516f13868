/**
 * The server's only voice: what a person starting it must read goes to standard output, what went
 * wrong to standard error, one line each, without colours, so that it reads the same in a file.
 */
export interface Log {
  /** Text as it is, for the first lines a person sees. */
  say(text: string): void;
  warn(message: string, error?: unknown): void;
  error(message: string, error?: unknown): void;
}

/** The log of the process. */
export const processLog: Log = {
  say: (text) => void process.stdout.write(`${text}\n`),
  warn: (message, error) => void process.stderr.write(line('warn', message, error)),
  error: (message, error) => void process.stderr.write(line('error', message, error)),
};

/** Says nothing; for tests and for programs that embed the server. */
export const silentLog: Log = { say: () => {}, warn: () => {}, error: () => {} };

function line(level: string, message: string, error: unknown): string {
  return `${new Date().toISOString()} ${level} ${message}${error === undefined ? '' : `: ${reason(error)}`}\n`;
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `; caused by ${reason(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
