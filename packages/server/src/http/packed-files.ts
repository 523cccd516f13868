/**
 * Files of the page as they travel: gzipped when they are asked for the first time, and kept from
 * then on. There are as many as the page has, a few hundred kilobytes in all.
 */
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';

const pack = promisify(gzip);

/** A file, and how it is known whether it is still the same. */
export interface StampedFile {
  path: string;
  bytes: number;
  /** Milliseconds since 1970. */
  changedMs: number;
}

/** Shorter ones fit into one packet either way. */
const leastBytes = 1024;
/** What is not compressed already. */
const packable = /\.(?:js|css|html|svg|json|map|txt|webmanifest)$/;

/** Gives what gzips files; null for one that is not made smaller by that. */
export function filePacker(): (file: StampedFile) => Promise<Uint8Array<ArrayBuffer>> | null {
  const kept = new Map<string, { stamp: string; packed: Promise<Uint8Array<ArrayBuffer>> }>();
  return ({ path, bytes, changedMs }) => {
    if (bytes < leastBytes || !packable.test(path)) return null;
    const stamp = `${changedMs} ${bytes}`;
    const known = kept.get(path);
    if (known?.stamp === stamp) return known.packed;
    const packed = readFile(path).then((content) => pack(content, { level: constants.Z_BEST_COMPRESSION }));
    kept.set(path, { stamp, packed });
    // The next one who asks tries again.
    packed.catch(() => kept.delete(path));
    return packed;
  };
}

/** Whether who asks takes gzip (RFC 9110, 12.5.3). */
export function takesGzip(acceptEncoding: string | undefined): boolean {
  const wish = acceptEncoding?.split(',').find((each) => /^\s*(?:x-)?gzip\s*(?:;|$)/i.test(each));
  return wish !== undefined && !/;\s*q=0(?:\.0*)?\s*$/i.test(wish);
}
