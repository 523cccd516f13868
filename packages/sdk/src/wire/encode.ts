/**
 * Records → bytes, as `POST /runs/multipart` takes them: one part for the run without its big
 * fields, then one part for each of these and for each attachment. Each part says its length, for
 * receivers that insist.
 */
import type { RunRecord } from './record.js';

export interface EncodedBatch {
  body: Uint8Array<ArrayBuffer>;
  contentType: string;
}

const BIG_FIELDS = ['inputs', 'outputs', 'events', 'extra', 'error', 'serialized'] as const;
/** What tells how a record arrived does not travel with it. */
const LOCAL_FIELDS: readonly string[] = ['op', 'dialect', 'attachments'];

/** Encodes records in their order; null and absent fields are left out. */
export function encodeBatch(records: readonly RunRecord[]): EncodedBatch {
  const boundary = `----TracenestBoundary${globalThis.crypto.randomUUID().replaceAll('-', '')}`;
  const encoder = new TextEncoder();
  const pieces: Uint8Array[] = [];
  const part = (name: string, type: string, body: Uint8Array): void => {
    const head =
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n` +
      `Content-Type: ${type}; length=${body.length}\r\n\r\n`;
    pieces.push(encoder.encode(head), body, LINE_END);
  };
  const json = (name: string, value: unknown): void =>
    part(name, 'application/json', encoder.encode(JSON.stringify(value)));
  for (const record of records) {
    const name = `${record.op === 'create' ? 'post' : 'patch'}.${record.id}`;
    json(name, pick(record, isSmall));
    for (const field of BIG_FIELDS) {
      const value = record[field];
      if (value !== undefined && value !== null) json(`${name}.${field}`, value);
    }
    for (const { name: file, mimeType, data } of record.attachments ?? [])
      part(`attachment.${record.id}.${file}`, mimeType, data);
  }
  pieces.push(encoder.encode(`--${boundary}--\r\n`));
  return { body: join(pieces), contentType: `multipart/form-data; boundary=${boundary}` };
}

const LINE_END = new Uint8Array([13, 10]);

/**
 * Records as `POST /runs/batch` takes them, for servers without multipart: begins and updates apart.
 * Attachments cannot travel so.
 */
export function encodeJsonBatch(records: readonly RunRecord[]): EncodedBatch {
  const of = (op: RunRecord['op']): unknown[] =>
    records.filter((record) => record.op === op).map((record) => pick(record, isSent));
  const text = JSON.stringify({ post: of('create'), patch: of('update') });
  return { body: new TextEncoder().encode(text), contentType: 'application/json' };
}

function isSent(field: string): boolean {
  return !LOCAL_FIELDS.includes(field);
}

function isSmall(field: string): boolean {
  return isSent(field) && !(BIG_FIELDS as readonly string[]).includes(field);
}

function pick(record: RunRecord, isWanted: (field: string) => boolean): Record<string, unknown> {
  const entries = Object.entries(record).filter(
    ([field, value]) => value !== undefined && value !== null && isWanted(field),
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
