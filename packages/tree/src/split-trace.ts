/**
 * Traces that became two: a run that went to the top level though it belongs below another. Found
 * by evidence, and precise rather than complete: an id that names the parent is certain (a
 * `warning`), everything else is a suspicion (a `hint`), and where two parents are possible there
 * is none. Pure; sorting is the dearest part.
 *
 * A suspicion needs four things: something in common (process, conversation, or the runtime that
 * official clients record), a root that began and ended inside of an open run, only one trace in
 * which that run can be, and a caller that went on right after, as one does who has waited. A root
 * whose name also begins on its own (a request handler, a job), or that is called like the root
 * around it (requests in parallel), is healthy. Measured: docs/split-traces.md.
 */
import { normalizeId, spanIdOf } from 'tracenest/wire';
import type { Finding } from 'tracenest/wire';
import { losesContextInTasks, type Language } from './language.js';
import type { SplitCandidate, SplitRoot, SplitRun } from './split-run.js';
import { Moments, Sweep } from './split-sweep.js';

export type SplitCause =
  | 'headers' // a header that named the parent was not followed, or not sent
  | 'asyncio' // Python below 3.11 loses the context in tasks
  | 'threads' // a pool of threads that does not carry the context
  | 'config' // a runnable that was called without config
  | 'unknown';

export interface Split {
  root: SplitRoot;
  parent: SplitCandidate;
  /** By id: the two may be shown as one without being asked. */
  is_certain: boolean;
  cause: SplitCause;
  language: Language | null;
  /** The evidence in words, each a part of a sentence. */
  evidence: string[];
}

/** Finds splits among roots and the runs that were open when they began. Each root at most once. */
export function findSplits(roots: readonly SplitRoot[], candidates: readonly SplitCandidate[]): Split[] {
  const bySpan = candidatesBySpan(candidates);
  const byId = new Map(candidates.map((candidate) => [candidate.id, candidate]));
  const certain = new Map<SplitRoot, Split>();
  for (const root of roots) {
    const parent = namedByHeader(root, bySpan);
    if (parent !== null) certain.set(root, splitByHeader(root, parent));
  }
  const others = roots.filter((root) => !certain.has(root));
  const suspected = suspects(others, candidates, byId);
  return roots.flatMap((root) => certain.get(root) ?? suspected.get(root) ?? []);
}

/** The finding `split-trace` of either side, to be shown on both traces. */
export function splitFinding({
  root,
  parent,
  is_certain,
  cause,
  language,
  evidence,
}: Split): Finding & { run_id: string } {
  return {
    code: 'split-trace',
    severity: is_certain ? 'warning' : 'hint',
    run_id: root.id,
    evidence: {
      run: { id: root.id, name: root.name },
      trace_id: root.trace_id,
      parent: { id: parent.id, name: parent.name },
      parent_trace_id: parent.trace_id,
      evidence,
      cause,
      language,
    },
  };
}

function candidatesBySpan(candidates: readonly SplitCandidate[]): Map<string, SplitCandidate | null> {
  const bySpan = new Map<string, SplitCandidate | null>();
  for (const candidate of candidates) {
    for (const span of new Set([candidate.span_id ?? spanIdOf(candidate.id), spanIdOf(candidate.id)])) {
      const key = `${candidate.trace_id} ${span}`;
      // Two runs of one span id in one trace: never a guess.
      bySpan.set(key, bySpan.has(key) && bySpan.get(key)?.id !== candidate.id ? null : candidate);
    }
  }
  return bySpan;
}

/** The run that a header named which the root's SDK did not take as parent. */
function namedByHeader(
  { remote, trace_id }: SplitRoot,
  bySpan: ReadonlyMap<string, SplitCandidate | null>,
): SplitCandidate | null {
  const remoteTrace = remote === null ? null : normalizeId(remote.trace_id);
  if (remote === null || remoteTrace === null || typeof remote.span_id !== 'string') return null;
  const parent = bySpan.get(`${remoteTrace} ${remote.span_id.toLowerCase()}`) ?? null;
  return parent === null || parent.trace_id === trace_id ? null : parent;
}

