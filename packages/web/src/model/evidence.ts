/** The evidence of a finding as facts to read: names of runs to go to, lengths of time with their units. */
import type { ExplainedFinding, Json } from './answers.js';
import { formatDuration, formatExactly } from './words.js';

export type EvidencePart =
  /** A run of this trace. */
  | { is: 'run'; id: string; name: string }
  /** A run of another trace. */
  | { is: 'elsewhere'; runId: string; traceId: string; name: string }
  | { is: 'text'; text: string }
  /** A place in the program, or an id: not a word of a sentence. */
  | { is: 'code'; text: string };

export interface EvidenceFact {
  label: string;
  parts: EvidencePart[];
  /** Of a list, what is left out. */
  moreCount: number;
}

/** More of a list would hide the rest. */
const MOST = 20;
const LONGEST = 300;

const labels: Readonly<Record<string, string>> = {
  candidates: 'open then',
  clock: 'clock of',
  ms: 'time between',
  n: 'number',
  offset_ms: 'shifted by',
  parent_id: 'parent',
  site: 'called at',
};

/** Said in other words already, or of no use to a reader. */
const hidden = new Set(['language', 'cause', 'trace_id', 'parent_trace_id', 'evidence']);

/** @param names of the runs of the trace, by id */
export function evidenceOf(finding: ExplainedFinding, names: ReadonlyMap<string, string>): EvidenceFact[] {
  const evidence = finding.evidence ?? {};
  const traceIds: Readonly<Record<string, Json | undefined>> = {
    run: evidence['trace_id'],
    parent: evidence['parent_trace_id'],
  };
  return Object.entries(evidence).flatMap(([name, value]) => {
    if (value === null || isHidden(name, value, finding.run_id)) return [];
    const values = Array.isArray(value) ? value : [value];
    const parts = values.slice(0, MOST).map((one) => partOf(name, one, names, traceIds[name]));
    return [{ label: labelOf(name), parts, moreCount: Math.max(0, values.length - MOST) }];
  });
}

/** The run concerned is where the finding is. Of a split trace both sides are told on both: the other one is worth going to. */
function isHidden(name: string, value: Json, runId: string | null): boolean {
  if (name === 'run' || name === 'parent') {
    const { id } = runIn(value);
    return id === runId || (name === 'run' && id === '');
  }
  return hidden.has(name);
}

function labelOf(name: string): string {
  return labels[name] ?? name.replace(/_ms$/, '').replaceAll('_', ' ').slice(0, 60);
}

function partOf(
  name: string,
  value: Json,
  names: ReadonlyMap<string, string>,
  traceId: Json | undefined,
): EvidencePart {
  const run = runIn(value);
  const known = names.get(run.id);
  if (known !== undefined) return { is: 'run', id: run.id, name: known };
  if (run.id !== '' && typeof traceId === 'string' && traceId !== '') {
    return { is: 'elsewhere', runId: run.id, traceId, name: run.name || run.id };
  }
  if (run.name !== '') return { is: 'text', text: run.name };
  if (typeof value === 'number') {
    return { is: 'text', text: name === 'ms' || name.endsWith('_ms') ? formatDuration(value) : formatExactly(value) };
  }
  if (typeof value === 'string') {
    const text = value.slice(0, LONGEST);
    return name === 'site' || name.endsWith('id') ? { is: 'code', text } : { is: 'text', text };
  }
  return { is: 'code', text: JSON.stringify(value).slice(0, LONGEST) };
}

/** A run is told by its id alone or with its name. */
function runIn(value: Json): { id: string; name: string } {
  if (typeof value === 'string') return { id: value, name: '' };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { id: '', name: '' };
  const { id, name } = value;
  return { id: typeof id === 'string' ? id : '', name: typeof name === 'string' ? name.slice(0, LONGEST) : '' };
}
