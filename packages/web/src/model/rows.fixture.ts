/** Rows of a trace for tests, written as an indented outline: one line for a run, two spaces for a level. */
import { packRows, readTable, type TraceRowAnswer } from 'tracenest/wire';
import { shapeOf, type TraceShape } from './trace-shape.js';

/** Epoch of the numbers in an outline. */
const BASE_MS = Date.parse('2026-01-01T00:00:00Z');

export function isoAt(ms: number): string {
  return new Date(BASE_MS + ms).toISOString();
}

/** Rows as they come to the page. */
export function answerOf(rows: readonly TraceRowAnswer[]): ReturnType<typeof readTable> {
  return readTable(packRows(rows));
}

export function shapeOfRows(rows: readonly TraceRowAnswer[]): TraceShape {
  return shapeOf(answerOf(rows));
}

/**
 * Lines like `agent 0-400`, `  tool 10-` (still running), `  gone ?` (missing) or `lost !` (no times);
 * numbers are milliseconds since an epoch, the id of a row is its name.
 */
export function rowsOf(outline: string): TraceRowAnswer[] {
  const open: number[] = [];
  return outline
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line, index) => {
      const depth = (line.length - line.trimStart().length) / 2;
      open.length = depth;
      const parent = open[depth - 1] ?? -1;
      open[depth] = index;
      return rowOf(line.trim(), parent, depth);
    });
}

function rowOf(text: string, parent: number, depth: number): TraceRowAnswer {
  const [name = '', times = '!'] = text.split(' ');
  const [start = '', end = ''] = times.split('-');
  const isMissing = times === '?';
  const hasTimes = times !== '!' && !isMissing;
  return {
    id: name,
    parent,
    depth,
    placeholder: isMissing ? 'missing' : null,
    name: isMissing ? '(not received)' : name,
    run_type: isMissing ? null : 'chain',
    status: isMissing ? null : hasTimes && end !== '' ? 'success' : 'pending',
    start_time: hasTimes ? isoAt(Number(start)) : null,
    end_time: hasTimes && end !== '' ? isoAt(Number(end)) : null,
    offset_ms: 0,
    service: null,
    placement: null,
    tokens: null,
    first_token_time: null,
    findings: [],
  };
}