function splitByHeader(root: SplitRoot, parent: SplitCandidate): Split {
  const header = root.remote?.from ?? 'traceparent';
  return {
    root,
    parent,
    is_certain: true,
    cause: 'headers',
    language: languageFor(root, parent),
    evidence: [`it arrived with a ${header} header that names this very run, which was not followed`],
  };
}

/** What two runs can have in common, the closest first. */
const BONDS: readonly {
  keyOf: (run: SplitRun) => string | null;
  says: (run: SplitRun) => string;
}[] = [
  { keyOf: ({ process }) => process?.instance ?? null, says: () => 'both ran in the same process' },
  {
    keyOf: ({ thread_id }) => thread_id,
    says: ({ thread_id }) => `both name the conversation “${(thread_id ?? '').slice(0, 60)}”`,
  },
  {
    keyOf: ({ runtime, service }) =>
      runtime === null || runtime.sdk === null
        ? null
        : JSON.stringify([service, runtime.sdk, runtime.version, runtime.platform]),
    says: ({ runtime }) => `both were sent by ${runtime?.sdk ?? 'the same client'} on the same platform`,
  },
];

function suspects(
  roots: readonly SplitRoot[],
  candidates: readonly SplitCandidate[],
  byId: ReadonlyMap<string, SplitCandidate>,
): Map<SplitRoot, Split> {
  const found = new Map<SplitRoot, Split>();
  const moments = new Moments(candidates);
  for (const { keyOf, says } of BONDS) {
    const sweep = new Sweep(roots, candidates, keyOf, moments);
    for (const { root, parent, inside } of sweep.enclosed()) {
      if (found.has(root) || sweep.isHabitual(root)) continue;
      const cause = causeOf(root, parent, inside);
      found.set(root, {
        root,
        parent: namedBySdk(root, parent, byId) ?? parent,
        is_certain: false,
        cause,
        language: languageFor(root, parent),
        evidence: [
          says(root),
          'it began and ended while that run was open, which went on right after',
          ...wordsOf(cause, root, inside),
        ],
      });
    }
  }
  return found;
}

/** Of several open runs of that trace the one that the SDK itself saw, if it saw only one. */
function namedBySdk(
  root: SplitRoot,
  parent: SplitCandidate,
  byId: ReadonlyMap<string, SplitCandidate>,
): SplitCandidate | null {
  const seen = root.candidates
    .flatMap((id) => byId.get(id) ?? [])
    .filter(({ trace_id }) => trace_id === parent.trace_id);
  return seen.length === 1 ? (seen[0] ?? null) : null;
}

/** `inside`: how many roots of this name began inside of the same run. */
function causeOf(root: SplitRoot, parent: SplitCandidate, inside: number): SplitCause {
  const isOtherThread =
    root.process?.thread !== undefined &&
    parent.process?.thread !== undefined &&
    root.process.thread !== parent.process.thread;
  if (isOtherThread) return 'threads';
  if (root.service !== null && parent.service !== null && root.service !== parent.service) return 'headers';
  if (root.is_runnable) return 'config';
  if (root.runtime === null || root.runtime.language !== 'python') return 'unknown';
  if (losesContextInTasks(root.runtime)) return 'asyncio';
  return inside > 1 ? 'threads' : 'unknown';
}

function wordsOf(cause: SplitCause, { runtime, process }: SplitRoot, inside: number): string[] {
  if (cause === 'asyncio')
    return [`Python ${runtime?.version ?? 'below 3.11'} does not carry the context into tasks of asyncio`];
  if (cause === 'headers') return ['they are two services, and no header named its parent'];
  if (cause === 'config') return ['it is a runnable, which gets its parent from the config of the call'];
  if (cause === 'threads' && process?.thread !== undefined) return ['it ran in another thread'];
  return cause === 'threads' ? [`${inside} runs of its name did so, as in a pool of threads`] : [];
}

function languageFor(root: SplitRoot, parent: SplitCandidate): Language | null {
  return root.runtime?.language ?? parent.runtime?.language ?? null;
}
