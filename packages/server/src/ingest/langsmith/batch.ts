import type { Decoded } from './decoded.js';

/** `POST /runs/batch`: `{"post":[run…],"patch":[run…]}`. Throws BadBody if it is not that. */
export function decodeBatch(body: Uint8Array): Decoded {
  throw new Error(`not written yet: ${body.length}`);
}
