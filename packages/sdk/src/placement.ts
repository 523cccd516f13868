/**
 * The decision: which run is the parent of a run that begins, and how it was found. The only place
 * where a parent is chosen. The rules are asked in their order; the first that knows an answer
 * decides, and its word is recorded with the run, because later nobody can know.
 */
import { isLangSmithTracingOn } from './config.js';
import { FACTS, isRunTreeLike, ROOT, type ParentLike } from './run-like.js';
import { isBelowUntraced, isRunnableConfigLike, parentInConfig } from './runnable-config.js';
import type { Placement } from './wire/record.js';

/** Where a run goes. */
export interface Placed {
  kind: Placement;
  parent: ParentLike | null;
  /** What the place says about tracing; undefined: nothing. */
  isTraced: boolean | undefined;
  /** The first argument of the call was about placing: the function does not get it as it is. */
  uses: 'nothing' | 'config' | 'run';
}

/** What can tell a parent: the call's first argument, its options, and what is current. */
export interface Call {
  first: unknown;
  parentRun?: ParentLike | undefined;
  store: unknown;
}

/** A context in which nothing is traced, inside of a run that is. */
export const ANCESTOR: unique symbol = Symbol.for('tracenest.ancestor.1');

type Rule = (call: Call) => Placed | undefined;

const ROOT_RUN: Placed = { kind: 'root', parent: null, isTraced: undefined, uses: 'nothing' };

const RULES: readonly Rule[] = [
  function runnableConfigInFront({ first }) {
    if (!isRunnableConfigLike(first)) return undefined;
    const parent = parentInConfig(first);
    return { kind: parent === null ? 'root' : 'config', parent, isTraced: true, uses: 'config' };
  },
  function askedToBeRoot({ first }) {
    return first === ROOT ? { ...ROOT_RUN, uses: 'run' } : undefined;
  },
  function runInFront({ first }) {
    return isRunTreeLike(first) ? { ...below(first, 'explicit'), uses: 'run' } : undefined;
  },
  function parentInOptions({ parentRun }) {
    return parentRun === undefined ? undefined : below(parentRun, 'explicit');
  },
  function currentRun({ store }) {
    return isRunTreeLike(store) && FACTS in store ? below(store, 'context') : undefined;
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
export function placeByHand(parent: ParentLike | undefined, store: unknown): Placed {
  if (parent === undefined) return ROOT_RUN;
  return below(parent, parent === store ? 'context' : 'explicit');
}

/** The same place for a run that is recorded: nothing hangs below a run that is not. */
export function amongRecorded(placed: Placed): Placed {
  return placed.parent?.tracingEnabled === false ? { ...ROOT_RUN, uses: placed.uses } : placed;
}

function below(parent: ParentLike, kind: Placement): Placed {
  const isRemote = parent[FACTS]?.isRemote === true;
  return { kind: isRemote ? 'headers' : kind, parent, isTraced: parent.tracingEnabled, uses: 'nothing' };
}
