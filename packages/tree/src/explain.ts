/**
 * A finding in words: the sentence and the remedy of its code with every `{name}` filled in. What
 * fills them comes from the finding's evidence, which may have been sent by any program: it is
 * quoted, shortened and never read as a template.
 *
 * Evidence has the names of the table. A run is `{ id, name }`, its name as text or its id as
 * text; lengths of time are numbers of milliseconds; lists may be shortened, `n` is their length.
 */
import type { Finding, Json } from 'tracenest/wire';
import { findingEntry } from './findings.js';
import { formatCount, formatDuration, formatTime } from './format.js';
import type { Language } from './language.js';
import { remedyOf } from './remedies.js';
import type { TraceTree, TreeRow } from './trace-tree.js';

export interface Explanation {
  sentence: string;
  remedy: string;
  /** Lines to copy, in the language that was asked for. */
  code?: string;
}

type Evidence = Readonly<Record<string, Json | undefined>>;
type Rows = Pick<TraceTree, 'rows'>;

/**
 * What a finding says and what to do about it. `about`: the name of the run concerned, or the
 * tree it is in, where that is found by `run_id`. `language`: that of the traced program
 * (`languageOf`); not known, it is read from the evidence, else the remedy is for TypeScript.
 */
export function explain(
  finding: Finding & { run_id?: string | null },
  about: Rows | Pick<TreeRow, 'name'> | null = null,
  language: Language | null = null,
): Explanation {
  const entry = findingEntry(finding.code);
  if (entry === undefined) {
    return {
      sentence: `The program that was traced reports ${quote(finding.code)}, which this version does not know.`,
      remedy: 'Update Tracenest to read about it.',
    };
  }
  const evidence: Evidence = finding.evidence ?? {};
  const runId = finding.run_id ?? null;
  const isSplit = finding.code === 'split-trace';
  const run =
    // A split is told on both sides: on the other one, `about` is the run below which this one belongs.
    (isSplit ? said(evidence['run'], true) : null) ??
    nameOf(runId, about) ??
    said(evidence['run'], true) ??
    (about === null || runId === null ? null : shorten(runId));
  const fill = (template: string): string =>
    startUpper(template.replaceAll(/\{(\w+)\}/g, (_, name: string) => fillName(name, evidence, run)));
  const remedy = remedyOf(finding.code, evidence, language ?? languageIn(evidence));
  const template = isSplit && finding.severity === 'hint' ? SUSPECTED_SPLIT : entry.sentence;
  const words = { sentence: fill(template), remedy: fill(remedy?.text ?? entry.remedy) };
  return remedy === null || remedy.code === null ? words : { ...words, code: remedy.code };
}

function languageIn(evidence: Evidence): Language | null {
  const named = evidence['language'];
  return named === 'python' || named === 'typescript' ? named : null;
}

/** Of a split that no id proves. */
const SUSPECTED_SPLIT = '{run} became a trace of its own, but seems to belong below {parent}: {evidence}.';

/** What stands where the evidence says nothing. */
const FALLBACKS: Readonly<Record<string, string>> = {
  carrier: 'carrier',
  candidates: 'other runs',
  depth: 'very many',
  elsewhere: 'Nothing is known of it here',
  evidence: 'they belong together',
  field: 'a field',
  header: 'of the parent',
  id: 'its id',
  limit: 'the limit',
  ms: 'some time',
  n: 'Several',
  names: 'their names are not known',
  offset: 'an unknown length of time',
  other: 'another one',
  parent: 'another run',
  project: 'another one',
  reason: 'the reason is not known',
  remedy: 'Look at what the program did before',
  run: 'this run',
  runs: 'runs of this trace',
  service: 'a service',
  site: 'the place where it was called',
  thread: 'a thread',
};

/** Reasons of `unfinished`, and what is to be done. */
const UNFINISHED: Readonly<Record<string, Explanation>> = {
  'process-gone': {
    sentence: 'Its process has ended.',
    remedy:
      'Call shutdown() (in Python client.flush()) before the process exits; if it was killed or crashed, its log says why.',
  },
  silent: {
    sentence: 'Nothing has arrived for the trace for {silent}.',
    remedy:
      'If the program still works, nothing. If it has ended, call shutdown() (in Python client.flush()) before its end.',
  },
  old: {
    sentence: 'It began {age} ago, and nothing in its trace began since yesterday.',
    remedy: 'It was probably never ended: call end() on every path, or flush() before the process ends.',
  },
};

const ELSEWHERE: Readonly<Record<string, string>> = {
  'other-trace': 'It was received in another trace',
  'other-project': 'It was received in another trace, under another project',
  deleted: 'It was received and then deleted',
  expired: 'It was received, and removed when its time to be kept was over',
};

/** Names whose values are names given by the program: quoted, so that one sees where they end. */
const QUOTED = new Set(['run', 'parent', 'other', 'runs', 'names', 'candidates', 'project', 'service']);
const MAX_LISTED = 5;
const MAX_LENGTH = 120;

