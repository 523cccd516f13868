/** What a process could not send before its end, as text in the spool. Its keys are never in it. */
import type { ProcessBeat } from './wire/api.js';
import { isObject } from './wire/json.js';
import type { RunRecord } from './wire/record.js';

export interface Kept {
  records: RunRecord[];
  /** The last of the process. */
  beat?: ProcessBeat;
}

/** About 16 MB: writing must not hold up the end of a program. */
const MOST_CHARACTERS = 16_000_000;

/** As text, and how many records it left out for their size. */
export function formatKept(
  records: readonly RunRecord[],
  beat: ProcessBeat | undefined,
): { text: string; left: number } {
  const lines = [JSON.stringify({ v: 1, ...(beat === undefined ? {} : { beat }) })];
  let room = MOST_CHARACTERS;
  for (const record of records) {
    // Attachments are too large for this moment.
    const line = JSON.stringify({ ...record, attachments: undefined });
    if (line.length > room) break;
    room -= line.length;
    lines.push(line);
  }
  return { text: lines.join('\n'), left: records.length - (lines.length - 1) };
}

/** What of a kept text can be read: a process may have been killed over it. */
export function parseKept(text: string): Kept {
  const [head, ...lines] = text.split('\n').map(parseLine);
  if (!isObject(head) || head['v'] !== 1) return { records: [] };
  const records = lines.filter(isRecord);
  return { records, ...(isObject(head['beat']) ? { beat: head['beat'] as unknown as ProcessBeat } : {}) };
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function isRecord(line: unknown): line is RunRecord {
  if (!isObject(line)) return false;
  const { op, id } = line as { op?: unknown; id?: unknown };
  return (op === 'create' || op === 'update') && typeof id === 'string';
}
