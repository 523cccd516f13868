/**
 * Where the examples send their traces: the environment that a program needs, with the defaults of
 * a server on this machine. Import it before anything that traces. It is the only file here that
 * reads the environment.
 */

/** Origin of the Tracenest server. */
export const endpoint: string =
  process.env.TRACENEST_ENDPOINT ?? process.env.LANGSMITH_ENDPOINT ?? 'http://localhost:1984';

process.env.LANGSMITH_TRACING ??= 'true';
process.env.LANGSMITH_ENDPOINT ??= endpoint;
process.env.LANGSMITH_API_KEY ??= 'anything';
process.env.LANGSMITH_PROJECT ??= 'examples';

/** Prints where to look at a trace; the trace id is the id of its root run. */
export function printLink(what: string, traceId: string): void {
  console.log(`${what}: ${endpoint}/trace/${traceId}`);
}
