/**
 * multipart/form-data → parts, over the whole body as bytes. Our own, because ready-made parsers
 * treat a part without filename as a small text field: here it may be binary and tens of megabytes,
 * and there may be hundreds. Only the boundary counts; any stated length is ignored (§2.5).
 */
import { BadBody } from './decoded.js';

export interface Part {
  /** Empty if the part gives none. */
  name: string;
  /** A view into the body, not a copy. */
  bytes: Buffer;
  /** Its Content-Type without parameters; null: not said. */
  type: string | null;
  /** Anything but null, `identity` and `binary` is not allowed inside a request. */
  encoding: string | null;
}

const maxHeaderBytes = 16 * 1024;
const remedy = 'Send multipart/form-data whose parts have a name and which ends with the closing boundary.';
const crlf = Buffer.from('\r\n');
const dash = 0x2d;

/**
 * One part after the other, since there may be millions of empty ones. Throws BadBody if the body
 * is not multipart, or, once its end is reached, if it ends before its closing boundary.
 */
export function* splitParts(body: Uint8Array, contentType: string): Generator<Part, void> {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const boundary = boundaryOf(contentType);
  const mark = Buffer.from(`--${boundary}`);
  // The first boundary may stand at the very beginning, without a line break before it.
  let at = findDelimiter(bytes, mark, 0, true);
  while (at !== null && !at.isLast) {
    const next = findDelimiter(bytes, mark, at.end, false);
    if (next === null)
      throw new BadBody('The multipart body ends inside a part: its closing boundary is missing.', remedy);
    yield readPart(bytes.subarray(at.end, next.start));
    at = next;
  }
  if (at === null) throw new BadBody(`The multipart body has no boundary line "--${boundary}".`, remedy);
}

function boundaryOf(contentType: string): string {
  const isMultipart = /^\s*multipart\/[\w-]+\s*;/iu.test(contentType);
  const match = /;\s*boundary\s*=\s*(?:"((?:\\.|[^"\\])+)"|([^\s;]+))/iu.exec(contentType);
  const boundary = match?.[1]?.replace(/\\(.)/gu, '$1') ?? match?.[2];
  if (isMultipart && boundary !== undefined && boundary.length <= 256) return boundary;
  throw new BadBody(
    `The header Content-Type must be multipart/form-data with a boundary; found "${contentType.slice(0, 120)}".`,
    'Send Content-Type: multipart/form-data; boundary=….',
  );
}

interface Delimiter {
  start: number;
  /** Where the part behind it begins. */
  end: number;
  isLast: boolean;
}

/** The next line that is the boundary and nothing else; the same bytes inside a line are content. */
function findDelimiter(bytes: Buffer, mark: Buffer, from: number, isFirst: boolean): Delimiter | null {
  // The line break before a boundary may be the one that ended the line of the boundary before.
  for (let start = bytes.indexOf(mark, from); start !== -1; start = bytes.indexOf(mark, start + 1)) {
    const isLineStart = start === 0 ? isFirst : start >= 2 && bytes[start - 2] === 0x0d && bytes[start - 1] === 0x0a;
    if (!isLineStart) continue;
    const end = start + mark.length;
    const contentEnd = Math.max(from, start - 2);
    if (bytes[end] === dash && bytes[end + 1] === dash) return { start: contentEnd, end: end + 2, isLast: true };
    const lineEnd = skipBlanks(bytes, end);
    if (bytes[lineEnd] === 0x0d && bytes[lineEnd + 1] === 0x0a)
      return { start: contentEnd, end: lineEnd + 2, isLast: false };
  }
  return null;
}

function skipBlanks(bytes: Buffer, at: number): number {
  let end = at;
  while (bytes[end] === 0x20 || bytes[end] === 0x09) end += 1;
  return end;
}

function readPart(bytes: Buffer): Part {
  const headerEnd = bytes.subarray(0, maxHeaderBytes).indexOf('\r\n\r\n');
  // A part without headers begins with the empty line that would end them.
  if (headerEnd === -1 || bytes.subarray(0, 2).equals(crlf)) return { name: '', bytes, type: null, encoding: null };
  const headers = readHeaders(bytes.toString('utf8', 0, headerEnd));
  const match = /;\s*name\s*=\s*(?:"((?:\\.|[^"\\])*)"|([^\s;]+))/iu.exec(headers.get('content-disposition') ?? '');
  const name = match?.[1]?.replace(/\\(.)/gu, '$1') ?? match?.[2] ?? '';
  return {
    name,
    bytes: bytes.subarray(headerEnd + 4),
    type: headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? null,
    encoding: headers.get('content-encoding')?.toLowerCase() ?? null,
  };
}

function readHeaders(text: string): Map<string, string> {
  const headers = new Map<string, string>();
  // A header may go on in the next line, behind white space.
  for (const line of text.replace(/\r\n[ \t]+/gu, ' ').split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  return headers;
}
