/**
 * The settings of the SDK and the only place that reads the environment. For each setting X,
 * `TRACENEST_X` wins over `LANGSMITH_X`, which wins over `LANGCHAIN_X`; blank counts as not set.
 */
import { isRate } from './sampling.js';

/** Where runs go and what of them is sent. */
export interface Config {
  /** ENDPOINT: base URL of the server. Never LangSmith's cloud unless it is named. */
  endpoint: string;
  /** API_KEY: sent as `x-api-key`. */
  apiKey: string | undefined;
  /** WORKSPACE_ID: sent as `x-tenant-id`. */
  workspaceId: string | undefined;
  /** TRACING_SAMPLING_RATE: the part of all traces that is recorded, 0 to 1. */
  samplingRate: number;
  /** HIDE_INPUTS, HIDE_OUTPUTS: `{}` is sent instead. */
  hideInputs: boolean;
  hideOutputs: boolean;
  /** HIDE_METADATA: the same for metadata. */
  hideMetadata: boolean;
  /** TRACING_BACKGROUND is `false`: patchRun() of a root waits until all has been sent. */
  blocksOnRoot: boolean;
}

export type LogLevel = 'off' | 'error' | 'warn' | 'info' | 'debug';

/** Where the SDK sends when nothing says otherwise: a Tracenest server on this machine. */
export const DEFAULT_ENDPOINT = 'http://localhost:1984';

const DEFAULT_PROJECT = 'default';
const LOG_LEVELS: readonly LogLevel[] = ['off', 'error', 'warn', 'info', 'debug'];

/** The settings as the environment has them now, and what in it could not be understood. */
export function readConfig(): { config: Config; complaints: string[] } {
  const complaints: string[] = [];
  const config: Config = {
    endpoint: (setting('ENDPOINT') ?? DEFAULT_ENDPOINT).replace(/\/+$/, ''),
    apiKey: setting('API_KEY'),
    workspaceId: setting('WORKSPACE_ID'),
    samplingRate: rate(setting('TRACING_SAMPLING_RATE'), complaints),
    hideInputs: setting('HIDE_INPUTS') === 'true',
    hideOutputs: setting('HIDE_OUTPUTS') === 'true',
    hideMetadata: setting('HIDE_METADATA') === 'true',
    blocksOnRoot: setting('TRACING_BACKGROUND') === 'false',
  };
  return { config, complaints };
}

/**
 * TRACING: whether runs are recorded. Read at each root and not once, because programs load
 * their environment late (dotenv) and tests switch it.
 */
export function isTracingOn(): boolean {
  const ours = variable('TRACENEST_TRACING');
  return ours === undefined ? isLangSmithTracingOn() : ours === 'true';
}

/** Whether the official package and LangChain record runs in this process. */
export function isLangSmithTracingOn(): boolean {
  return legacySetting('TRACING') === 'true' || legacySetting('TRACING_V2') === 'true';
}

/** PROJECT: what runs are filed under, default `default`. */
export function projectName(): string {
  return setting('PROJECT') ?? variable('LANGCHAIN_SESSION') ?? DEFAULT_PROJECT;
}

/** RUNS_ENDPOINTS: where else runs are written, as JSON; see replicas.ts. */
export function runsEndpoints(): string | undefined {
  return setting('RUNS_ENDPOINTS');
}

/** TRACENEST_LOG: what of the SDK's own troubles is written to the console, default `warn`. */
export function logLevel(): LogLevel {
  const level = variable('TRACENEST_LOG')?.toLowerCase();
  return LOG_LEVELS.find((known) => known === level) ?? 'warn';
}

/** TRACEPARENT, TRACESTATE, BAGGAGE: the run that started this process, as headers name it. */
export interface InheritedTrace {
  traceparent?: string | undefined;
  tracestate?: string | undefined;
  baggage?: string | undefined;
}

/** As the process was given it: what a program puts there later is for the processes that it starts. */
const INHERITED: InheritedTrace = {
  traceparent: variable('TRACEPARENT'),
  tracestate: variable('TRACESTATE'),
  baggage: variable('BAGGAGE'),
};

/** What the process that started this one has said of its run. */
export function inheritedTrace(): InheritedTrace {
  return INHERITED;
}

/** All of it, for a process that is started from here. */
export function wholeEnvironment(): Record<string, string | undefined> {
  return (globalThis as { process?: { env?: Record<string, string | undefined> } }).process?.env ?? {};
}

/**
 * TRACENEST_SPOOL: where what could not be sent before the end of the process is kept for the next
 * one; `off` keeps nothing. Default: `tracenest/spool` in XDG_CACHE_HOME, else in the user's cache.
 *
 * @returns undefined: nowhere.
 */
export function spoolFolder(userCache: () => string): string | undefined {
  const folder = variable('TRACENEST_SPOOL') ?? `${variable('XDG_CACHE_HOME') ?? userCache()}/tracenest/spool`;
  return folder.toLowerCase() === 'off' ? undefined : folder;
}

function setting(name: string): string | undefined {
  return variable(`TRACENEST_${name}`) ?? legacySetting(name);
}

function legacySetting(name: string): string | undefined {
  return variable(`LANGSMITH_${name}`) ?? variable(`LANGCHAIN_${name}`);
}

function variable(name: string): string | undefined {
  // Browsers and some edge runtimes have no process at all.
  const value = (globalThis as { process?: { env?: Record<string, string | undefined> } }).process?.env?.[name]?.trim();
  return value === '' ? undefined : value;
}

function rate(text: string | undefined, complaints: string[]): number {
  if (text === undefined) return 1;
  const value = Number(text);
  if (isRate(value)) return value;
  complaints.push(
    `TRACING_SAMPLING_RATE is "${text}"; expected a number from 0 to 1, for example 0.1. All traces are recorded.`,
  );
  return 1;
}
