/** What is known of the processes that the runs of a trace name: who works, who is gone, and how it ended. */
import { normalizeId } from 'tracenest/wire';
import type { ProcessAnswer, SkeletonRun } from 'tracenest/wire';
import type { ProcessEnding, TraceFacts } from '@tracenest/tree';
import { GONE_MS, type KnownProcess } from '../store/processes.js';

/** Processes of one trace that are looked up; of the rest nothing is said. */
const maxProcesses = 1_000;
const maxAnswered = 100;

/** A process that runs name, and when the first and the last of them arrived: milliseconds since 1970. */
export type NamedProcess = readonly [instance: string, first: number, last: number];

export interface ProcessFacts {
  processes: NonNullable<TraceFacts['processes']>;
  /** The latest arrival of anything for the trace, beats included: milliseconds since 1970. */
  lastArrival: number;
  /** Those of the answers, in their order. */
  named: NamedProcess[];
  answers: ProcessAnswer[];
}

/** What is known of processes, by their instance ids. */
export type LookUpProcesses = (instances: readonly string[]) => Promise<readonly KnownProcess[]>;

/** `nowMs`: milliseconds since 1970. */
export async function processFacts(
  lookUp: LookUpProcesses,
  runs: readonly SkeletonRun[],
  nowMs: number,
): Promise<ProcessFacts> {
  let lastArrival = 0;
  // A run that arrives is a sign of life as a beat is: beats stop while nothing is open.
  const seen = new Map<string, { first: number; last: number }>();
  for (const { tracenest, first_received, last_received } of runs) {
    lastArrival = Math.max(lastArrival, last_received);
    const instance = tracenest === null ? null : normalizeId(tracenest.process?.instance);
    if (instance === null) continue;
    const { first, last } = seen.get(instance) ?? { first: first_received, last: last_received };
    seen.set(instance, { first: Math.min(first, first_received), last: Math.max(last, last_received) });
  }
  // Runs come in any order: the processes are told in that of their first ones.
  const named = [...seen]
    .toSorted(([a, { first }], [b, other]) => first - other.first || (a < b ? -1 : 1))
    .map(([instance, { first, last }]): NamedProcess => [instance, first, last]);
  return factsOfNamed(lookUp, named.slice(0, maxProcesses), lastArrival, nowMs);
}

/** What is to be said of them on a trace, as they are now. `named`: of the facts of that trace. */
export async function answerProcesses(
  lookUp: LookUpProcesses,
  named: readonly NamedProcess[],
  nowMs: number,
): Promise<ProcessAnswer[]> {
  return (await factsOfNamed(lookUp, named, 0, nowMs)).answers;
}

async function factsOfNamed(
  lookUp: LookUpProcesses,
  named: readonly NamedProcess[],
  lastArrival: number,
  nowMs: number,
): Promise<ProcessFacts> {
  const processes: ProcessFacts['processes'] = { gone: [], alive: [], ended: {} };
  const facts: ProcessFacts = { processes, lastArrival, named: named.slice(0, maxAnswered), answers: [] };
  const found = await lookUp(named.map(([instance]) => instance));
  const known = new Map(found.map((one) => [one.instance, one]));
  for (const [instance, , last] of named) {
    const process = known.get(instance);
    if (process !== undefined) addProcess(facts, process, Math.max(process.lastSeen, last), nowMs);
    else if (facts.answers.length < maxAnswered) facts.answers.push(unknownProcess(instance));
  }
  return facts;
}

type Mutable = { gone: string[]; alive: string[]; ended: Record<string, ProcessEnding> };

function addProcess(facts: ProcessFacts, process: KnownProcess, lastSeen: number, nowMs: number): void {
  const { instance, ended } = process;
  const isGone = ended !== null || nowMs - lastSeen > GONE_MS;
  const { gone, alive, ended: endings } = facts.processes as Mutable;
  if (isGone) gone.push(instance);
  else alive.push(instance);
  if (isGone) endings[instance] = { how: ended?.reason ?? 'killed', code: ended?.code ?? null, at: lastSeen };
  facts.lastArrival = Math.max(facts.lastArrival, Math.min(lastSeen, nowMs));
  if (facts.answers.length >= maxAnswered) return;
  facts.answers.push({
    instance,
    host: process.host,
    pid: process.pid,
    state: isGone ? 'gone' : 'alive',
    first_seen: new Date(process.firstSeen).toISOString(),
    last_seen: new Date(lastSeen).toISOString(),
    ended,
    open_runs: process.openRuns,
  });
}

function unknownProcess(instance: string): ProcessAnswer {
  return {
    instance,
    host: null,
    pid: null,
    state: 'unknown',
    first_seen: null,
    last_seen: null,
    ended: null,
    open_runs: 0,
  };
}
