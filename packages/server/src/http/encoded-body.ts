/**
 * Answers that come encoded and may be tens of megabytes. A body given as one piece is copied whole,
 * and written whole in one turn of the event loop: here it goes out in views of itself, each when the
 * connection has taken the one before.
 */

const pieceBytes = 256 * 1024;

/** A body for a response, and its length, which a stream does not tell by itself. */
export function encodedBody(bytes: Uint8Array<ArrayBuffer>): {
  body: Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>;
  headers: Record<string, string>;
} {
  const headers = { 'content-length': String(bytes.length) };
  if (bytes.length <= pieceBytes) return { body: bytes, headers };
  let at = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      controller.enqueue(bytes.subarray(at, at + pieceBytes));
      at += pieceBytes;
      if (at >= bytes.length) controller.close();
    },
  });
  return { body, headers };
}
