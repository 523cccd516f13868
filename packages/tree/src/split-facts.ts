/** From merged runs to what the search for split traces goes by. */
import type { Json, RunExtra, SkeletonRun } from 'tracenest/wire';
import { runtimeOf } from './language.js';
import type { SplitCandidate, SplitRoot, SplitRun } from './split-run.js';

/** A run as its records say it; of its payloads only `extra` is read. */
export type SplitSource = SkeletonRun & { extra: RunExtra };

/**
 * The roots among the runs of any traces, and all of them as candidates. What is said once for a
 * trace or a process (process, conversation, service, runtime) holds for the runs below as well.
 */
export function splitFactsOf(runs: readonly SplitSource[]): { roots: SplitRoot[]; candidates: SplitCandidate[] } {
  const byId = new Map(runs.map((run) => [run.id, run]));
  const whole = new Map<string, SplitRun>();
  for (const run of runs) {
    const path: SplitSource[] = [];
    const seen = new Set<string>();
    let above: SplitSource | undefined = run;
    while (above !== undefined && !whole.has(above.id) && !seen.has(above.id)) {
      seen.add(above.id);
      path.push(above);
      above = byId.get(above.parent_run_id ?? '');
    }
    for (const each of path.toReversed()) {
      whole.set(each.id, inherit(ownFactsOf(each), whole.get(each.parent_run_id ?? '')));
    }
  }
  const roots: SplitRoot[] = [];
  const candidates: SplitCandidate[] = [];
  for (const run of runs) {
    const facts = whole.get(run.id) ?? ownFactsOf(run);
    candidates.push({ ...facts, root_name: byId.get(facts.trace_id)?.name ?? null });
    if (isRoot(run)) roots.push({ ...facts, ...rootFactsOf(run) });
  }
  return { roots, candidates };
}

function isRoot({ parent_run_id, parent_span_id, dotted_order }: SplitSource): boolean {
  return parent_run_id === null && parent_span_id === null && !(dotted_order ?? '').includes('.');
}

function inherit(own: SplitRun, above: SplitRun | undefined): SplitRun {
  if (above === undefined) return own;
  return {
    ...own,
    process: own.process ?? above.process,
    thread_id: own.thread_id ?? above.thread_id,
    service: own.service ?? above.service,
    runtime: own.runtime ?? above.runtime,
  };
}

function rootFactsOf({ tracenest, extra }: SplitSource): Pick<SplitRoot, 'remote' | 'candidates' | 'is_runnable'> {
  const library = extra.runtime?.['library'];
  return {
    remote: tracenest?.remote ?? null,
    candidates: (tracenest?.findings ?? []).flatMap(({ evidence }) => idsIn(evidence?.['candidates'])),
    is_runnable: typeof library === 'string' && library.startsWith('langchain'),
  };
}

function ownFactsOf({
  id,
  trace_id,
  span_id,
  name,
  start_time,
  end_time,
  service,
  tracenest,
  extra,
}: SplitSource): SplitRun {
  return {
    ...{ id, span_id, name, start_time, end_time, service },
    trace_id: trace_id ?? id,
    thread_id: threadIdOf(extra.metadata ?? {}),
    process: processIn(tracenest?.process),
    runtime: runtimeOf(extra.runtime),
  };
}

/** Any program may have sent it. */
function processIn(said: { instance?: unknown; thread?: unknown } | undefined): SplitRun['process'] {
  if (typeof said?.instance !== 'string') return null;
  return { instance: said.instance, ...(typeof said.thread === 'number' ? { thread: said.thread } : {}) };
}

function threadIdOf(metadata: Readonly<Record<string, Json>>): string | null {
  for (const name of ['thread_id', 'session_id', 'conversation_id']) {
    const value = metadata[name];
    if (typeof value === 'string' && value !== '') return value;
  }
  return null;
}

function idsIn(value: Json | undefined): string[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item) =>
    typeof item === 'object' && item !== null && !Array.isArray(item) && typeof item['id'] === 'string'
      ? [item['id']]
      : [],
  );
}
