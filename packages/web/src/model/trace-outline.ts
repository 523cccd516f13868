/**
 * A trace as a text of bounded size, to be handed to a coding agent or put into an issue: its tree,
 * what is wrong with it, how to mend that, and what was joined. What is left out is said in its place.
 */
import { escapeField, outlineLine } from '@tracenest/tree';
import type { ExplainedFinding, TraceAnswer, TraceRowAnswer } from './answers.js';
import { byGravity } from './findings.js';
import { costText } from './totals.js';
import { at, timeText, type TraceShape } from './trace-shape.js';
import { formatDuration, formatExactly, formatQuantity } from './words.js';

export interface TraceOutline {
  text: string;
  /** In a sentence; null: nothing. */
  leftOut: string | null;
}

export interface OutlineHead {
  name: string;
  /** NaN: unknown. */
  durationMs: number;
  runCount: number;
  /** Address of the trace. */
  href: string;
}

/** Rows; about ten thousand tokens. */
export const MOST_ROWS = 600;
const MOST_CODES = 20;
const MOST_RUNS = 5;
const MOST_JOINS = 20;
/** Characters of one field of a program, and of a remedy. */
const LONGEST_NAME = 200;
const LONGEST_REMEDY = 3000;

export function traceOutline(answer: TraceAnswer, shape: TraceShape, head: OutlineHead): TraceOutline {
  const shown = rowsToShow(shape);
  const findings = findingLines(answer);
  const all = shape.rows.length + (answer.left_out?.rows ?? 0);
  const leftOut = leftOutWords(all - shown.size, all);
  const sections = [
    headLines(answer, head),
    leftOut === null ? [] : [leftOut],
    treeLines(shape, shown),
    findings,
    joinLines(answer),
  ];
  const text = sections.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return { text: `${text.join('\n\n')}\n`, leftOut };
}

function leftOutWords(missing: number, all: number): string | null {
  if (missing === 0) return null;
  const share = `${formatExactly(missing)} of ${formatExactly(all)} runs are left out`;
  return `${share}: the uppermost levels, errors, findings and all above these are here.`;
}

function headLines(answer: TraceAnswer, head: OutlineHead): string[] {
  const figures = [
    answer.status,
    Number.isNaN(head.durationMs) ? '' : formatDuration(head.durationMs),
    answer.tokens.total === 0 ? '' : formatQuantity(answer.tokens.total, 'token'),
    costText(answer.cost),
    formatQuantity(head.runCount, 'run'),
    formatQuantity(answer.findings.length, 'finding'),
  ];
  return [
    `Trace: ${fieldOf(head.name)} (project ${fieldOf(answer.project)})`,
    head.href,
    figures.filter((figure) => figure !== '').join(' · '),
  ];
}

function fieldOf(text: string): string {
  return escapeField(text.length > LONGEST_NAME ? `${text.slice(0, LONGEST_NAME)}…` : text);
}

/** Indexes: all, or errors and findings with all above them, then level by level as many as fit. */
function rowsToShow({ rows }: TraceShape): ReadonlySet<number> {
  if (rows.length <= MOST_ROWS) return new Set(rows.keys());
  const shown = new Set<number>();
  const add = (index: number): void => {
    const path: number[] = [];
    for (let place = index; place >= 0 && !shown.has(place); place = rows[place]?.parent ?? -1) path.push(place);
    if (shown.size + path.length <= MOST_ROWS) for (const place of path) shown.add(place);
  };
  rows.forEach((row, index) => {
    if (row.status === 'error' || row.findings.length > 0) add(index);
  });
  const byLevel = [...rows.keys()].sort((a, b) => (rows[a]?.depth ?? 0) - (rows[b]?.depth ?? 0) || a - b);
  for (const index of byLevel) {
    if (shown.size >= MOST_ROWS) break;
    add(index);
  }
  return shown;
}