function fillName(name: string, evidence: Evidence, run: string | null): string {
  const fallback = FALLBACKS[name] ?? name;
  switch (name) {
    case 'run':
      return run ?? fallback;
    case 'ms':
      return duration(evidence['ms']) ?? fallback;
    case 'offset':
      return duration(evidence['offset_ms']) ?? fallback;
    case 'n':
      return typeof evidence['n'] === 'number' ? formatCount(evidence['n']) : fallback;
    case 'elsewhere':
      return ownText(ELSEWHERE, evidence['elsewhere']) ?? fallback;
    case 'runs':
    case 'names':
    case 'candidates':
      return listed(evidence[name], evidence['n']) ?? fallback;
    case 'evidence':
      return inParts(evidence['evidence']) ?? fallback;
    case 'reason':
    case 'remedy':
      return unfinished(name, evidence) ?? said(evidence[name], false) ?? fallback;
    default:
      return said(evidence[name], QUOTED.has(name)) ?? fallback;
  }
}

function unfinished(name: 'reason' | 'remedy', evidence: Evidence): string | null {
  const reason = evidence['reason'];
  if (typeof reason !== 'string' || !Object.hasOwn(UNFINISHED, reason)) return null;
  const { sentence, remedy } = UNFINISHED[reason] ?? { sentence: reason, remedy: reason };
  if (name === 'remedy') return remedy;
  if (reason === 'process-gone') return endInWords(evidence) ?? sentence;
  return sentence
    .replace('{silent}', duration(evidence['silent_ms']) ?? '15 minutes')
    .replace('{age}', duration(evidence['age_ms']) ?? 'more than a day');
}

/** How the process of a run ended. Times of day are in UTC. */
function endInWords({ how, exit_code, last_sign_of_life }: Evidence): string | null {
  if (typeof last_sign_of_life !== 'string') return null;
  const at = `${formatTime(last_sign_of_life, 'utc').slice(0, 8)} UTC`;
  const code = typeof exit_code === 'number' ? ` (exit code ${formatCount(exit_code)})` : '';
  switch (how) {
    case 'killed':
      return `Its process ended by SIGKILL or a crash at about ${at}.`;
    case 'finished':
      return `Its process ended normally at ${at} without ending this run.`;
    case 'exit':
      return `Its process was ended by process.exit()${code} at ${at} while this run was open.`;
    case 'uncaught-error':
      return `Its process ended by an uncaught error${code} at ${at}.`;
    default:
      return null;
  }
}

function duration(value: Json | undefined): string | null {
  return typeof value === 'number' ? formatDuration(value) : null;
}

function ownText(texts: Readonly<Record<string, string>>, key: Json | undefined): string | null {
  return typeof key === 'string' && Object.hasOwn(texts, key) ? (texts[key] ?? null) : null;
}

/** A value in words: text, a number, or a run. */
function said(value: Json | undefined, isQuoted: boolean): string | null {
  if (typeof value === 'string') return value === '' ? null : isQuoted ? quote(value) : shorten(value);
  if (typeof value === 'number') return formatCount(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const { id, name } = value;
  if (typeof name === 'string' && name !== '') return quote(name);
  return typeof id === 'string' ? shorten(id) : null;
}

function listed(value: Json | undefined, total: Json | undefined): string | null {
  if (!Array.isArray(value)) return said(value, true);
  const shown = value.slice(0, MAX_LISTED).flatMap((item) => said(item, true) ?? []);
  const more = Math.max(typeof total === 'number' ? total : 0, value.length) - shown.length;
  const [first] = shown;
  if (first === undefined) return null;
  const parts = more > 0 ? [...shown, `${formatCount(more)} more`] : shown;
  return parts.length === 1 ? first : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

/** Parts of a sentence, each shortened by itself. */
function inParts(value: Json | undefined): string | null {
  if (!Array.isArray(value)) return said(value, false);
  const parts = value.slice(0, MAX_LISTED).flatMap((item) => said(item, false) ?? []);
  return parts.length === 0 ? null : parts.join('; ');
}

function quote(text: string): string {
  return `“${shorten(text)}”`;
}

function shorten(text: string): string {
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH - 1)}…` : text;
}

function startUpper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

// A trace can have as many findings as rows; one walk serves all of a tree.
const namesOfTrees = new WeakMap<Rows['rows'], Map<string, string>>();

function nameOf(runId: string | null, about: Rows | Pick<TreeRow, 'name'> | null): string | null {
  if (about === null) return null;
  if ('name' in about) return quote(about.name);
  if (runId === null) return null;
  let names = namesOfTrees.get(about.rows);
  if (names === undefined) {
    names = new Map(about.rows.map((row) => [row.id, row.name]));
    namesOfTrees.set(about.rows, names);
  }
  const name = names.get(runId);
  return name === undefined ? null : quote(name);
}
