/**
 * An account of a run: statements united while they contradict nothing (contract §3.4, §3.5).
 * Knows when two statements contradict, what fills what, and which placement stands.
 */
import { contradictsExtra, fillExtra, overwriteExtra, type ExtraParts } from './extra.js';
import { canonicalJson } from './json.js';
import type { RunEvent } from './record.js';
import { isSameParent, type Place, type Statement, type Values } from './statement.js';
import { compareTimes, nanosBetween } from './time.js';

const START_TOLERANCE_NS = 1_000_000;

export interface Account {
  /** Who gave the placement. */
  dialect: Statement['dialect'];
  spanId: string | null;
  place: Place;
  /** The most exact of the starts that contradict nothing; `place.startTime` is the one compared with. */
  exactStart: string | null;
  values: Values;
  events: RunEvent[] | null;
  extra: ExtraParts;
}

/** An account that says what one statement says. */
export function beginAccount(statement: Statement): Account {
  const extra: ExtraParts = new Map();
  if (statement.extra !== null) overwriteExtra(extra, statement.extra);
  return {
    dialect: statement.dialect,
    spanId: statement.spanId,
    place: { ...statement.place },
    exactStart: statement.place.startTime,
    values: { ...statement.values },
    events: statement.events,
    extra,
  };
}

/** Whether a create says another thing than an account of the same dialect. */
export function contradicts(account: Account, statement: Statement): boolean {
  return (
    changedPlace(account.place, statement.place).length > 0 ||
    contradictsValues(account.values, statement.values) ||
    contradictsEvents(account.events, statement.events) ||
    (statement.extra !== null && contradictsExtra(account.extra, statement.extra))
  );
}

/** Takes from a create what the account does not say yet. */
export function fillAccount(account: Account, statement: Statement): void {
  fillPlace(account, statement);
  fillValues(account.values, statement.values);
  account.spanId ??= statement.spanId;
  const isSameTeller = account.dialect === statement.dialect;
  if (account.events === null || isSameTeller) account.events = longer(account.events, statement.events);
  if (statement.extra !== null) fillExtra(account.extra, statement.extra);
}

/** Writes an update over the account; its placement only fills gaps. */
export function updateAccount(account: Account, statement: Statement): void {
  fillPlace(account, statement);
  account.values = overwritten(account.values, statement.values);
  account.spanId ??= statement.spanId;
  account.events = longer(statement.events, account.events);
  if (statement.extra !== null) overwriteExtra(account.extra, statement.extra);
}

/** The names, for a reader, of the placement fields in which `place` contradicts what stands. */
export function changedPlace(stands: Place, place: Place): string[] {
  const changed: string[] = [];
  if (differ(stands.traceId, place.traceId)) changed.push('trace');
  if (isOtherParent(stands, place)) changed.push('parent');
  if (isOtherOrder(stands.order, place.order)) changed.push('dotted order');
  if (isOtherStart(stands.startTime, place.startTime)) changed.push('start time');
  if (isOtherProject(stands, place)) changed.push('project');
  return changed;
}

/** Whether two places are in different traces or projects: never one run, whoever told it. */
export function isElsewhere(stands: Place, place: Place): boolean {
  return differ(stands.traceId, place.traceId) || isOtherProject(stands, place);
}

function isOtherParent(stands: Place, place: Place): boolean {
  if (stands.parent === null || place.parent === null || isSameParent(stands.parent, place.parent)) return false;
  // A repeated order says nothing new: the record that gave it first also said how to read it.
  return place.parent.kind !== 'order' || stands.order === null || isOtherOrder(stands.order, place.order);
}

/** Ids must be equal; times may be spelt, or be exact, in different ways. */
function isOtherOrder(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && a !== b && orderIds(a) !== orderIds(b);
}

function orderIds(order: string): string {
  return order
    .split('.')
    .map((segment) => segment.slice(segment.lastIndexOf('Z') + 1))
    .join();
}

function isOtherStart(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && Math.abs(nanosBetween(a, b)) >= START_TOLERANCE_NS;
}

// A name and an id cannot be compared here; the server knows which project has which id.
function isOtherProject(a: Place, b: Place): boolean {
  return differ(a.projectName, b.projectName) || differ(a.projectId, b.projectId);
}

function fillPlace(account: Account, { place, dialect }: Statement): void {
  const stands = account.place;
  if (isMoreExact(account, place, dialect)) account.exactStart = place.startTime;
  account.exactStart ??= place.startTime;
  stands.startTime ??= place.startTime;
  stands.traceId ??= place.traceId;
  const hasProject = stands.projectName !== null || stands.projectId !== null;
  if (!hasProject || !isOtherProject(stands, place)) {
    stands.projectName ??= place.projectName;
    stands.projectId ??= place.projectId;
  }
  fillParent(stands, place);
}

/** An order comes in only with the parent that it names: else it would move the run. */
function fillParent(stands: Place, place: Place): void {
  const { parent } = stands;
  const isAgreed = parent === null || place.parent === null || isSameParent(parent, place.parent);
  if (!isAgreed) return;
  if (parent === null || (parent.kind === 'order' && place.parent?.kind === 'ids'))
    stands.parent = place.parent ?? parent;
  stands.order ??= place.order;
}

/** A JavaScript clock says milliseconds where the dotted order's clock says microseconds. */
function isMoreExact(
  { dialect, place, exactStart }: Account,
  other: Place,
  otherDialect: Statement['dialect'],
): boolean {
  if (place.startTime === null || exactStart === null || other.startTime === null) return false;
  if (dialect !== otherDialect || isOtherStart(place.startTime, other.startTime)) return false;
  return other.startTime.length > exactStart.length;
}

function contradictsValues(known: Values, said: Values): boolean {
  return (Object.keys(known) as (keyof Values)[]).some((key) => {
    const a = known[key];
    const b = said[key];
    if (a === null || b === null || a === b) return false;
    return typeof a !== 'object' || typeof b !== 'object' || canonicalJson(a) !== canonicalJson(b);
  });
}

function contradictsEvents(a: RunEvent[] | null, b: RunEvent[] | null): boolean {
  return a !== null && b !== null && a.length === b.length && canonicalJson(a) !== canonicalJson(b);
}

/** Of two equally long lists the first. */
function longer(a: RunEvent[] | null, b: RunEvent[] | null): RunEvent[] | null {
  return (b?.length ?? 0) > (a?.length ?? 0) ? b : a;
}

function fillValues(known: Values, said: Values): void {
  Object.assign(known, overwritten(said, known));
}

function overwritten(known: Values, said: Values): Values {
  return {
    name: said.name ?? known.name,
    runType: said.runType ?? known.runType,
    endTime: said.endTime ?? known.endTime,
    error: said.error ?? known.error,
    inputs: said.inputs ?? known.inputs,
    outputs: said.outputs ?? known.outputs,
    serialized: said.serialized ?? known.serialized,
    referenceExampleId: said.referenceExampleId ?? known.referenceExampleId,
    tags: said.tags ?? known.tags,
  };
}

function differ(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && a !== b;
}

/** The order in which creates stand: earliest start, smallest order, parent, then text; what is missing last. */
export function compareCreates(a: Place, b: Place): number {
  return (
    compareMissingLast(a.startTime, b.startTime, compareTimes) ||
    compareMissingLast(a.order, b.order, compareText) ||
    compareMissingLast(a.parent?.runId ?? null, b.parent?.runId ?? null, compareText)
  );
}

/** Order of two texts by UTF-16 code units. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareMissingLast(a: string | null, b: string | null, compare: (a: string, b: string) => number): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return compare(a, b);
}
