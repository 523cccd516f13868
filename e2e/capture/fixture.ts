/** What was captured of one program: its requests, and what the server stores and answers when it gets them. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Json } from 'tracenest/wire';
import { ROOT } from '../../scripts/command.mjs';

export interface Part {
  name: string;
  /** Headers of the part but its disposition; a length in them is told anew when it is sent. */
  headers: Record<string, string>;
  /** One of these two. */
  json?: Json;
  base64?: string;
}

export interface CapturedRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  /** At most one of these three; compressed, if the headers say so, when it is sent. */
  parts?: Part[];
  json?: Json;
  text?: string;
}

export interface Answer {
  status: number;
  body: Json;
}

export interface Captured {
  /** The first eight digits of every id that the program made. */
  salt: string;
  exchanges: { request: CapturedRequest; answer: Answer }[];
  /** Every run that was sent, merged, by id. */
  stored: Record<string, Json>;
}

const folder = join(ROOT, 'fixtures/langsmith');

/** The clients of which something was captured. */
export function capturedClients(): string[] {
  return readdirSync(folder).toSorted();
}

/** By program. */
export function readCaptured(client: string): Map<string, Captured> {
  const files = readdirSync(join(folder, client)).toSorted();
  return new Map(
    files.map((file) => [
      file.replace(/\.json$/u, ''),
      JSON.parse(readFileSync(join(folder, client, file), 'utf8')) as Captured,
    ]),
  );
}

/** In place of what was captured of that client before. */
export function writeCaptured(client: string, captured: ReadonlyMap<string, Captured>): void {
  rmSync(join(folder, client), { recursive: true, force: true });
  mkdirSync(join(folder, client), { recursive: true });
  for (const [program, each] of captured)
    writeFileSync(join(folder, client, `${program}.json`), `${JSON.stringify(each, null, 1)}\n`);
}
