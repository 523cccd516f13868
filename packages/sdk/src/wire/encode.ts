/**
 * Records → bytes, as `POST /runs/multipart` takes them: one part for the run without its big
 * fields, then one part for each of these. Each part says its length, for receivers that insist.
 */
import type { RunRecord } from './record.js';

export interface EncodedBatch {
  body: Uint8Array<ArrayBuffer>;
  contentType: string;
}

const BIG_FIELDS = ['inputs', 'outputs', 'events', 'extra', 'error', 'serialized'] as const;
/** What tells how a record arrived does not travel with it. */
const LOCAL_FIELDS: readonly string[] = ['op', 'dialect', ...BIG_FIELDS];

/** Encodes records in their order; null and absent fields are left out. */
export function encodeBatch(records: readonly RunRecord[]): EncodedBatch {
  const boundary = `----TracenestBoundary${globalThis.crypto.randomUUID().replaceAll('-', '')}`;
  const encoder = new TextEncoder();
  const pieces: Uint8Array[] = [];
  const part = (name: string, value: unknown): void => {
    const body = encoder.encode(JSON.stringify(value));
    const head =
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n` +
      `Content-Type: application/json; length=${body.length}\r\n\r\n`;
    pieces.push(encoder.encode(head), body, LINE_END);
  };
  for (const record of records) {
    const name = `${record.op === 'create' ? 'post' : 'patch'}.${record.id}`;
    part(name, withoutBigFields(record));
    for (const field of BIG_FIELDS) {
      const value = record[field];
      if (value !== undefined && value !== null) part(`${name}.${field}`, value);
    }
  }
  pieces.push(encoder.encode(`--${boundary}--\r\n`));
  return { body: join(pieces), contentType: `multipart/form-data; boundary=${boundary}` };
}

const LINE_END = new Uint8Array([13, 10]);

function withoutBigFields(record: RunRecord): Record<string, unknown> {
  const entries = Object.entries(record).filter(
    ([key, value]) => value !== undefined && value !== null && !LOCAL_FIELDS.includes(key),
  );
  return Object.fromEntries(entries);
}

function join(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const body = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    body.set(piece, at);
    at += piece.length;
  }
  return body;
}
