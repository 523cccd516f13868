/** Bodies of requests: the bytes of a client → what a reader can read → bytes again. */
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Json } from 'tracenest/wire';
import type { CapturedRequest, Part } from './fixture.js';

type Body = Pick<CapturedRequest, 'parts' | 'json' | 'text'>;

const boundary = 'captured';

export function readBody(headers: Record<string, string>, raw: Buffer): Body {
  if (raw.length === 0) return {};
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'gzip')
    throw new RangeError(`a body in ${encoding}: expected gzip or none`);
  const bytes = encoding === 'gzip' ? gunzipSync(raw) : raw;
  const between = /boundary=("?)([^";]+)\1/u.exec(headers['content-type'] ?? '')?.[2];
  if (between !== undefined) return { parts: readParts(bytes, between) };
  const text = bytes.toString('utf8');
  const json = parsed(text);
  return json === undefined ? { text } : { json };
}

/** The body as the headers say it is encoded; undefined if there is none. */
export function bodyBytes(request: CapturedRequest): Buffer | undefined {
  const plain = plainBytes(request);
  return plain !== undefined && request.headers['content-encoding'] === 'gzip' ? gzipSync(plain) : plain;
}

function plainBytes({ parts, json, text }: CapturedRequest): Buffer | undefined {
  if (parts !== undefined) return Buffer.concat([...parts.map(partBytes), Buffer.from(`--${boundary}--\r\n`)]);
  if (json !== undefined) return Buffer.from(JSON.stringify(json));
  return text === undefined ? undefined : Buffer.from(text);
}

/** The type of a body, with the boundary that `bodyBytes` writes. */
export function contentType(request: CapturedRequest): string | undefined {
  return request.headers['content-type']?.replace(/boundary=.*/u, `boundary=${boundary}`);
}

function readParts(bytes: Buffer, between: string): Part[] {
  // As Latin-1 a character is a byte, whatever the part holds.
  const pieces = bytes.toString('latin1').split(`--${between}`).slice(1, -1);
  return pieces.map((piece) => {
    const split = piece.indexOf('\r\n\r\n');
    const head = Buffer.from(piece.slice(0, split), 'latin1').toString().trim().split('\r\n');
    const said = head.map((line): [string, string] => {
      const at = line.indexOf(':');
      return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()];
    });
    const headers = Object.fromEntries(said.filter(([name]) => name !== 'content-disposition'));
    const name = /name="([^"]+)"/u.exec(head.join('\n'))?.[1] ?? '';
    const body = Buffer.from(piece.slice(split + 4, -2), 'latin1');
    const json = name.startsWith('attachment.') ? undefined : parsed(body.toString('utf8'));
    return json === undefined ? { name, headers, base64: body.toString('base64') } : { name, headers, json };
  });
}

function partBytes({ name, headers, json, base64 }: Part): Buffer {
  const body = base64 === undefined ? Buffer.from(JSON.stringify(json)) : Buffer.from(base64, 'base64');
  const lines = Object.entries(headers).map(([header, value]) => {
    const said =
      header === 'content-length' ? String(body.length) : value.replace(/length=\d+/u, `length=${body.length}`);
    return `${header}: ${said}\r\n`;
  });
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n${lines.join('')}\r\n`;
  return Buffer.concat([Buffer.from(head), body, Buffer.from('\r\n')]);
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
