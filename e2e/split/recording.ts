/** The recorded corpus: a line for each program, with its label and the records that it sent. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { RunRecord } from 'tracenest/wire';

export interface Recording {
  /** client/file/program, for example `python-3.10/threads/pool_of_two`. */
  id: string;
  about: string;
  /** Written before the program was run: names of roots, and of the runs below which they belong. */
  splits: Record<string, string>;
  records: RunRecord[];
}

export const recordingsFolder = fileURLToPath(new URL('../../fixtures/split/', import.meta.url));

export function readRecordings(): Recording[] {
  return readdirSync(recordingsFolder)
    .filter((file) => file.endsWith('.jsonl'))
    .toSorted()
    .flatMap((file) =>
      readFileSync(recordingsFolder + file, 'utf8')
        .trim()
        .split('\n'),
    )
    .map((line) => JSON.parse(line) as Recording);
}
