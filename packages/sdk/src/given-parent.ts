/**
 * What a program hands over as a parent — a run, headers, LangChain's config, a dotted order —
 * made into a run to be placed under. What names no parent, where one was expected, becomes a
 * finding: a program that believes to have handed a parent over must hear that it did not arrive.
 */
import type { Arrival } from './ambient.js';
import { callSite } from './call-site.js';
import type { Client } from './client.js';
import { isTracingOn } from './config.js';
import { current, within } from './context.js';
import { guarded, report } from './diag.js';
import type { Placed } from './placement.js';
import { readHeaders, type HeadersLike } from './propagation.js';
import { factsOf, isRunTreeLike, ROOT, setFacts, type ParentLike, type RunTreeLike } from './run-like.js';
import { RunTree } from './run-tree.js';
import { holdConfig, isRunnableConfigLike, parentInConfig, type RunnableConfigLike } from './runnable-config.js';
import type { Finding } from './wire/record.js';

/** What can be given as a parent; `ROOT` asks for none, null and undefined were not meant to be. */
export type GivenParent =
  | RunTreeLike
  | HeadersLike
  | RunnableConfigLike
  /** A dotted order. */
  | string
  | typeof ROOT
  | null
  | undefined;

/** What was found: `parent` null is a root, undefined leaves the current context as it is. */
export interface ReadParent {
  parent: ParentLike | null | undefined;
  /** What tells the parent, as the first argument of a traced call would. */
  first?: unknown;
  arrival?: Arrival;
}

export interface ReadParentOptions {
  /** For runs below a run of another process. */
  client?: Client | undefined;
  /** Wins over the environment for runs below a run of another process that is recorded there. */
  enabled?: boolean | undefined;
}

/** Fields of a run that went through JSON, or of what others make of one. */
const RUN_FIELDS = ['id', 'run_id', 'trace_id', 'dotted_order'] as const;
const TRACE_HEADER = /^(langsmith-trace|traceparent)$/i;
/** Fields of a RunnableConfig: one without LangChain's tracer stands at no run, and that is fine. */
const CONFIG_FIELDS = ['callbacks', 'configurable', 'recursionLimit', 'runName', 'metadata', 'tags'] as const;

/** Finds the run in what was given. Never throws. */
export function readParent(given: unknown, options: ReadParentOptions = {}): ReadParent {
  // What cannot even be looked at (a revoked proxy) is no parent.
  return guarded('read-parent', () => read(given, options), 'debug') ?? nothing('bad-parent', options);
}

function read(given: unknown, options: ReadParentOptions): ReadParent {
  if (given === ROOT) return { parent: null, first: ROOT };
  if (given === undefined || given === null || given === '') return nothing('no-parent-given', options);
  if (typeof given === 'string') {
    const run = remoteRun({ 'langsmith-trace': given }, options);
    return run === undefined ? nothing('bad-parent', options) : { parent: run, first: run };
  }
  if (typeof given !== 'object') return nothing('bad-parent', options);
  if (isRunTreeLike(given)) return { parent: given, first: given };
  if (isRunnableConfigLike(given)) return inConfig(given);
  if (isConfigWithoutTracer(given)) return { parent: undefined };
  if (!looksLikeHeaders(given)) return nothing('bad-parent', options);
  const run = remoteRun(given, options);
  return run === undefined ? withoutParent(given) : { parent: run, first: run };
}

/** A config that stands at no run leaves what is current. */
function inConfig(config: RunnableConfigLike): ReadParent {
  const parent = parentInConfig(config);
  return parent === null ? { parent: undefined } : { parent: runAt(parent, config), first: config };
}

/** LangChain keeps its runs as mere records; this one can be current, and runnables called inside find the config. */
function runAt(
  { id, name = 'runnable', trace_id, dotted_order, project_name, extra }: ParentLike,
  config: RunnableConfigLike,
): RunTree {
  const ids = {
    id,
    ...(trace_id === undefined ? {} : { trace_id }),
    ...(dotted_order === undefined ? {} : { dotted_order }),
    ...(project_name === undefined ? {} : { project_name }),
  };
  const placed: Placed = { kind: 'config', parent: null, isTraced: true, uses: 'nothing' };
  const store = current();
  // Made where nothing is current: LangChain's tracer must not take it for a run that begins.
  const run = within(undefined, () => new RunTree({ ...ids, name, ...(extra === undefined ? {} : { extra }) }, placed));
  // Whether it is recorded LangChain has decided.
  run.tracingEnabled = true;
  setFacts(run, { placement: 'config', isRemote: true, isSampled: true, client: run.client });
  holdConfig(run, config, store);
  return run;
}

function remoteRun(headers: HeadersLike, { client, enabled }: ReadParentOptions): RunTree | undefined {
  const run = RunTree.fromHeaders(headers, client === undefined ? {} : { client });
  // What is not recorded where it runs is nothing to hang a run from, whatever is asked for here.
  if (run !== undefined && enabled !== undefined && factsOf(run).isSampled !== false) run.tracingEnabled = enabled;
  return run;
}

/** Headers that name no parent are an ordinary request; what they do say goes with its run. */
function withoutParent(headers: HeadersLike): ReadParent {
  const { findings, remote } = readHeaders(headers, { now: Date.now() });
  return { parent: undefined, arrival: { findings, ...(remote === undefined ? {} : { remote }) } };
}

function isConfigWithoutTracer(given: object): boolean {
  return !RUN_FIELDS.some((field) => field in given) && CONFIG_FIELDS.some((field) => field in given);
}

/** A run that went through JSON is an object of texts too; headers are told from it by its fields. */
function looksLikeHeaders(given: object): given is HeadersLike {
  if (Symbol.iterator in given || ('get' in given && typeof given.get === 'function')) return true;
  const names = Object.keys(given);
  if (names.some((name) => TRACE_HEADER.test(name))) return true;
  if (RUN_FIELDS.some((field) => field in given)) return false;
  return Object.values(given).every(isHeaderValue);
}

function isHeaderValue(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((item) => typeof item === 'string');
  return value === undefined || typeof value === 'string' || value instanceof Uint8Array;
}

const TROUBLES = {
  'no-parent-given': {
    message: 'a parent was expected, but nothing was given: the current context stays.',
    remedy: 'Did a header not arrive? Check the middleware order and the proxy.',
  },
  'bad-parent': {
    message: 'what was given as parent is neither a run, nor headers, nor a config.',
    remedy: 'A run does not survive JSON: carry run.toHeaders() instead.',
  },
} as const;

function nothing(code: keyof typeof TROUBLES, { enabled }: ReadParentOptions): ReadParent {
  const site = callSite();
  const { message, remedy } = TROUBLES[code];
  // Where nothing is recorded nothing is missing: the sender had no run to hand over either.
  if (enabled ?? isTracingOn()) report('warn', site === undefined ? code : `${code} at ${site}`, message, remedy);
  const finding: Finding = { code, severity: 'warning', evidence: site === undefined ? {} : { site } };
  return { parent: undefined, arrival: { findings: [finding] } };
}
