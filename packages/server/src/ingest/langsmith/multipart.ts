import type { Decoded } from './decoded.js';

/** `POST /runs/multipart`. Throws BadBody if the body is not multipart at all. */
export function decodeMultipart(body: Uint8Array, contentType: string): Decoded {
  throw new Error(`not written yet: ${contentType} ${body.length}`);
}
