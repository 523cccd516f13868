/**
 * A trace as text and as small JSON (contract §7): for terminals, logs and coding agents. One row
 * is one line, and nothing that a program sends can make a line, a level or a field of its own.
 */
import type { OutlineAnswer, Tokens } from 'tracenest/wire';
import { NOT_RECEIVED } from './assemble.js';
import { formatDuration, formatQuantity } from './format.js';
import { instantOf, msBetween } from './instants.js';
import type { TraceTree, TreeRow } from './trace-tree.js';

const SEPARATOR = ' · ';
/**
 * Deeper rows are not indented further but begin with their depth: else the text of a trace of n
 * levels would grow with n².
 */
const MAX_INDENTED_LEVELS = 500;

/** The trace as lines of text. `tokens`: those of the whole trace; left out if there are none. */
export function outlineText(tree: TraceTree, options: { tokens?: Tokens | null } = {}): string {
  const lines = [headline(tree, options.tokens ?? null)];
  for (const row of tree.rows) lines.push(rowLine(row));
  return `${lines.join('\n')}\n`;
}

/** The trace as the app API answers it to `?format=json`. */
export function outlineJson(tree: TraceTree, traceId: string): OutlineAnswer {
  return {
    trace_id: traceId,
    rows: tree.rows.map((row) => ({
      id: row.id,
      placeholder: row.placeholder,
      name: row.name,
      depth: row.depth,
      run_type: row.run_type,
      status: row.status,
      start_time: row.start_time,
      end_time: row.end_time,
      findings: row.findings.map((finding) => finding.code),
    })),
    findings: tree.findings.map(({ code, severity, run_id, evidence }) => ({
      code,
      severity,
      run_id,
      evidence: evidence ?? {},
    })),
  };
}

function headline(tree: TraceTree, tokens: Tokens | null): string {
  const root = tree.rows[tree.root] ?? tree.rows.find((row) => row.run !== null);
  const runs = tree.rows.filter((row) => row.run !== null).length;
  return join([
    root === undefined ? '' : escapeField(root.name),
    root?.status ?? '',
    root === undefined ? '' : durationOf(root),
    tokensText(tokens),
    formatQuantity(runs, 'run'),
    formatQuantity(tree.findings.length, 'finding'),
  ]);
}

function rowLine({ run, findings, ...row }: TreeRow): string {
  const codes = findings.map((finding) => finding.code);
  return outlineLine({ ...row, isReceived: run !== null, tokens: run?.usage ?? null, findings: codes });
}

/** What a line tells of a row. */
export interface OutlineRow extends Pick<TreeRow, 'id' | 'depth' | 'run_type' | 'status' | 'start_time' | 'end_time'> {
  name: string;
  isReceived: boolean;
  tokens: Tokens | null;
  /** Codes. */
  findings: readonly string[];
}

/** One row as one line, without its line break. */
export function outlineLine(row: OutlineRow): string {
  const indent = '  '.repeat(Math.min(row.depth, MAX_INDENTED_LEVELS));
  const depth = row.depth > MAX_INDENTED_LEVELS ? `level ${row.depth}` : '';
  if (!row.isReceived) return indent + join([depth, NOT_RECEIVED, row.id]);
  const codes = row.findings.map(escapeField).join(', ');
  return (
    indent +
    join([
      depth,
      escapeField(row.name),
      escapeField(row.run_type ?? ''),
      row.status ?? '',
      durationOf(row),
      tokensText(row.tokens),
      codes === '' ? '' : `[${codes}]`,
    ])
  );
}

function join(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(SEPARATOR);
}

function durationOf(row: Pick<TreeRow, 'start_time' | 'end_time'>): string {
  const start = instantOf(row.start_time);
  const end = instantOf(row.end_time);
  return start === null || end === null ? '' : formatDuration(msBetween(start, end));
}

function tokensText(tokens: Tokens | null): string {
  return tokens === null || tokens.total === 0 ? '' : formatQuantity(tokens.total, 'token');
}

/**
 * Control characters, line breaks, marks that turn the direction of writing, spaces at the start
 * (they would look like a level) and dots that would read as a separator, as `\u` escapes.
 */
const UNSAFE =
  // oxlint-disable-next-line no-control-regex -- escaping them is the purpose
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|^\s+|(?<=^|\s)·|·(?=\s|$)/g;

/** A text of a program as a part of a line. */
export function escapeField(text: string): string {
  return text.replaceAll(UNSAFE, (found) => [...found].map(escapeCharacter).join(''));
}

function escapeCharacter(character: string): string {
  if (character === '\n') return String.raw`\n`;
  if (character === '\r') return String.raw`\r`;
  if (character === '\t') return String.raw`\t`;
  return String.raw`\u` + (character.codePointAt(0) ?? 0).toString(16).padStart(4, '0');
}
