/**
 * The table of findings: what each code means, how much it matters and what to do about it.
 * `{names}` are filled in from a finding's evidence by explain.ts. Each code is raised in one
 * place: those of the tree here, those of merging in `tracenest/wire`, those of scope `sdk` by
 * the SDK, which sends them with the run concerned.
 */
import type { Severity } from 'tracenest/wire';

export type FindingScope = 'run' | 'trace' | 'sdk';

export interface FindingEntry {
  code: string;
  scope: FindingScope;
  /** How much it matters if nothing more is known. */
  severity: Severity;
  sentence: string;
  remedy: string;
}

export const findingTable: readonly FindingEntry[] = [
  {
    code: 'missing-parent',
    scope: 'run',
    severity: 'warning',
    sentence: 'The parent of {run} was never received.',
    remedy:
      "{elsewhere}. If the parent's process crashed or exited before sending, call flush() or shutdown() before it ends; if it is sampled out or filtered, let the decision travel with the headers.",
  },
  {
    code: 'pending-parent',
    scope: 'run',
    severity: 'info',
    sentence: 'The parent of {run} has not arrived yet.',
    remedy: 'Nothing to do: runs may arrive in any order.',
  },
  {
    code: 'ambiguous-parent',
    scope: 'run',
    severity: 'warning',
    sentence: '{n} runs of this trace carry the span id that {run} names as its parent.',
    remedy: 'Use random run ids (UUID version 4 or 7).',
  },
  {
    code: 'cycle',
    scope: 'run',
    severity: 'warning',
    sentence: '{runs} name each other as parents.',
    remedy: 'A run was given one of its own descendants as parent; check the parent handed over at {site}.',
  },
  {
    code: 'self-parent',
    scope: 'run',
    severity: 'warning',
    sentence: '{run} names itself as its parent.',
    remedy: "Give the parent's id, not the run's own.",
  },
  {
    code: 'two-roots',
    scope: 'run',
    severity: 'warning',
    sentence: 'The trace has {n} runs without a parent: {runs}.',
    remedy: "A second root with the first one's trace id was made by hand; give it the root as parent.",
  },
  {
    code: 'duplicate-id',
    scope: 'run',
    severity: 'warning',
    sentence: 'Two different runs were sent with the id {id}: {names}.',
    remedy: 'Make a new id for each run; do not reuse one for a retry with other contents.',
  },
  {
    code: 'placement-changed',
    scope: 'run',
    severity: 'warning',
    sentence: 'An update of {run} names another {field} than its beginning did.',
    remedy: 'A run cannot move after it began; the first value stands.',
  },
  {
    code: 'order-disagrees',
    scope: 'run',
    severity: 'hint',
    sentence: '{run} names {parent} as its parent, but its dotted order says {other}.',
    remedy: 'Let the SDK build the dotted order; do not copy it from another run.',
  },
  {
    code: 'late-child',
    scope: 'run',
    severity: 'info',
    sentence: '{run} began {ms} after its parent {parent} had ended.',
    remedy: 'If it is detached work, that is fine. If not, await it before the parent returns.',
  },
  {
    code: 'child-before-parent',
    scope: 'run',
    severity: 'hint',
    sentence: '{run} began {ms} before its parent {parent}.',
    remedy: 'Two clocks disagree, or start times were given by hand.',
  },
  {
    code: 'clock-skew',
    scope: 'run',
    severity: 'info',
    sentence: 'The clock of {service} is {offset} off; its runs are shown shifted.',
    remedy: 'Synchronise the clocks of the machines.',
  },
  {
    code: 'other-project',
    scope: 'run',
    severity: 'hint',
    sentence: '{run} is filed under project {project}, its parent under {other}.',
    remedy: 'Let the project travel with the trace (headers), or set the same LANGSMITH_PROJECT in both services.',
  },
  {
    code: 'unfinished',
    scope: 'run',
    severity: 'hint',
    sentence: '{run} has no end. {reason}',
    remedy: '{remedy}',
  },
  {
    code: 'too-deep',
    scope: 'trace',
    severity: 'hint',
    sentence: 'The trace is {depth} levels deep; rows below {limit} are shown flat.',
    remedy: 'A loop that nests instead of repeating?',
  },
  {
    code: 'split-trace',
    scope: 'trace',
    severity: 'warning',
    sentence: '{run} became a trace of its own, but belongs below {parent}: {evidence}.',
    remedy: '{remedy}',
  },
  {
    code: 'made-elsewhere',
    scope: 'sdk',
    severity: 'warning',
    sentence:
      '{run} was called inside {other}, but its function was made inside {parent}, which is still running: placed there.',
    remedy: 'Wrap the callback where it is handed over: bind(callback).',
  },
  {
    code: 'listener-adopted',
    scope: 'sdk',
    severity: 'hint',
    sentence:
      '{run} was started by a listener without context; it is placed under {parent}, inside which the listener was added.',
    remedy: 'bind(listener) says so explicitly.',
  },
  {
    code: 'leaked-context',
    scope: 'sdk',
    severity: 'warning',
    sentence:
      '{run} was started by a {carrier} created inside {parent}, which ended {ms} before: it is a root of its own.',
    remedy: 'Create the {carrier} outside of a run: detach(() => …)().',
  },
  {
    code: 'shared-worker',
    scope: 'sdk',
    severity: 'warning',
    sentence:
      '{run} ran in a consumer that was started inside {parent}, which has ended, while {candidates} waited for it.',
    remedy: 'Bind the job where it is queued: queue.add(bind(job)), or carry headers in the job.',
  },
  {
    code: 'context-lost',
    scope: 'sdk',
    severity: 'hint',
    sentence: '{run} started as a root while {candidates} ran in this process.',
    remedy: 'If it belongs to one of them, bind the callback or give the parent: run.with({ parent })(…).',
  },
  {
    code: 'worker-without-context',
    scope: 'sdk',
    severity: 'warning',
    sentence: '{run} started as a root in {thread}, which was given nothing to continue.',
    remedy: 'Send headers with the task, or wrap the pool with tracenest/workers.',
  },
  {
    code: 'batch-shared',
    scope: 'sdk',
    severity: 'info',
    sentence: '{run} served {n} callers; it is placed under the first and linked to the others.',
    remedy: 'Nothing to do.',
  },
  {
    code: 'stale-parent',
    scope: 'sdk',
    severity: 'warning',
    sentence: '{run} was given {parent} as parent, which ended {ms} before.',
    remedy: 'Hand over the run that is current when the work starts.',
  },
  {
    code: 'no-parent-given',
    scope: 'sdk',
    severity: 'warning',
    sentence: 'A parent was expected for {run}, but nothing was given: the current context stays.',
    remedy: 'Did a header not arrive? Check the middleware order and the proxy at {site}.',
  },
  {
    code: 'bad-parent',
    scope: 'sdk',
    severity: 'warning',
    sentence: 'What was given as parent of {run} is neither a run, nor headers, nor a config.',
    remedy: 'A run does not survive JSON: carry run.toHeaders() instead.',
  },
  {
    code: 'bad-header',
    scope: 'sdk',
    severity: 'hint',
    sentence: 'The header {header} could not be read: {reason}.',
    remedy: 'Pass it on unchanged; its format is described in the guide on propagation.',
  },
  {
    code: 'headers-disagree',
    scope: 'sdk',
    severity: 'hint',
    sentence: 'langsmith-trace and traceparent name different traces; langsmith-trace was followed.',
    remedy: 'A proxy or another tracer rewrote traceparent; that is usually fine.',
  },
  {
    code: 'no-async-context',
    scope: 'sdk',
    severity: 'warning',
    sentence: '{run} started after an await in a runtime without async context, while {candidates} ran.',
    remedy: 'Hand the parent over: child.with({ parent })(…).',
  },
  {
    code: 'exited-with-runs',
    scope: 'sdk',
    severity: 'warning',
    sentence: 'The process ended ({reason}) while {runs} ran.',
    remedy: 'await shutdown() before process.exit(); in serverless functions await flush().',
  },
  {
    code: 'cut',
    scope: 'sdk',
    severity: 'info',
    sentence: '{field} of {run} was larger than {limit} and was cut.',
    remedy: 'Raise the limit, or record less with processInputs/processOutputs.',
  },
  {
    code: 'dropped',
    scope: 'sdk',
    severity: 'error',
    sentence: '{n} runs were dropped: {reason}.',
    remedy: 'Give the SDK a spool directory, or raise its queue.',
  },
  {
    code: 'usage-repeated',
    scope: 'run',
    severity: 'info',
    sentence: '{run} reports the tokens that its descendants report; they are counted once.',
    remedy: 'Nothing to do.',
  },
];

const entries: ReadonlyMap<string, FindingEntry> = new Map(findingTable.map((entry) => [entry.code, entry]));

/** The entry of a code; undefined for one that this version does not know. */
export function findingEntry(code: string): FindingEntry | undefined {
  return entries.get(code);
}
