/**
 * The decision: which run is the parent of a run that begins, and how it was found. The only place
 * where a parent is chosen. The rules are asked in their order; the first that knows an answer
 * decides, and its word is recorded with the run, because later nobody can know.
 */
import { runtime } from '#context';
import type { Carrier } from './context-types.js';
import { isLangSmithTracingOn } from './config.js';
import { inherited } from './environment.js';
import { makeFinding, refOf, refsOf } from './findings.js';
import { foreignContext } from './foreign-context.js';
import { handoverOf } from './handover.js';
import { endedMsAgo, isOpenRun, waitingRuns } from './open-runs.js';
import { FACTS, isRunTreeLike, ROOT, type ParentLike } from './run-like.js';
import { isBelowUntraced, isRunnableConfigLike, parentInConfig } from './runnable-config.js';
import type { Finding, Json, Placement, RemoteIds } from './wire/record.js';

/** Where a run goes. */
export interface Placed {
  kind: Placement;
  parent: ParentLike | null;
  /** What the place says about tracing; undefined: nothing. */
  isTraced: boolean | undefined;
  /** The first argument of the call was about placing: the function does not get it as it is. */
  uses: 'nothing' | 'config' | 'run';
  /** What a reader must know of this place. */
  findings?: readonly Finding[];
  /** Ids that were received but not taken as parent. */
  remote?: RemoteIds | undefined;
}

/** What is remembered of a traced function from call to call. */
export interface CallHistory {
  /** The run in which it was wrapped, until it is called in that run's trace. */
  madeIn: ParentLike | undefined;
  /** Its last run, and what was current when that began. */
  last: ParentLike | undefined;
  lastStore: unknown;
}

/** What can tell a parent: the call's first argument, its options, what is current, and what was before. */
export interface Call {
  first: unknown;
  parentRun?: ParentLike | undefined;
  store: unknown;
  /** Of the run that begins, for what is found. */
  name?: string | undefined;
  history?: CallHistory;
}

/** A context in which nothing is traced, inside of a run that is. */
export const ANCESTOR: unique symbol = Symbol.for('tracenest.ancestor.1');
/** The context outside of every run, where the program has asked for it. */
export const DETACHED: object = Object.freeze({ [Symbol.for('tracenest.detached.1')]: true });
/** The context of a caller who names no run: as if nothing were current, but it is not the process's own work. */
const UNNAMED_CALLER: object = Object.freeze({ [Symbol.for('tracenest.unnamed-caller.1')]: true });

/** What has outlived the run that made it, and calls the program. */
interface Leak {
  run: ParentLike;
  carrier: Carrier;
}

const LEAK: unique symbol = Symbol.for('tracenest.leak.1');

type Rule = (call: Call) => Placed | undefined;

const ROOT_RUN: Placed = { kind: 'root', parent: null, isTraced: undefined, uses: 'nothing' };
/** Ended longer ago than this: not a matter of which of two lines came first. */
const STALE_MS = 1;