function treeLines(shape: TraceShape, shown: ReadonlySet<number>): string[] {
  const lines: string[] = [];
  let hidden = 0;
  let depth = 0;
  const tellHidden = (): void => {
    if (hidden > 0) lines.push(`${'  '.repeat(Math.min(depth, 100))}… ${formatQuantity(hidden, 'run')} left out`);
    hidden = 0;
  };
  shape.rows.forEach((row, index) => {
    if (!shown.has(index)) {
      if (hidden === 0) ({ depth } = row);
      hidden += 1;
      return;
    }
    tellHidden();
    lines.push(rowLine(row, timeText(at(shape.startMs, index)), timeText(at(shape.endMs, index))));
  });
  tellHidden();
  return lines;
}

function rowLine(row: TraceRowAnswer, start_time: string | null, end_time: string | null): string {
  const name = row.name.length > LONGEST_NAME ? `${row.name.slice(0, LONGEST_NAME)}…` : row.name;
  const line = outlineLine({ ...row, start_time, end_time, name, isReceived: row.placeholder === null });
  const notes = [
    row.joined_from === undefined ? '' : `joined from trace ${row.joined_from}`,
    row.hidden === undefined ? '' : `${formatQuantity(row.hidden, 'run')} below left out`,
  ];
  return [line, ...notes.filter((note) => note !== '')].join(' · ');
}

/** Each kind once, with its runs and its remedy. */
function findingLines({ findings, rows }: TraceAnswer): string[] {
  const names = new Map(rows.map((row) => [row.id, row.name]));
  const kinds = new Map<string, ExplainedFinding[]>();
  for (const finding of byGravity(findings)) {
    const known = kinds.get(finding.code);
    if (known === undefined) kinds.set(finding.code, [finding]);
    else known.push(finding);
  }
  if (kinds.size === 0) return [];
  const lines = ['Findings'];
  for (const [code, all] of [...kinds].slice(0, MOST_CODES)) lines.push(...kindLines(code, all, names));
  if (kinds.size > MOST_CODES)
    lines.push(`… ${formatExactly(kinds.size - MOST_CODES)} more kinds of findings left out`);
  return lines;
}

function kindLines(code: string, all: readonly ExplainedFinding[], names: ReadonlyMap<string, string>): string[] {
  const [first] = all;
  if (first === undefined) return [];
  const runs = all.flatMap(({ run_id: id }) => (id === null ? [] : [`${fieldOf(names.get(id) ?? id)} (${id})`]));
  const more = runs.length > MOST_RUNS ? `, and ${formatExactly(runs.length - MOST_RUNS)} more` : '';
  return [
    `- ${fieldOf(code)} (${first.severity}), ${formatExactly(all.length)} ×: ${oneLine(first.sentence)}`,
    ...(runs.length === 0 ? [] : [`  Runs: ${runs.slice(0, MOST_RUNS).join(', ')}${more}`]),
    ...(first.remedy === '' ? [] : ['  Remedy:', ...indented(first.remedy.slice(0, LONGEST_REMEDY))]),
  ];
}

function joinLines({ joins, splits }: TraceAnswer): string[] {
  const joined = joins.map(
    (join) =>
      `- ${join.run_id} of trace ${join.trace_id} is shown below ${join.parent_id} of trace ${join.parent_trace_id} (by ${join.by})`,
  );
  const apart = splits
    .filter((split) => !split.is_joined)
    .flatMap((split) => [
      `- ${oneLine(split.sentence)}`,
      '  Remedy:',
      ...indented(split.remedy.slice(0, LONGEST_REMEDY)),
    ]);
  const all = [...joined.slice(0, MOST_JOINS), ...apart.slice(0, MOST_JOINS * 3)];
  return all.length === 0 ? [] : ['Joined and split traces', ...all];
}

function indented(text: string): string[] {
  return text.split(/\r\n?|\n/u).map((line) => `    ${line}`);
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/gu, ' ').trim();
}
