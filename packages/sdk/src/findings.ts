/**
 * The findings that the SDK makes about where a run stands: they travel with the run, and warnings
 * are spoken once per cause. Their sentences are in the table of `@tracenest/tree`.
 */
import { callSite } from './call-site.js';
import { report } from './diag.js';
import { factsOf, type ParentLike } from './run-like.js';
import type { Finding, Json } from './wire/record.js';

/** What a program can write about each cause. */
const REMEDIES = {
  'made-elsewhere': 'Wrap the callback where it is handed over: bind(callback).',
  'listener-adopted': 'bind(listener) says so explicitly.',
  'leaked-context': 'Make it outside of a run: detach(() => …)().',
  'shared-worker': 'Bind the job where it is queued: queue.add(bind(job)), or carry headers in the job.',
  'late-child': 'If another run waits for it, bind the callback: bind(callback).',
  'stale-parent': 'Hand over the run that is current when the work starts.',
  'context-lost': 'If it belongs to one of them, bind the callback or give the parent.',
  'no-async-context': 'Hand the parent over: child.with({ parent })(…).',
  'worker-without-context': 'Send headers with the task.',
  'exited-with-runs': 'await shutdown() before process.exit(); in serverless functions await flush().',
} as const;

/** A finding of the rules of placement.ts. */
export type PlacingCode = keyof typeof REMEDIES;

/** Runs beyond these are only counted. */
const MOST_NAMED = 3;

/** A finding about the run that begins now, with the line of the program that began it. */
export function makeFinding(
  code: PlacingCode,
  severity: Finding['severity'],
  run: string | undefined,
  evidence: Record<string, Json>,
): Finding {
  const site = callSite();
  const named = { run: run ?? 'run', ...evidence, ...(site === undefined ? {} : { site }) };
  return { code, severity, evidence: named };
}

/** Gives a run what was found about its place. */
export function addFindings(run: object, findings: readonly Finding[] | undefined): void {
  if (findings === undefined) return;
  const facts = factsOf(run);
  facts.findings = [...(facts.findings ?? []), ...findings];
  for (const { code, severity, evidence } of findings) {
    if (severity !== 'warning') continue;
    report('warn', code, JSON.stringify(evidence), REMEDIES[code as PlacingCode]);
  }
}

/** How evidence names a run. */
export function refOf({ id, name }: ParentLike): Json {
  return { id, name: name ?? null };
}

/** How evidence names the first few of many runs, and how many they are. */
export function refsOf(runs: readonly ParentLike[]): { candidates: Json; n: number } {
  return { candidates: runs.slice(0, MOST_NAMED).map(refOf), n: runs.length };
}