const RULES: readonly Rule[] = [
  function runnableConfigInFront({ first }) {
    if (!isRunnableConfigLike(first)) return undefined;
    const parent = parentInConfig(first);
    return { kind: parent === null ? 'root' : 'config', parent, isTraced: true, uses: 'config' };
  },
  function askedToBeRoot({ first }) {
    return first === ROOT ? { ...ROOT_RUN, uses: 'run' } : undefined;
  },
  function runInFront({ first, store, name }) {
    return isRunTreeLike(first) ? { ...handed(first, store, name), uses: 'run' } : undefined;
  },
  function parentInOptions({ parentRun, store, name }) {
    return parentRun === undefined ? undefined : handed(parentRun, store, name);
  },
  /** A span of OpenTelemetry that began inside of the current run, or where there is none. */
  function activeSpan({ store }) {
    const span = foreignContext()?.nearest(store);
    return span === undefined ? undefined : below(span, 'otel');
  },
  function runHandedOver({ store, name }) {
    const handover = handoverOf(store);
    if (handover === undefined || !isOurs(store)) return undefined;
    if (handover.how === 'handle') return endedBefore(store, handover.from) ? stale(store, name) : undefined;
    const placed = below(store, 'bound');
    if (handover.how === 'bound') return placed;
    return found(placed, makeFinding('listener-adopted', 'hint', name, { parent: refOf(store) }));
  },
  /** A callback whose maker still waits is called by another run, or by nobody's: it is the maker's. */
  function functionMadeElsewhere({ store, name, history }) {
    const maker = history?.madeIn;
    if (maker === undefined || !isOpenRun(maker)) return undefined;
    const placed = below(maker, 'bound');
    if (store === undefined)
      return found(placed, makeFinding('listener-adopted', 'hint', name, { parent: refOf(maker) }));
    if (!isOurs(store) || store.trace_id === maker.trace_id) return undefined;
    const evidence = { other: refOf(store), parent: refOf(maker) };
    return found(placed, makeFinding('made-elsewhere', 'warning', name, evidence));
  },
  /** What repeats, or answers many, keeps the context of the run that made it; that one has ended. */
  function leakedByCarrier({ store, name }) {
    const leak = leakIn(store);
    if (leak !== undefined) return leaked(leak.run, name, leak.carrier, endedMsAgo(leak.run) ?? 0);
    const endedMs = isOurs(store) ? endedMsAgo(store) : undefined;
    if (!isOurs(store) || endedMs === undefined) return undefined;
    const carrier = runtime.carrier();
    if (carrier === undefined) return undefined;
    // The socket may just be late with what that run had asked for, unless others wait as well.
    if (carrier === 'socket' && waitingRuns(store.trace_id).length === 0) return undefined;
    return leaked(store, name, carrier, endedMs);
  },
  /** A loop that was started by the run that has ended, and works for others now. */
  function sharedWorker({ store, name, history }) {
    const endedMs = isOurs(store) ? endedMsAgo(store) : undefined;
    if (!isOurs(store) || endedMs === undefined || history?.lastStore !== store) return undefined;
    const { last } = history;
    const lastEndedMs = last === undefined ? undefined : endTimeOf(last);
    if (last === undefined || lastEndedMs === undefined) return undefined;
    // A run that begins while the loop rests has probably woken it; from then on it is a worker.
    const isWorker = last[FACTS]?.findings?.some(({ code }) => code === 'shared-worker') === true;
    const waiting = waitingRuns(store.trace_id, isWorker ? 0 : lastEndedMs);
    if (waiting.length === 0) return isWorker ? leaked(store, name, 'consumer', endedMs) : undefined;
    const evidence = { parent: refOf(store), ...refsOf(waiting), ms: endedMs };
    return found(ROOT_RUN, makeFinding('shared-worker', 'warning', name, evidence));
  },
  /** Work that has gone on by itself, or a queue that works for another now: a hint, which names who waits. */
  function endedMeanwhile({ store, name }) {
    const ms = isOurs(store) ? (endedMsAgo(store) ?? 0) : 0;
    if (!isOurs(store) || ms <= STALE_MS) return undefined;
    const waiting = waitingRuns(store.trace_id);
    if (waiting.length === 0) return undefined;
    const evidence = { parent: refOf(store), ms, ...refsOf(waiting) };
    return found(below(store, 'context'), makeFinding('late-child', 'hint', name, evidence));
  },
  function currentRun({ store }) {
    return isOurs(store) ? below(store, 'context') : undefined;
  },
  function currentRunOfOfficialPackage({ store }) {
    if (!isRunTreeLike(store)) return undefined;
    if (store.tracingEnabled !== false) return below(store, 'langsmith');
    // LangChain's placeholder for a run that it does not trace: asked not to, or just switched off.
    const isAsked = isLangSmithTracingOn() || isBelowUntraced(store);
    return isAsked ? { ...ROOT_RUN, isTraced: false } : ROOT_RUN;
  },
  function insideOfUntraced({ store }) {
    if (typeof store !== 'object' || store === null || !('tracingEnabled' in store)) return undefined;
    const { tracingEnabled, [ANCESTOR]: ancestor } = store as { tracingEnabled?: boolean; [ANCESTOR]?: ParentLike };
    const placed = ancestor === undefined ? ROOT_RUN : below(ancestor, 'context');
    return { ...placed, isTraced: tracingEnabled };
  },
  /** Programs begin roots beside each other all the time: a hint, for those who miss a child. */
  function nothingKnown({ store, name }) {
    if (store !== undefined && store !== UNNAMED_CALLER) return undefined;
    const placed = store === undefined ? ofProcess() : ROOT_RUN;
    const open = waitingRuns(undefined);
    if (open.length > 0) {
      const code = runtime.isAsync ? 'context-lost' : 'no-async-context';
      return found(placed, makeFinding(code, 'hint', name, refsOf(open)));
    }
    const n = runtime.openAbove();
    if (n === 0) return placed;
    const thread = `thread ${runtime.machine().thread ?? ''}`.trim();
    return found(placed, makeFinding('worker-without-context', 'hint', name, { thread, n }));
  },
];

