/**
 * The encodings in which bodies may come. zstd is taken where Node itself can decode it (22.15 and
 * later): what decodes it in JavaScript holds up every other request, see docs/decisions/0010.
 */
import type { Transform } from 'node:stream';
import * as zlib from 'node:zlib';

/** Each piece is a turn in the thread pool, behind whatever the store does there: few pieces. */
const chunkSize = 256 * 1024;
/** Bytes of the past that a body may refer to, as a power of two; senders of 20 MB need 21 or less. */
const zstdWindowLogMax = 23;
/** ZSTD_d_windowLogMax: the types of Node 20 do not know it. */
const windowLogMaxParameter = 100;

const { createZstdDecompress } = zlib as typeof zlib & {
  createZstdDecompress?: (options: zlib.ZlibOptions & { params: Record<number, number> }) => Transform;
};

/** Whether bodies in zstd are taken. Unless it is announced Python's client says so at each start. */
export const takesZstd: boolean = createZstdDecompress !== undefined;

/** Decodes what is piped through it; null where the body is as it is, undefined where nobody can decode it. */
export function decoderFor(encoding: string): Transform | null | undefined {
  if (encoding === 'identity' || encoding === '') return null;
  if (encoding === 'gzip' || encoding === 'x-gzip') return zlib.createGunzip({ chunkSize });
  if (encoding === 'zstd')
    return createZstdDecompress?.({ chunkSize, params: { [windowLogMaxParameter]: zstdWindowLogMax } });
  return undefined;
}

/** In words. */
export const takenEncodings: string = takesZstd ? 'gzip or zstd' : 'gzip';