/** Finds the place of a run that begins with a call of a traced function. */
export function place(call: Call): Placed {
  for (const rule of RULES) {
    const placed = rule(call);
    if (placed !== undefined) return placed;
  }
  return ROOT_RUN;
}

/** The place of a run that is made by hand: below the parent that it names, whatever is current. */
export function placeByHand(parent: ParentLike | undefined, store: unknown, name?: string): Placed {
  if (parent === undefined) return ROOT_RUN;
  return parent === store ? below(parent, 'context') : handed(parent, store, name);
}

/** The same place for a run that is recorded: nothing hangs below a run that is not. */
export function amongRecorded(placed: Placed): Placed {
  return placed.parent?.tracingEnabled === false ? { ...ROOT_RUN, uses: placed.uses } : placed;
}

/** Keeps in mind what the next call of a function is judged by. */
export function remember(history: CallHistory, store: unknown, run: ParentLike): void {
  history.last = run;
  history.lastStore = store;
  const { madeIn } = history;
  // Called where it was made: whoever calls it from now on calls it as their own.
  const isOwn = isRunTreeLike(store) && store.trace_id === madeIn?.trace_id;
  if (madeIn !== undefined && (isOwn || !isOpenRun(madeIn))) history.madeIn = undefined;
}

/** The context of what is called by something that has outlived the run that made it: no run's. */
export function leakedStore(run: ParentLike, carrier: Carrier): object {
  return { [LEAK]: { run, carrier } satisfies Leak };
}

function leakIn(store: unknown): Leak | undefined {
  return typeof store === 'object' && store !== null ? (store as { [LEAK]?: Leak })[LEAK] : undefined;
}

/** Where the work of a caller who names no run is done: not in the run that this process was started in. */
export function calledByUnnamed(store: unknown): unknown {
  return store === undefined && inherited().parent !== null ? UNNAMED_CALLER : store;
}

/** In the run that this process was started in, if in any. */
function ofProcess(): Placed {
  const { parent, findings, remote } = inherited();
  if (parent !== null) return below(parent, 'environment');
  if (findings === undefined) return ROOT_RUN;
  return { ...ROOT_RUN, findings, remote };
}

function isOurs(store: unknown): store is ParentLike {
  return isRunTreeLike(store) && FACTS in store;
}

function below(parent: ParentLike, kind: Placement): Placed {
  const facts = parent[FACTS];
  return {
    kind: facts?.isRemote === true ? facts.placement : kind,
    parent,
    isTraced: parent.tracingEnabled,
    uses: 'nothing',
  };
}

function found(placed: Placed, finding: Finding): Placed {
  return { ...placed, findings: [...(placed.findings ?? []), finding] };
}

/** Below a run that the program has handed over. */
function handed(parent: ParentLike, store: unknown, name: string | undefined): Placed {
  return endedBefore(parent, store) ? stale(parent, name) : below(parent, 'explicit');
}

/** Ended, and not just the run out of which this work has gone on by itself. */
function endedBefore(parent: ParentLike, store: unknown): boolean {
  return parent !== store && (endedMsAgo(parent) ?? 0) > STALE_MS;
}

function stale(parent: ParentLike, name: string | undefined): Placed {
  const evidence = { parent: refOf(parent), ms: endedMsAgo(parent) ?? null };
  return found(below(parent, 'stale'), makeFinding('stale-parent', 'warning', name, evidence));
}

function leaked(store: ParentLike, name: string | undefined, carrier: string, ms: number): Placed {
  const evidence: Record<string, Json> = { parent: refOf(store), carrier, ms };
  return found(ROOT_RUN, makeFinding('leaked-context', 'warning', name, evidence));
}

function endTimeOf(run: ParentLike): number | undefined {
  const { end_time: end } = run as { end_time?: unknown };
  return typeof end === 'number' ? end : undefined;
}
